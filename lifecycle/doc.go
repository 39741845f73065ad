// Package lifecycle decides how rings live on from run to run. From the rings that earlier runs
// published and the rings that a run found it derives which ring continues which, what merged,
// split, faded, was dismissed, reopened or closed, and why. It returns what the run publishes:
// rings, closed rings, events and lineage.
//
// A run calls Match, finds out from the store what became of Matching.LostReports, and calls
// Advance.
//
// The package is pure: it has no store, no clock and no context, and the same input gives the same
// output. Each rule has a file of its own: which ring continues which (identity.go, by overlap.go),
// mergers (merging.go), splits (splitting.go), dismissals (dismissal.go), scores that fade
// (fading.go) or stay (hysteresis.go), age (status.go), and why rings close (closing.go, with
// oversized.go and lostreports.go). lifecycle.go applies the rules to each ring; changes.go and
// events.go write the history.
package lifecycle
