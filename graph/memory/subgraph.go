package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Subgraph implements graph.RingReader.
func (s *Publications) Subgraph(ctx context.Context, ringID string, limit int) (edges []graph.RingEdge, more bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	r := s.rings[ringID]
	if r == nil {
		return nil, false, graph.ErrNotFound
	}
	members := map[graph.Token]graph.Identifier{}
	if r.Status != graph.Closed {
		for _, m := range r.Members {
			members[m.Token], _ = s.identify(m.Token)
		}
	}
	seen := map[graph.RingEdge]bool{}
	for _, id := range r.ReportIDs {
		if report := s.records.reports[id]; report != nil {
			for _, named := range report.Identifiers {
				if member, ok := members[named.Token]; ok {
					seen[graph.RingEdge{Relation: "names", ReportID: id, To: member}] = true
				}
			}
		}
	}
	for _, l := range s.records.links {
		from, ok := members[l.From.Token]
		to, both := members[l.To.Token]
		if ok && both {
			seen[graph.RingEdge{Relation: string(l.Relation), From: from, To: to}] = true
		}
	}
	for e := range seen {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b graph.RingEdge) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.ReportID, b.ReportID),
			cmp.Compare(a.From.Token, b.From.Token), cmp.Compare(a.To.Token, b.To.Token))
	})
	if more = len(edges) > limit; more {
		edges = edges[:limit]
	}
	return edges, more, nil
}
