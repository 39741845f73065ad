//go:build !race

package analysis

// RaceEnabled reports whether the race detector is on: tests then use smaller inputs.
const RaceEnabled = false
