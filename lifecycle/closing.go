package lifecycle

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// A ring is closed for one of three reasons: it had no new report for closedAfter days (see
// resume), it merged into another ring, or it was not found any more.

// closeUnmatched closes the previous rings that no ring found continues.
func (a *advance) closeUnmatched() {
	continued := make([]bool, len(a.previous))
	for _, predecessor := range a.Matching.predecessor {
		if predecessor != none {
			continued[predecessor] = true
		}
	}
	for i := range a.previous {
		if a.previous[i].Status != graph.Closed && !continued[i] {
			a.closeLost(&a.previous[i], a.Matching.mergedInto[i])
		}
	}
	slices.SortFunc(a.next.Closed, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
}

// closeLost closes a ring that merged into a ring found, or was not found at all (none).
func (a *advance) closeLost(old *graph.PreviousRing, mergedInto int) {
	rest := old.Ring
	if a.countLost(old.ReportIDs, Withdrawn) > 0 {
		rest = graph.Ring{Band: graph.BandOf(0)} // a withdrawn report counts as never filed: nothing of it may remain
	}
	if mergedInto != none {
		rest.Members = nil // the ring that they are members of now is recognised by them
		id := a.found[mergedInto].ID
		a.closeRing(old, &rest, "it merged into "+id, id)
		return
	}
	a.closeRing(old, &rest, a.lostReason(old), "")
}

// closeRing closes a ring. Of rest it stores all but the reports, which may be withdrawn later. A
// later run recognises the ring by the members of rest.
func (a *advance) closeRing(old *graph.PreviousRing, rest *graph.Ring, reason, mergedInto string) {
	a.next.Closed = append(a.next.Closed, graph.Ring{
		ID: old.ID, Status: graph.Closed, Closing: reason, MergedInto: mergedInto, Members: rest.Members,
		EvidenceScore: rest.EvidenceScore, Score: rest.Score, Band: rest.Band,
		Regions: rest.Regions, Categories: rest.Categories, FirstSeen: rest.FirstSeen, LastSeen: rest.LastSeen,
	})
	e := graph.Event{
		Kind: graph.EventClosed, Reason: reason, BandBefore: old.Band,
		Members: graph.Change{Before: publishedMembers(old)}, Reports: graph.Change{Before: len(old.ReportIDs)},
	}
	if mergedInto != "" {
		e.Others = []string{mergedInto}
	}
	a.record(old.ID, e)
}

// lostReason says why a ring was not found any more. What explains it wholly comes first.
func (a *advance) lostReason(old *graph.PreviousRing) string {
	const rest = ", and what is left makes no ring"
	all := len(old.ReportIDs)
	withdrawn, expired := a.countLost(old.ReportIDs, Withdrawn), a.countLost(old.ReportIDs, Expired)
	wereWithdrawn, areExpired := "were withdrawn", "are past their retention"
	if all == 1 {
		wereWithdrawn, areExpired = "was withdrawn", "is past its retention"
	}
	switch {
	case all > 0 && withdrawn == all:
		return "its " + counted(all, "report") + " " + wereWithdrawn
	case all > 0 && expired == all:
		return "its " + counted(all, "report") + " " + areExpired
	}
	if size := a.Oversized.around(old.Members); size > 0 {
		return fmt.Sprintf("its members are among %d identifiers that something joins, too many to be a ring", size)
	}
	switch {
	case withdrawn > 0 && expired > 0:
		return fmt.Sprintf("of its %d reports %d were withdrawn and %d are past their retention", all, withdrawn, expired) + rest
	case withdrawn > 0:
		return fmt.Sprintf("%d of its %d reports %s", withdrawn, all, wereWithdrawn) + rest
	case expired > 0:
		return fmt.Sprintf("%d of its %d reports %s", expired, all, areExpired) + rest
	case len(old.Cleared) > 0:
		return fmt.Sprintf("%d of its %d members were cleared", len(old.Cleared), publishedMembers(old)) + rest
	case len(old.Released) > 0:
		return fmt.Sprintf("%d of its %d members passed to new holders", len(old.Released), publishedMembers(old)) + rest
	}
	return "what joins its members makes no ring any more"
}
