// Package graph is the vocabulary of Ringwatch: what the graph of reports holds
// and the small interfaces through which the other rooms reach it.
//
// Records (Report, Link, Withdrawal, Release) come in from agencies. They name
// identifiers only by Token, never in the raw. Snapshot is the evidence laid out
// in columns for detection; Ring is what detection finds and Run how it went.
//
// The package uses the standard library alone and imports no other room.
package graph
