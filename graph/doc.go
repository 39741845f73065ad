// Package graph is the vocabulary of Ringwatch: the types of the domain, the categories of error,
// and the ports through which other packages reach the graph database.
//
// Agencies file records: Report, Link, Withdrawal, Release and Equivalence. Records name
// identifiers by Token only. A Run reads the evidence, finds rings and publishes them; a Ring has
// an Explanation and a history of Events.
//
// The ports are small interfaces, grouped by who uses them: ports_intake.go, ports_detection.go,
// ports_publication.go, ports_api.go and ports_operators.go. Package graph/neo implements them on
// Neo4j, package graph/memory in memory; package graph/graphtest tests both against the same
// contract.
//
// The package imports the standard library alone.
package graph
