// Package evidence is what detection reads: reports, links and the identifiers that they name, in
// columns, and how those columns change from run to run.
//
// Records in memory become a Snapshot through NewFiled, the rows of a database through
// NewSnapshot. A Snapshot is immutable; With and Without return new ones that share what did not
// change.
package evidence
