// Package memory implements the ports of package graph in memory. It behaves as package graph/neo
// does, and the suite in package graph/graphtest tests both.
//
// It is for tests: nothing outlives the process, and many operations scan all records.
package memory
