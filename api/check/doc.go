// Package check holds the published rings in memory. From them it answers which ring each token is
// in and which numbers telcos should verify again. Its Cache reads from the graph in the
// background, so that requests do not wait for Neo4j and checks are answered while Neo4j is down.
package check
