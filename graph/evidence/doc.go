// Package evidence is what detection reads: reports, links and the identifiers they name, in
// columns, and how the columns change from run to run. With them comes the Standing: known
// businesses, verified numbers, and how what each agency filed turned out.
//
// Rows are evidence as it was read, in any order; NewSnapshot sorts them into a Snapshot.
// FromRecords makes the rows of records in memory. A Snapshot is immutable: With applies a Delta
// and Without leaves a Void out, and both return a new snapshot that shares the columns that did
// not change.
package evidence
