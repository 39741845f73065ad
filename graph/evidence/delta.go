package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Delta is what changed in the evidence since a snapshot.
type Delta struct {
	Reports   []DeltaReport // that arrived
	Links     []DeltaLink   // that arrived
	Withdrawn []string      // agency-scoped ids of withdrawn reports and links
	Standing  *Standing     // as it is now; nil if it did not change
}

// DeltaReport is a report that arrived.
type DeltaReport struct {
	ID string // agency-scoped
	Attributes
	Identifiers []graph.Identifier
}

// DeltaLink is a link that arrived.
type DeltaLink struct {
	ID       string // agency-scoped
	From, To graph.Identifier
	Relation graph.Relation
	Day      Day
}

// With returns the snapshot with the delta applied: the one that NewSnapshot would make of all
// evidence. Records that the snapshot has already are ignored, and so are arrived records that are
// withdrawn. If a record gives an identifier another kind, it has that kind from then on. Where
// nothing changes, With returns s itself.
//
// With copies the unchanged columns in long segments, which takes about a tenth of the time of
// NewSnapshot.
func (s *Snapshot) With(d *Delta) *Snapshot {
	c := &change{Snapshot: s, standing: s.Standing}
	if d.Standing != nil {
		c.standing = d.Standing.sorted()
	}
	arrived, withdrawn := c.add(d), c.withdraw(d.Withdrawn)
	switch {
	case arrived || withdrawn:
		return c.apply()
	case c.standing.equal(&s.Standing):
		return s
	}
	changed := *s
	changed.Standing = c.standing
	return &changed
}

// add notes the records that arrived, and reports whether any of them is new.
func (c *change) add(d *Delta) bool {
	withdrawn := make(map[string]bool, len(d.Withdrawn))
	for _, id := range d.Withdrawn {
		withdrawn[id] = true
	}
	added := map[graph.Token]graph.Kind{}
	c.kinds = map[int]graph.Kind{}
	note := func(id graph.Identifier) {
		at, ok := c.findIdentifier(id.Token)
		if !ok {
			added[id.Token] = id.Kind
			return
		}
		delete(c.kinds, at)
		if c.Identifiers[at].Kind != id.Kind {
			c.kinds[at] = id.Kind.Canonical()
		}
	}
	seen := map[string]bool{}
	for _, r := range d.Reports {
		if seen[r.ID] || withdrawn[r.ID] || c.HasReport(r.ID) {
			continue
		}
		seen[r.ID] = true
		c.added.reports = append(c.added.reports, r)
		for _, id := range r.Identifiers {
			note(id)
		}
	}
	clear(seen)
	for _, l := range d.Links {
		if seen[l.ID] || withdrawn[l.ID] || c.hasLink(&l) {
			continue
		}
		seen[l.ID] = true
		c.added.links = append(c.added.links, l)
		note(l.From)
		note(l.To)
	}
	for token, kind := range added {
		c.added.identifiers = append(c.added.identifiers, graph.Identifier{Kind: kind, Token: token})
	}
	packIdentifiers(c.added.identifiers)
	slices.SortFunc(c.added.identifiers, func(x, y graph.Identifier) int {
		return cmp.Or(cmp.Compare(hash(string(x.Token)), hash(string(y.Token))), graph.CompareIdentifiers(x, y))
	})
	slices.SortFunc(c.added.reports, func(x, y DeltaReport) int {
		return cmp.Or(cmp.Compare(hash(x.ID), hash(y.ID)), cmp.Compare(x.ID, y.ID))
	})
	return len(c.added.reports)+len(c.added.links) > 0
}

// withdraw notes the withdrawn records, and reports whether the snapshot has any of them.
func (c *change) withdraw(ids []string) bool {
	if len(ids) == 0 {
		return false
	}
	withdrawn := make(map[string]bool, len(ids))
	for _, id := range ids {
		if report, ok := c.findReport(id); ok {
			c.removed.reports = append(c.removed.reports, report)
		}
		withdrawn[id] = true
	}
	slices.Sort(c.removed.reports)
	c.removed.reports = slices.Compact(c.removed.reports)
	for _, report := range c.removed.reports {
		lo, hi := c.mentionsOf(report)
		for i := lo; i < hi; i++ {
			c.removed.mentions = append(c.removed.mentions, i)
		}
	}
	c.removed.links = positionsOf(c.Links.ID, withdrawn)
	return len(c.removed.reports)+len(c.removed.links) > 0
}

// positionsOf returns the positions in ids of those that are wanted, ascending.
func positionsOf(ids []string, wanted map[string]bool) (positions []int) {
	for i, id := range ids {
		if wanted[id] {
			positions = append(positions, i)
		}
	}
	return positions
}
