package lifecycle

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// A ring is closed because it has been quiet for too long, because it merged into another ring, or
// because a run did not find it. The event gives one of these reasons:
//
//   - "no new report for … days", more than closedAfter: resume, by quietReason
//   - "it merged into …": closeLost
//   - "its … reports were withdrawn": lostReason, as all the others
//   - "its … reports are past their retention"
//   - "its members are among … connected identifiers, which form no ring"
//   - "of its … reports … were withdrawn and … are past their retention" *
//   - "… of its … reports were withdrawn" *
//   - "… of its … reports are past their retention" *
//   - "… of its … members were cleared" *
//   - "… of its … members passed to new holders" *
//   - "the connections between its members no longer form a ring"
//
// Those with an asterisk end in ", and what is left makes no ring".

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

// closeLost closes a ring that no ring found continues: it merged into the ring found with the
// index mergedInto, or, if that is none, it was not found at all.
func (a *advance) closeLost(old *graph.PreviousRing, mergedInto int) {
	final := old.Ring
	if a.countLost(old.ReportIDs, Withdrawn) > 0 {
		final = graph.Ring{Band: graph.BandOf(0)} // a withdrawn report counts as never filed: store nothing derived from it
	}
	if mergedInto != none {
		final.Members = nil // they now identify the ring that took them over
		id := a.found[mergedInto].ID
		a.closeRing(old, &final, "it merged into "+id, id)
		return
	}
	a.closeRing(old, &final, a.lostReason(old), "")
}

// closeRing closes a ring and stores its final state: members, scores, regions, categories, times,
// and who filed its records. It stores no report ids, since a report may be withdrawn after the
// ring is closed. A later run recognises the ring by the members stored here.
func (a *advance) closeRing(old *graph.PreviousRing, final *graph.Ring, reason, mergedInto string) {
	a.next.Closed = append(a.next.Closed, graph.Ring{
		ID: old.ID, Status: graph.Closed, Closing: reason, MergedInto: mergedInto, Members: final.Members,
		EvidenceScore: final.EvidenceScore, Score: final.Score, Band: final.Band,
		Regions: final.Regions, Categories: final.Categories, FirstSeen: final.FirstSeen, LastSeen: final.LastSeen,
		Sources: final.Sources, Agencies: final.Agencies, Corroborated: final.Corroborated,
		ScoreWithoutStrongest: final.ScoreWithoutStrongest,
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

// lostReason returns why a ring was not found. It prefers the causes that explain the loss
// completely.
func (a *advance) lostReason(old *graph.PreviousRing) string {
	const remainder = ", and what is left makes no ring"
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
		return fmt.Sprintf("its members are among %d connected identifiers, which form no ring", size)
	}
	switch {
	case withdrawn > 0 && expired > 0:
		return fmt.Sprintf("of its %d reports %d were withdrawn and %d are past their retention", all, withdrawn, expired) + remainder
	case withdrawn > 0:
		return fmt.Sprintf("%d of its %d reports %s", withdrawn, all, wereWithdrawn) + remainder
	case expired > 0:
		return fmt.Sprintf("%d of its %d reports %s", expired, all, areExpired) + remainder
	case len(old.Cleared) > 0:
		return fmt.Sprintf("%d of its %d members were cleared", len(old.Cleared), publishedMembers(old)) + remainder
	case len(old.Released) > 0:
		return fmt.Sprintf("%d of its %d members passed to new holders", len(old.Released), publishedMembers(old)) + remainder
	}
	return "the connections between its members no longer form a ring"
}
