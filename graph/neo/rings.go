package neo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.RingReader = (*Publications)(nil)

// Publications writes, publishes and reads rings.
type Publications struct {
	db         *DB
	remembered knownRings
}

// Publication tells which set of rings is the published one. It asks once, without
// retrying: whoever looks often would rather know that Neo4j is away.
func (s *Publications) Publication(ctx context.Context) (graph.Publication, error) {
	var p graph.Publication
	err := s.db.read(ctx, cypher.ReadPublication, nil, func(r *neo4j.Record) error {
		p = publicationOf(r)
		return nil
	})
	if err != nil {
		return graph.Publication{}, fmt.Errorf("looking which rings are published: %w", err)
	}
	return p, nil
}

func publicationOf(r *neo4j.Record) graph.Publication {
	m := properties(r.AsMap())
	return graph.Publication{Sequence: int64(m.number("sequence")), Revision: int64(m.number("revision")), RunID: m.text("run"), At: m.time("at")}
}

// Published reads one published set whole, in the order of the rings' ids. Publishing
// waits for it to end.
func (s *Publications) Published(ctx context.Context) (graph.Publication, []graph.Ring, error) {
	var publication graph.Publication
	var rings []graph.Ring
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		rings = nil
		err := query(ctx, tx, cypher.LockPublication, nil, func(r *neo4j.Record) error {
			publication = publicationOf(r)
			return nil
		})
		if err != nil {
			return err
		}
		err = query(ctx, tx, cypher.ReadPublishedRings, nil, func(r *neo4j.Record) error {
			ring, err := ringOf(r)
			rings = append(rings, ring)
			return err
		})
		if err != nil {
			return err
		}
		return query(ctx, tx, cypher.ReadLaterTokens, nil, func(r *neo4j.Record) error {
			i, ok := graph.FindRing(rings, properties(r.AsMap()).text("ring"))
			tokens, err := column[string](r, "tokens")
			for _, token := range tokens {
				if ok {
					rings[i].LaterTokens = append(rings[i].LaterTokens, graph.Token(token))
				}
			}
			return err
		})
	})
	if err != nil {
		return graph.Publication{}, nil, fmt.Errorf("reading the published rings: %w", err)
	}
	return publication, rings, nil
}

// listed is the ids that stand side by side in a text.
func listed(ids string) []string {
	if ids == "" {
		return nil
	}
	return strings.Fields(ids)
}

// ringOf reads a ring with what the graph adds to it.
func ringOf(r *neo4j.Record) (graph.Ring, error) {
	ring, err := ringWithMembers(r)
	if err != nil {
		return graph.Ring{}, err
	}
	if ring.CameFrom, err = column[string](r, "came_from"); err != nil {
		return graph.Ring{}, err
	}
	if ring.LedTo, err = column[string](r, "led_to"); err != nil {
		return graph.Ring{}, err
	}
	p := properties(r.AsMap())
	ring.Feedback = graph.Tally{Confirmed: p.number("confirmed"), Dismissed: p.number("dismissed")}
	return ring, nil
}

// ringWithMembers reads a ring as it was published.
func ringWithMembers(r *neo4j.Record) (graph.Ring, error) {
	p, err := nodeOf(r, "ring")
	if err != nil {
		return graph.Ring{}, err
	}
	ring := graph.Ring{
		ID: p.text("id"), Score: p.fraction("score"), Band: graph.Band(p.text("band")), Status: graph.Status(p.text("status")),
		ReportIDs: p.texts("report_ids"), Regions: p.texts("regions"), Categories: p.texts("categories"),
		Loss: map[string]graph.Amount{}, FirstSeen: p.time("first_seen"), LastSeen: p.time("last_seen"),
		Closing: p.text("closing"), MergedInto: p.text("merged_into"), UpdatedAt: p.time("updated_at"),
	}
	if ring.EvidenceScore = p.fraction("evidence_score"); ring.EvidenceScore == 0 { // written before there was one
		ring.EvidenceScore = ring.Score
	}
	for _, loss := range p.texts("loss") {
		currency, amount, _ := strings.Cut(loss, " ")
		ring.Loss[currency] = graph.Amount(amount)
	}
	weights, reports, links := p.fractions("weights"), p.texts("reason_reports"), p.texts("reason_links")
	for i, text := range p.texts("explanation") {
		ring.Explanation = append(ring.Explanation, graph.Reason{
			Text: text, Weight: weights[i], Reports: listed(reports[i]), Links: listed(links[i]),
		})
	}
	ring.Members, err = membersOf(r)
	return ring, err
}

func membersOf(r *neo4j.Record) (members []graph.Member, err error) {
	kinds, err := column[string](r, "kinds")
	if err != nil {
		return nil, err
	}
	tokens, err := column[string](r, "tokens")
	if err != nil {
		return nil, err
	}
	strengths, err := column[float64](r, "strengths")
	if err != nil {
		return nil, err
	}
	for i := range tokens {
		members = append(members, graph.Member{
			Identifier: graph.Identifier{Kind: graph.Kind(kinds[i]), Token: graph.Token(tokens[i])}, Strength: strengths[i],
		})
	}
	slices.SortFunc(members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
	return members, nil
}

// Subgraph reads how the members and reports of a published ring hang together. It
// fails with graph.ErrNotFound and graph.ErrUnavailable.
func (s *Publications) Subgraph(ctx context.Context, ringID string, limit int) (edges []graph.RingEdge, more bool, err error) {
	err = s.exists(ctx, ringID)
	if err == nil {
		err = s.db.read(ctx, cypher.ReadRingEdges, map[string]any{"id": ringID, "limit": limit + 1}, func(r *neo4j.Record) error {
			edges = append(edges, edgeOf(r))
			return nil
		})
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading a ring's graph: %w", err)
	}
	more = len(edges) > limit
	return edges[:min(len(edges), limit)], more, nil
}

func edgeOf(r *neo4j.Record) graph.RingEdge {
	p := properties(r.AsMap())
	end := func(side string) graph.Identifier {
		return graph.Identifier{Kind: graph.Kind(p.text(side + "_kind")), Token: graph.Token(p.text(side + "_token"))}
	}
	edge := graph.RingEdge{Relation: p.text("relation"), ReportID: p.text("report"), To: end("to")}
	if edge.ReportID == "" {
		edge.From = end("from")
	}
	return edge
}
