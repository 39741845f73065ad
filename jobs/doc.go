// Package jobs is what happens on a schedule: detection runs, and retention. What a run
// finds is decided in analysis; here evidence is fetched, handed over, what was found put
// into words that the graph keeps, and the lives of rings gone on with: which is the same
// as before, what became of it, and why.
package jobs
