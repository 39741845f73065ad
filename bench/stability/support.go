package main

import "github.com/ringwatch/ringwatch/graph"

func (f *follower) compareSupport(c *counts, old, ring *graph.Ring) {
	if old.Corroborated == ring.Corroborated {
		return
	}
	c.corroborated++
	if f.switched[ring.ID] {
		c.corroboratedReturn++
	}
	f.switched[ring.ID] = true
}

// isUnsupported reports whether agencies are known and none corroborates the other.
func isUnsupported(r *graph.Ring) bool { return !r.Corroborated && r.Agencies.Number > 0 }
