// Package jobs is what happens on a schedule: detection runs and retention.
//
// A run (detection.go, run.go) reads the evidence, has analysis find rings in it, recognises the
// previous rings with package lifecycle, and publishes the outcome. The schedule (schedule.go)
// starts runs, on its own or on request. Of all processes on one database only the one that holds
// the lease runs (lease.go); if it dies, another takes over (takeover.go). Retention (retention.go)
// deletes old records. A panic in a run makes that run fail and nothing else (panic.go).
package jobs
