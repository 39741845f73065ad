package graph

import "time"

// standing holds the records that stand. Of two records of an agency with one type
// and id the first counts; a withdrawn one counts as never filed.
type standing struct {
	identifiers map[Identifier]bool
	released    map[Identifier]time.Time
	reports     []*Report
	links       []*Link
}

func newStanding(records []Record) *standing {
	b := &standing{identifiers: map[Identifier]bool{}, released: map[Identifier]time.Time{}}
	withdrawn := map[string]bool{}
	for _, r := range records {
		if w, ok := r.(*Withdrawal); ok {
			withdrawn[ScopedID(w.Agency, w.Withdraws)] = true
		}
	}
	type key struct{ recordType, id string }
	taken := map[key]bool{}
	fresh := func(r Record, agency string) bool {
		k := key{r.RecordType(), ScopedID(agency, r.RecordID())}
		if taken[k] || withdrawn[k.id] {
			return false
		}
		taken[k] = true
		return true
	}
	for _, r := range records {
		switch r := r.(type) {
		case *Report:
			if fresh(r, r.Agency) {
				b.reports = append(b.reports, r)
				for _, id := range r.Identifiers {
					b.identifiers[id] = true
				}
			}
		case *Link:
			if fresh(r, r.Agency) {
				b.links = append(b.links, r)
				b.identifiers[r.From], b.identifiers[r.To] = true, true
			}
		case *Release:
			if at := b.released[r.Identifier]; r.ReleasedAt.After(at) {
				b.released[r.Identifier] = r.ReleasedAt
			}
		}
	}
	return b
}

// holds reports whether evidence of that time tells of an identifier's present
// holder. Evidence without a time can't be told from the earlier holder's.
func (b *standing) holds(id Identifier, at time.Time) bool {
	released, ok := b.released[id]
	return !ok || !at.Before(released)
}

// snapshot lays out what stands. What came before a release of an identifier does
// not join it to anything.
func (b *standing) snapshot() *Snapshot {
	var nodes []Node
	var from, to []int64
	keys := make(map[Identifier]int64, len(b.identifiers))
	for id := range b.identifiers {
		keys[id] = int64(len(nodes))
		nodes = append(nodes, Node{Key: keys[id], Identifier: id})
	}
	for _, r := range b.reports {
		key := int64(len(nodes))
		nodes = append(nodes, Node{Key: key, ReportID: ScopedID(r.Agency, r.ID)})
		for _, id := range r.Identifiers {
			if b.holds(id, r.OccurredAt) {
				from, to = append(from, key), append(to, keys[id])
			}
		}
	}
	for _, l := range b.links {
		if b.holds(l.From, l.ObservedAt) && b.holds(l.To, l.ObservedAt) {
			from, to = append(from, keys[l.From]), append(to, keys[l.To])
		}
	}
	return NewSnapshot(nodes, from, to)
}

// newest is the latest time that any record tells of.
func (b *standing) newest() time.Time {
	var latest time.Time
	for _, r := range b.reports {
		if r.OccurredAt.After(latest) {
			latest = r.OccurredAt
		}
	}
	for _, l := range b.links {
		if l.ObservedAt.After(latest) {
			latest = l.ObservedAt
		}
	}
	return latest
}
