package lifecycle

import (
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// difference counts how the members and reports of a ring changed.
type difference struct {
	// Members. Those that were released or cleared are not counted as left.
	joined, left, released, cleared int
	// Reports. Detached ones are still evidence, but not of this ring.
	added, withdrawn, expired, detached int
}

// recordMembership adds the events for changes of a ring's members and reports. A merger or a split
// explains the difference: then there is no other event for it.
func (a *advance) recordMembership(old *graph.PreviousRing, ring *graph.Ring, absorbed, parts []int) {
	if len(absorbed) > 0 {
		others := a.previousIDs(absorbed)
		a.recordChange(old, ring, graph.EventMerged, "it took in "+enumerated(others), others...)
	}
	if len(parts) > 0 {
		others := a.foundIDs(parts)
		a.recordChange(old, ring, graph.EventSplit, enumerated(others)+" came out of it", others...)
	}
	if len(absorbed)+len(parts) > 0 {
		return
	}
	if d := a.compare(old, ring); d != (difference{}) {
		a.recordChange(old, ring, d.kind(), d.reason())
	}
}

// compare counts the differences between a ring as it was published and as it was found.
func (a *advance) compare(old *graph.PreviousRing, ring *graph.Ring) difference {
	if len(old.Released)+len(old.Cleared) == 0 && sameMembers(old.Members, ring.Members) && slices.Equal(old.ReportIDs, ring.ReportIDs) {
		return difference{} // the usual case
	}
	d := difference{left: len(old.Members), released: len(old.Released), cleared: len(old.Cleared)}
	const member, released, cleared = 1, 2, 3
	was := make(map[graph.Identifier]int, len(old.Members))
	for _, m := range old.Members {
		was[m.Identifier] = member
	}
	for _, id := range old.Released {
		was[id] = released
	}
	for _, id := range old.Cleared {
		was[id] = cleared
	}
	for _, m := range ring.Members {
		switch was[m.Identifier] {
		case member:
			d.left--
		case released: // newer evidence made it a member again
			d.released--
		case cleared:
			d.cleared--
		default:
			d.joined++
		}
	}
	missing := without(old.ReportIDs, ring.ReportIDs)
	d.withdrawn, d.expired = a.countLost(missing, Withdrawn), a.countLost(missing, Expired)
	d.detached = len(missing) - d.withdrawn - d.expired
	d.added = len(ring.ReportIDs) + len(missing) - len(old.ReportIDs)
	return d
}

// kind returns grown, shrunk or changed. Members decide before reports.
func (d difference) kind() graph.EventKind {
	members, reports := d.joined-d.left-d.released-d.cleared, d.added-d.withdrawn-d.expired-d.detached
	switch {
	case members > 0, members == 0 && d.joined == 0 && reports > 0:
		return graph.EventGrown
	case members < 0, members == 0 && d.joined == 0 && reports < 0:
		return graph.EventShrunk
	}
	return graph.EventChanged
}

func (d difference) reason() string {
	var parts []string
	for _, part := range []struct {
		n               int
		noun, one, many string
	}{
		{n: d.joined, noun: "member", one: "joined", many: "joined"},
		{n: d.left, noun: "member", one: "left", many: "left"},
		{n: d.released, noun: "member", one: "passed to a new holder", many: "passed to new holders"},
		{n: d.cleared, noun: "member", one: "was cleared", many: "were cleared"},
		{n: d.added, noun: "report", one: "arrived", many: "arrived"},
		{n: d.withdrawn, noun: "report", one: "was withdrawn", many: "were withdrawn"},
		{n: d.expired, noun: "report", one: "is past its retention", many: "are past their retention"},
		{n: d.detached, noun: "report", one: "no longer belongs to it", many: "no longer belong to it"},
	} {
		switch {
		case part.n == 1:
			parts = append(parts, "1 "+part.noun+" "+part.one)
		case part.n > 1:
			parts = append(parts, counted(part.n, part.noun)+" "+part.many)
		}
	}
	return strings.Join(parts, ", ")
}
