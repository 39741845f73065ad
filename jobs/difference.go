package jobs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// difference is how the members and reports of a ring changed.
type difference struct {
	joined, left, released, cleared    int // members; the released and cleared are not among those that left
	came, withdrawn, expired, detached int // reports; the detached stand, but tell of this ring no more
}

func (l *lives) differ(old *graph.PreviousRing, ring *graph.Ring) difference {
	if len(old.Released)+len(old.Cleared) == 0 && sameMembers(old.Members, ring.Members) && slices.Equal(old.ReportIDs, ring.ReportIDs) {
		return difference{} // most often
	}
	d := difference{left: len(old.Members), released: len(old.Released), cleared: len(old.Cleared)}
	const member, holder, contested = 1, 2, 3
	had := make(map[graph.Identifier]int, len(old.Members))
	for _, m := range old.Members {
		had[m.Identifier] = member
	}
	for _, id := range old.Released {
		had[id] = holder
	}
	for _, id := range old.Cleared {
		had[id] = contested
	}
	for _, m := range ring.Members {
		switch had[m.Identifier] {
		case member:
			d.left--
		case holder: // what it is in the ring by came later
			d.released--
		case contested:
			d.cleared--
		default:
			d.joined++
		}
	}
	missing := without(old.ReportIDs, ring.ReportIDs)
	d.withdrawn, d.expired = l.fates.count(missing, withdrawn), l.fates.count(missing, expired)
	d.detached = len(missing) - d.withdrawn - d.expired
	d.came = len(ring.ReportIDs) + len(missing) - len(old.ReportIDs)
	return d
}

func (d difference) any() bool { return d != difference{} }

// kind is what such a difference is called. Members come before reports.
func (d difference) kind() graph.EventKind {
	members, reports := d.joined-d.left-d.released-d.cleared, d.came-d.withdrawn-d.expired-d.detached
	switch {
	case members > 0, members == 0 && d.joined == 0 && reports > 0:
		return graph.EventGrown
	case members < 0, members == 0 && d.joined == 0 && reports < 0:
		return graph.EventShrunk
	}
	return graph.EventChanged
}

func (d difference) words() string {
	var said []string
	for _, part := range []struct {
		n               int
		noun, one, many string
	}{
		{n: d.joined, noun: "member", one: "joined", many: "joined"},
		{n: d.left, noun: "member", one: "left", many: "left"},
		{n: d.released, noun: "member", one: "passed to a new holder", many: "passed to new holders"},
		{n: d.cleared, noun: "member", one: "was cleared", many: "were cleared"},
		{n: d.came, noun: "report", one: "came", many: "came"},
		{n: d.withdrawn, noun: "report", one: "was withdrawn", many: "were withdrawn"},
		{n: d.expired, noun: "report", one: "is past its retention", many: "are past their retention"},
		{n: d.detached, noun: "report", one: "tells of it no more", many: "tell of it no more"},
	} {
		switch {
		case part.n == 1:
			said = append(said, "1 "+part.noun+" "+part.one)
		case part.n > 1:
			said = append(said, counted(part.n, part.noun)+" "+part.many)
		}
	}
	return strings.Join(said, ", ")
}

// lost says why a ring is found no more.
func (l *lives) lost(old *graph.PreviousRing) string {
	const rest = ", and what is left makes no ring"
	all := len(old.ReportIDs)
	back, past := l.fates.count(old.ReportIDs, withdrawn), l.fates.count(old.ReportIDs, expired)
	were, are := "were withdrawn", "are past their retention"
	if all == 1 {
		were, are = "was withdrawn", "is past its retention"
	}
	switch {
	case all > 0 && back == all:
		return "its " + counted(all, "report") + " " + were
	case all > 0 && past == all:
		return "its " + counted(all, "report") + " " + are
	}
	if crowd := l.crowds.around(old.Members); crowd > 0 {
		return fmt.Sprintf("its members are among %d identifiers that something joins, too many to be a ring", crowd)
	}
	switch {
	case back > 0 && past > 0:
		return fmt.Sprintf("of its %d reports %d were withdrawn and %d are past their retention", all, back, past) + rest
	case back > 0:
		return fmt.Sprintf("%d of its %d reports %s", back, all, were) + rest
	case past > 0:
		return fmt.Sprintf("%d of its %d reports %s", past, all, are) + rest
	case len(old.Cleared) > 0:
		return fmt.Sprintf("%d of its %d members were cleared", len(old.Cleared), memberCount(old)) + rest
	case len(old.Released) > 0:
		return fmt.Sprintf("%d of its %d members passed to new holders", len(old.Released), memberCount(old)) + rest
	}
	return "what joins its members makes no ring any more"
}

// quiet says for how long nothing was heard of a ring.
func (l *lives) quiet(ring *graph.Ring) string {
	return fmt.Sprintf("no new report for %d days", daysBetween(ring.LastSeen, l.asOf))
}

// again says why a ring that was dormant or closed is at work.
func again(old *graph.PreviousRing, ring *graph.Ring) string {
	switch {
	case ring.LastSeen.After(old.LastSeen) && !old.LastSeen.IsZero():
		return "a report of " + ring.LastSeen.UTC().Format("2006-01-02") + " came"
	case old.Status == graph.Closed:
		return "it was found again"
	}
	return "its age is reckoned from an earlier day"
}

func rescored(old, ring *graph.Ring) string {
	return fmt.Sprintf("its score went from %.2f to %.2f, its band from %s to %s", old.Score, ring.Score, old.Band, ring.Band)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func listed(ids []string) string {
	if len(ids) < 2 {
		return strings.Join(ids, "")
	}
	return strings.Join(ids[:len(ids)-1], ", ") + " and " + ids[len(ids)-1]
}
