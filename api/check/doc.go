// Package check holds the published rings in memory and answers from them: which ring each token is
// in, which numbers telcos should verify again. Its Cache reads from the graph in the background,
// so that requests do not wait for Neo4j and checks are answered while it is down.
package check
