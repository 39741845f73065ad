package jobs

import (
	"cmp"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// lives goes on with the lives of rings from what is known of them and what a run found.
type lives struct {
	before []graph.PreviousRing
	found  []graph.Ring // in the order of their ids, which are final
	kin    kinship
	asOf   time.Time // zero: nothing ages
	fates  fates
	crowds *crowds
	next   graph.NextPublication
}

// edition makes what the run publishes. What did not change makes no event.
func (l *lives) edition() *graph.NextPublication {
	taken, parts := l.relatives()
	for i := range l.found {
		ring := &l.found[i]
		older := l.kin.heirOf[i]
		switch {
		case older == nobody && ring.Status == graph.Closed:
			// It was over before anybody knew of it.
		case older == nobody:
			l.begin(ring, l.kin.from[i])
		case l.before[older].Status == graph.Closed && ring.Status == graph.Closed:
			// It stays as it was closed.
		default:
			l.goOn(&l.before[older], ring, taken[i], parts[older])
		}
	}
	goesOn := make([]bool, len(l.before))
	for _, older := range l.kin.heirOf {
		if older != nobody {
			goesOn[older] = true
		}
	}
	for older := range l.before {
		if l.before[older].Status != graph.Closed && !goesOn[older] {
			l.lose(&l.before[older], l.kin.into[older])
		}
	}
	slices.SortFunc(l.next.Closed, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return &l.next
}

// relatives lists which rings of before each ring found took in, and which rings found
// came out of each of before, both as indices in ascending order.
func (l *lives) relatives() (taken, parts map[int][]int) {
	taken, parts = map[int][]int{}, map[int][]int{}
	for older, ring := range l.kin.into {
		if ring != nobody {
			taken[ring] = append(taken[ring], older)
		}
	}
	for ring, older := range l.kin.from {
		if older != nobody && l.found[ring].Status != graph.Closed {
			parts[older] = append(parts[older], ring)
		}
	}
	return taken, parts
}

// begin publishes a ring that none of before goes on in. It may have come out of one.
func (l *lives) begin(ring *graph.Ring, origin int) {
	e := graph.Event{Kind: graph.EventCreated, Members: graph.Change{After: len(ring.Members)}, Reports: graph.Change{After: len(ring.ReportIDs)}}
	e.Reason = "it was found: " + counted(len(ring.Members), "member") + ", " + counted(len(ring.ReportIDs), "report")
	var opinions []graph.Opinion
	if origin != nobody {
		opinions = l.before[origin].Opinions
	}
	more, why := dismissals(opinions, ring)
	fade(ring, l.asOf, more)
	e.BandAfter = ring.Band
	if origin != nobody {
		old := &l.before[origin]
		e.Others, e.Reason = []string{old.ID}, "it came out of "+old.ID
		l.next.Lineage = append(l.next.Lineage, graph.Lineage{RingID: ring.ID, Predecessor: old.ID, SplitOff: true})
	}
	l.tell(ring.ID, e)
	if more > 0 {
		ring.Status = graph.Dismissed
		l.tellOf(&graph.PreviousRing{Ring: *ring}, ring, graph.EventDismissed, why)
	} else if ring.Status == graph.Dormant {
		l.tellOf(&graph.PreviousRing{Ring: *ring}, ring, graph.EventDormant, l.quiet(ring))
	}
	l.next.Rings = append(l.next.Rings, *ring)
}

// goOn publishes a ring of before as it was found now, or closes it because of its age.
func (l *lives) goOn(old *graph.PreviousRing, ring *graph.Ring, taken, parts []int) {
	for _, older := range taken {
		l.next.Lineage = append(l.next.Lineage, graph.Lineage{RingID: ring.ID, Predecessor: l.before[older].ID})
	}
	if ring.Status == graph.Closed {
		l.end(old, ring, l.quiet(ring), "")
		return
	}
	if old.Status != graph.Closed {
		steady(old, ring)
	}
	more, _ := dismissals(old.Opinions, ring)
	if more > 0 {
		ring.Status = graph.Dismissed
	}
	fade(ring, l.asOf, more)
	if old.Status != graph.Closed {
		l.membership(old, ring, taken, parts)
	}
	l.status(old, ring)
	if old.Status != graph.Closed && old.Band != ring.Band {
		l.tellOf(old, ring, graph.EventRescored, rescored(&old.Ring, ring))
	}
	l.next.Rings = append(l.next.Rings, *ring)
}

// membership tells how the members and reports of a ring changed.
func (l *lives) membership(old *graph.PreviousRing, ring *graph.Ring, taken, parts []int) {
	if len(taken) > 0 {
		l.tellOf(old, ring, graph.EventMerged, "it took in "+listed(l.idsBefore(taken)), l.idsBefore(taken)...)
	}
	if len(parts) > 0 {
		l.tellOf(old, ring, graph.EventSplit, listed(l.idsFound(parts))+" came out of it", l.idsFound(parts)...)
	}
	if len(taken)+len(parts) > 0 {
		return
	}
	if d := l.differ(old, ring); d.any() {
		l.tellOf(old, ring, d.kind(), d.words())
	}
}

// status tells how the status of a ring changed.
func (l *lives) status(old *graph.PreviousRing, ring *graph.Ring) {
	switch {
	case old.Status == ring.Status:
	case ring.Status == graph.Dismissed:
		_, why := dismissals(old.Opinions, ring)
		l.tellOf(old, ring, graph.EventDismissed, why)
	case old.Status == graph.Dismissed:
		l.tellOf(old, ring, graph.EventReopened, acquittal(old.Opinions, ring))
	case old.Status == graph.Active:
		l.tellOf(old, ring, graph.EventDormant, l.quiet(ring))
	default:
		l.tellOf(old, ring, graph.EventReopened, again(old, ring))
	}
}

// lose closes a ring that goes on in none that was found.
func (l *lives) lose(old *graph.PreviousRing, into int) {
	rest := old.Ring
	if l.fates.count(old.ReportIDs, withdrawn) > 0 {
		rest = graph.Ring{Band: graph.BandOf(0)} // as if what was taken back had never been filed
	}
	if into != nobody {
		rest.Members = nil // they are known by the ring that took them in
		l.end(old, &rest, "it merged into "+l.found[into].ID, l.found[into].ID)
		return
	}
	l.end(old, &rest, l.lost(old), "")
}

// end closes a ring, of which the rest is known. The members among that are those by
// whom it would be known if it were found again. Which reports it stood on is forgotten:
// they may be taken back later.
func (l *lives) end(old *graph.PreviousRing, rest *graph.Ring, reason, into string) {
	l.next.Closed = append(l.next.Closed, graph.Ring{
		ID: old.ID, Status: graph.Closed, Closing: reason, MergedInto: into, Members: rest.Members, EvidenceScore: rest.EvidenceScore, Score: rest.Score, Band: rest.Band,
		Regions: rest.Regions, Categories: rest.Categories, FirstSeen: rest.FirstSeen, LastSeen: rest.LastSeen,
	})
	e := graph.Event{Kind: graph.EventClosed, Reason: reason, BandBefore: old.Band,
		Members: graph.Change{Before: memberCount(old)}, Reports: graph.Change{Before: len(old.ReportIDs)}}
	if into != "" {
		e.Others = []string{into}
	}
	l.tell(old.ID, e)
}

// tellOf tells of a ring as it was and as it is. A ring that was closed had nothing.
func (l *lives) tellOf(old *graph.PreviousRing, ring *graph.Ring, kind graph.EventKind, reason string, others ...string) {
	e := graph.Event{Kind: kind, Reason: reason, Others: others, BandAfter: ring.Band,
		Members: graph.Change{After: len(ring.Members)}, Reports: graph.Change{After: len(ring.ReportIDs)}}
	if old.Status != graph.Closed {
		e.Members.Before, e.Reports.Before, e.BandBefore = memberCount(old), len(old.ReportIDs), old.Band
	}
	l.tell(ring.ID, e)
}

// memberCount is how many members a ring was published with.
func memberCount(r *graph.PreviousRing) int { return len(r.Members) + len(r.Released) + len(r.Cleared) }

func (l *lives) tell(ringID string, e graph.Event) {
	e.RingID, e.Day = ringID, l.asOf
	l.next.Events = append(l.next.Events, e)
}

func (l *lives) idsBefore(older []int) []string {
	ids := make([]string, len(older))
	for i, at := range older {
		ids[i] = l.before[at].ID
	}
	slices.Sort(ids)
	return ids
}

func (l *lives) idsFound(rings []int) []string {
	ids := make([]string, len(rings))
	for i, at := range rings {
		ids[i] = l.found[at].ID
	}
	slices.Sort(ids)
	return ids
}
