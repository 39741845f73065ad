// Package localplatform is the whole platform on one machine: a Neo4j of its own or a given one,
// the app, an operator's key, the connection file for scripts, and on request a demo. It is what
// `ringwatch up` runs.
package localplatform
