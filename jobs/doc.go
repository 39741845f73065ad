// Package jobs is what happens on a schedule: detection runs. What a run finds is
// decided in analysis; here evidence is fetched, handed over, and what was found
// put into words that the graph keeps.
package jobs
