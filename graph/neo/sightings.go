package neo

import (
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// sightings is what the new records of a batch say of identifiers, and the rows of
// those among them that are saved once their identifiers are there.
type sightings struct {
	of       map[graph.Identifier]*sighting
	links    [len(graph.Relations)][]any
	releases []any
}

// sighting is what a batch knows of one identifier.
type sighting struct {
	first, last time.Time // zero when unknown
	reports     []any     // nodes of new reports that name it
	lock        bool
}

// sightings gathers what new records say: reports are new if saving them, whose
// answer is given, made their nodes; links and releases unless they are old.
func (b *batch) sightings(saved *neo4j.Record, old func(recordKey) bool) (*sightings, error) {
	s := &sightings{of: map[graph.Identifier]*sighting{}}
	nodes, err := nodesByID(saved)
	if err != nil {
		return nil, err
	}
	for _, f := range b.reports {
		node, created := nodes[f.id]
		if !created {
			continue
		}
		for _, identifier := range f.record.Identifiers {
			seen := s.see(b.first(identifier), f.record.OccurredAt)
			if n := len(seen.reports); n == 0 || seen.reports[n-1] != node { // it may name one by two tokens
				seen.reports = append(seen.reports, node)
			}
		}
	}
	for _, f := range b.links {
		l := f.record
		if from, to := b.first(l.From), b.first(l.To); !old(recordKey{"link", f.id}) && from != to {
			s.see(from, l.ObservedAt).lock = true
			s.see(to, l.ObservedAt).lock = true
			relation := slices.Index(graph.Relations[:], l.Relation)
			s.links[relation] = append(s.links[relation], map[string]any{"id": f.id,
				"from": string(from.Token), "to": string(to.Token), "observed_at": when(l.ObservedAt)})
		}
	}
	for _, f := range b.releases {
		if r := f.record; !old(recordKey{"release", f.id}) {
			id := b.first(r.Identifier)
			s.see(id, time.Time{}).lock = true
			s.releases = append(s.releases, map[string]any{"id": f.id,
				"token": string(id.Token), "released_at": when(r.ReleasedAt)})
		}
	}
	return s, nil
}

// nodesByID reads the answer of save_reports; nil is no answer.
func nodesByID(saved *neo4j.Record) (map[string]any, error) {
	if saved == nil {
		return nil, nil
	}
	ids, err := column[string](saved, "created")
	if err != nil {
		return nil, err
	}
	nodes, err := column[any](saved, "nodes")
	if err != nil {
		return nil, err
	}
	if len(nodes) != len(ids) {
		return nil, fmt.Errorf("neo4j answered %d nodes of %d reports", len(nodes), len(ids))
	}
	byID := make(map[string]any, len(ids))
	for i, id := range ids {
		byID[id] = nodes[i]
	}
	return byID, nil
}

// see adds that an identifier was seen at a time.
func (s *sightings) see(id graph.Identifier, at time.Time) *sighting {
	seen := s.of[id]
	if seen == nil {
		seen = &sighting{first: at, last: at}
		s.of[id] = seen
		return seen
	}
	if at.IsZero() {
		return seen
	}
	if seen.first.IsZero() || at.Before(seen.first) {
		seen.first = at
	}
	if at.After(seen.last) {
		seen.last = at
	}
	return seen
}

// rows lists the identifiers of a kind in the order of their tokens: the order in
// which every writer locks them.
func (s *sightings) rows(kind graph.Kind) []any {
	var tokens []graph.Token
	for id := range s.of {
		if id.Kind == kind {
			tokens = append(tokens, id.Token)
		}
	}
	slices.Sort(tokens)
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		seen := s.of[graph.Identifier{Kind: kind, Token: token}]
		rows[i] = map[string]any{"token": string(token), "lock": seen.lock,
			"first_seen": when(seen.first), "last_seen": when(seen.last), "reports": seen.reports}
	}
	return rows
}
