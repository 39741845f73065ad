// Package analysis finds rings: a Network of identifiers and reports in, groups
// that act together out.
//
// It is pure: no database, no HTTP, no wall clock, no other room. What is random
// is seeded, and the same input gives the same answer on any number of threads.
// At its edge it speaks gonum's graph interfaces, so that any gonum algorithm runs
// on a Network and a Network's algorithms run on any gonum graph.
package analysis
