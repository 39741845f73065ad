package lifecycle

import (
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Input is what Advance decides from.
type Input struct {
	// Matching says which rings found continue which previous ones. Mandatory.
	Matching *Matching
	// LostReports says why each of Matching.LostReports is no longer evidence. A report that is not
	// in the map still counts as evidence.
	LostReports map[string]LossReason
	// Oversized are the groups that the run found too large; nil: none.
	Oversized *OversizedGroups
	// AsOf is the day from which age is counted; the zero time: nothing ages.
	AsOf time.Time
}

// Advance returns what a run publishes. A ring that did not change causes no event. Advance takes
// over the rings found: it sets their status, score, band and explanation.
func Advance(in Input) *graph.NextPublication {
	a := advance{Input: in, previous: in.Matching.previous, found: in.Matching.found}
	absorbed, parts := a.absorbed(), a.parts()
	for i := range a.found {
		ring := &a.found[i]
		predecessor := in.Matching.predecessor[i]
		switch {
		case predecessor == none && ring.Status == graph.Closed:
			// All its evidence is old. It was never published, so there is nothing to close.
		case predecessor == none:
			a.create(ring, in.Matching.splitFrom[i])
		case a.previous[predecessor].Status == graph.Closed && ring.Status == graph.Closed:
			// It stays as it was closed.
		default:
			a.resume(&a.previous[predecessor], ring, absorbed[i], parts[predecessor])
		}
	}
	a.closeUnmatched()
	return &a.next
}

// advance is one call of Advance under way.
type advance struct {
	Input
	previous []graph.PreviousRing
	found    []graph.Ring // in the order of their ids
	next     graph.NextPublication
}

// create publishes a ring that continues none. If it split from a previous ring, the agencies'
// verdicts on that ring count for it too.
func (a *advance) create(ring *graph.Ring, origin int) {
	e := graph.Event{
		Kind:    graph.EventCreated,
		Reason:  "it was found: " + counted(len(ring.Members), "member") + ", " + counted(len(ring.ReportIDs), "report"),
		Members: graph.Change{After: len(ring.Members)}, Reports: graph.Change{After: len(ring.ReportIDs)},
	}
	var verdicts []graph.LatestVerdict
	if origin != none {
		old := &a.previous[origin]
		verdicts = old.Verdicts
		e.Others, e.Reason = []string{old.ID}, "it came out of "+old.ID
		a.recordSplit(ring.ID, old.ID)
	}
	d := weigh(verdicts, ring)
	fade(ring, a.AsOf, d.net())
	e.BandAfter = ring.Band
	a.record(ring.ID, e)
	if d.net() > 0 {
		ring.Status = graph.Dismissed
		a.recordChange(&graph.PreviousRing{Ring: *ring}, ring, graph.EventDismissed, d.reason())
	} else if ring.Status == graph.Dormant {
		a.recordChange(&graph.PreviousRing{Ring: *ring}, ring, graph.EventDormant, a.quietReason(ring))
	}
	a.next.Rings = append(a.next.Rings, *ring)
}

// resume publishes a previous ring as it was found now, or closes it because of its age. absorbed
// are the previous rings that merged into it, parts the rings found that split from it.
func (a *advance) resume(old *graph.PreviousRing, ring *graph.Ring, absorbed, parts []int) {
	a.recordMergers(ring.ID, absorbed)
	if ring.Status == graph.Closed {
		a.closeRing(old, ring, a.quietReason(ring), "")
		return
	}
	wasOpen := old.Status != graph.Closed
	retained := wasOpen && applyHysteresis(&old.Ring, ring)
	d := weigh(old.Verdicts, ring)
	if d.net() > 0 {
		ring.Status = graph.Dismissed
	}
	fade(ring, a.AsOf, d.net())
	if retained {
		retainScoreWithoutStrongest(&old.Ring, ring)
	}
	if wasOpen {
		a.recordMembership(old, ring, absorbed, parts)
	}
	a.recordStatus(old, ring, d)
	if wasOpen && old.Band != ring.Band {
		a.recordChange(old, ring, graph.EventRescored, rescoredReason(&old.Ring, ring))
	}
	a.next.Rings = append(a.next.Rings, *ring)
}
