// Package analysis finds communities in networks: Leiden, Louvain and modularity, on weighted
// undirected graphs of up to some hundred million edges. Package analysis/rings builds on it.
//
// A Network is built from columns of edges (NewNetwork), or from a stream of them that does not fit
// in memory (Builder). Leiden partitions it into communities; UpdateLeiden repairs a partition
// after small changes; Modularize takes any gonum graph.
//
// The package is pure: no database, no HTTP, no wall clock. Randomness is seeded, and the same
// input gives the same answer, bit for bit, on any number of threads. A panic in one of its
// goroutines is raised again in the goroutine that called the package, as a *parallel.Panic.
//
// A Network implements gonum's graph interfaces, so that every gonum algorithm runs on it.
//
// How to read it: network.go, builder.go and gonum.go hold the graph; leiden.go the entry point;
// multilevel.go how the levels follow one another; local_move.go, refine.go and aggregate.go the
// three phases of a level; disconnected.go the end of a pass; pool.go who does the work.
package analysis
