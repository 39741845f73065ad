package evidence

import (
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// standing holds the records that stand. Of two records of an agency with one type
// and id the first counts; a withdrawn one counts as never filed.
type standing struct {
	kinds    map[graph.Token]graph.Kind
	released map[graph.Token]time.Time
	reports  []*graph.Report
	links    []*graph.Link
}

func newStanding(records []graph.Record) *standing {
	b := &standing{kinds: map[graph.Token]graph.Kind{}, released: map[graph.Token]time.Time{}}
	fresh := freshness{taken: map[string]bool{}}
	withdrawn := map[string]bool{}
	for _, r := range records {
		if w, ok := r.(*graph.Withdrawal); ok && fresh.first(w, w.Agency) {
			withdrawn[graph.ScopedID(w.Agency, w.Withdraws)] = true
		}
	}
	firsts := firstTokens(records, withdrawn)
	for _, r := range records {
		switch r := underFirst(r, firsts).(type) {
		case *graph.Report:
			if !withdrawn[graph.ScopedID(r.Agency, r.ID)] && fresh.first(r, r.Agency) {
				b.reports = append(b.reports, r)
				b.know(r.Identifiers...)
			}
		case *graph.Link:
			if !withdrawn[graph.ScopedID(r.Agency, r.ID)] && fresh.first(r, r.Agency) {
				b.links = append(b.links, r)
				b.know(r.From, r.To)
			}
		case *graph.Release:
			if token := r.Identifier.Token; fresh.first(r, r.Agency) && r.ReleasedAt.After(b.released[token]) {
				b.released[token] = r.ReleasedAt
			}
		}
	}
	return b
}

// freshness tells the first record with an id from those that say it again.
type freshness struct{ taken map[string]bool }

func (f freshness) first(r graph.Record, agency string) bool {
	key := r.RecordType() + " " + graph.ScopedID(agency, r.RecordID())
	if f.taken[key] {
		return false
	}
	f.taken[key] = true
	return true
}

// know notes what records call identifiers. A token is made for one kind; of several
// that are claimed the first in the order of Kinds counts, whoever came first.
func (b *standing) know(identifiers ...graph.Identifier) {
	for _, i := range identifiers {
		if kind, known := b.kinds[i.Token]; !known || i.Kind.Rank() < kind.Rank() {
			b.kinds[i.Token] = i.Kind
		}
	}
}

// holds reports whether evidence of that time tells of an identifier's present
// holder. Evidence without a time can't be told from the earlier holder's.
func (b *standing) holds(id graph.Identifier, at time.Time) bool {
	released, ok := b.released[id.Token]
	return !ok || !at.Before(released)
}

// snapshot lays out what stands. What came before a release of an identifier does
// not join it to anything.
func (b *standing) snapshot() *Snapshot {
	var c Rows
	keys := make(map[graph.Token]int64, len(b.kinds))
	for token, kind := range b.kinds {
		keys[token] = int64(len(c.Nodes))
		c.Nodes = append(c.Nodes, Node{Key: keys[token], Identifier: graph.Identifier{Kind: kind, Token: token}})
	}
	for _, r := range b.reports {
		key := int64(len(c.Nodes))
		c.Nodes = append(c.Nodes, Node{Key: key, ReportID: graph.ScopedID(r.Agency, r.ID)})
		c.Attributes = append(c.Attributes, Attributes{Key: key, Second: SecondOf(r.OccurredAt), Category: r.Category, Channel: r.Channel, Region: r.Region, Loss: r.Loss, Currency: r.Currency})
		for _, id := range r.Identifiers {
			if b.holds(id, r.OccurredAt) {
				c.Mentions.Add(key, keys[id.Token])
			}
		}
	}
	for _, l := range b.links {
		if b.holds(l.From, l.ObservedAt) && b.holds(l.To, l.ObservedAt) {
			c.Links.Add(keys[l.From.Token], keys[l.To.Token], l.Relation, SecondOf(l.ObservedAt).Day(), graph.ScopedID(l.Agency, l.ID))
		}
	}
	return NewSnapshot(&c)
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
