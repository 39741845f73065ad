// Package local runs a Neo4j on this machine: the one that `ringwatch up`, the tests and the
// benchmarks use.
//
// Start fetches what is missing (Java, Maven, the jars of Neo4j), writes the configuration, starts
// the server on 127.0.0.1 with authentication on, and returns once it answers. From then on the
// server is supervised: when it dies it is started again on the same ports and data. It never
// outlives the process that started it, however that process ends.
//
// All files of a server lie in one folder (Options.Dir). One process at a time may use it.
package local
