package neo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.RingReader    = (*Publications)(nil)
	_ graph.HistoryReader = (*Publications)(nil)
	_ graph.PreviousRings = (*Publications)(nil)
	_ graph.Publisher     = (*Publications)(nil)
)

// Publications publishes rings and reads the published ones.
type Publications struct {
	db    *DB
	cache ringCache

	mu         sync.Mutex
	unreadable []Unreadable
}

// Unreadable is a published ring that can't be read, since it was changed by hand.
type Unreadable struct {
	ID    string // empty if that is what can't be read
	Field string // the first field that is missing or malformed
}

// Unreadable returns the rings that the last call of Published left out.
func (s *Publications) Unreadable() []Unreadable {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unreadable)
}

// Publication reads which publication is the current one. It does not retry: it is polled, and the
// caller prefers an error to waiting. It returns a *DamageError and graph.ErrUnavailable.
func (s *Publications) Publication(ctx context.Context) (p graph.Publication, err error) {
	err = s.db.read(ctx, cypher.ReadPublication, nil, func(r *neo4j.Record) (err error) {
		p, err = publicationOf(r)
		return err
	})
	if err != nil {
		return graph.Publication{}, fmt.Errorf("reading which rings are published: %w", err)
	}
	return p, nil
}

func publicationOf(r *neo4j.Record) (graph.Publication, error) {
	f := fieldsOf(r)
	p := graph.Publication{Sequence: f.integer("sequence"), Revision: f.integer("revision"), RunID: f.text("run"), At: f.time("at")}
	return p, f.err("Publication", "rings")
}

// lockPublication keeps other transactions from publishing until this one ends, so that what it
// reads is one publication.
func lockPublication(ctx context.Context, tx neo4j.ManagedTransaction) (graph.Publication, error) {
	answer, err := queryOne(ctx, tx, cypher.LockPublication, nil)
	if err != nil {
		return graph.Publication{}, err
	}
	return publicationOf(answer)
}

// Published reads the published rings, in the order of their ids, all from one publication.
// Publishing waits for it to end. Rings that can't be read are logged and left out: Unreadable
// returns them, and the next run publishes them again. It returns graph.ErrUnavailable.
func (s *Publications) Published(ctx context.Context) (publication graph.Publication, rings []graph.Ring, err error) {
	var unreadable []Unreadable
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		rings, unreadable = nil, nil
		if publication, err = lockPublication(ctx, tx); err != nil {
			return err
		}
		err = query(ctx, tx, cypher.ReadPublishedRings, nil, func(r *neo4j.Record) error {
			ring, err := publishedRingOf(r)
			if damage := (*DamageError)(nil); errors.As(err, &damage) {
				unreadable = append(unreadable, Unreadable{ID: damage.ID, Field: damage.Field})
				s.db.damage.report(damage)
				return nil
			}
			rings = append(rings, ring)
			return err
		})
		if err == nil && len(unreadable) > 0 {
			err = markUnreadable(ctx, tx, unreadable)
		}
		if err != nil {
			return err
		}
		return addLaterTokens(ctx, tx, rings)
	})
	if err != nil {
		return graph.Publication{}, nil, fmt.Errorf("reading the published rings: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unreadable = unreadable
	return publication, rings, nil
}

// markUnreadable removes the fingerprints of rings, so that the next run, in whatever process,
// reads them and publishes them again.
func markUnreadable(ctx context.Context, tx neo4j.ManagedTransaction, rings []Unreadable) error {
	ids := make([]string, len(rings))
	for i := range rings {
		ids[i] = rings[i].ID
	}
	return execute(ctx, tx, cypher.MarkUnreadableRings, inBatch("ids", ids))
}

// addLaterTokens adds the later tokens of their members to rings.
func addLaterTokens(ctx context.Context, tx neo4j.ManagedTransaction, rings []graph.Ring) error {
	return query(ctx, tx, cypher.ReadLaterTokens, nil, func(r *neo4j.Record) error {
		i, ok := graph.FindRing(rings, fieldsOf(r).text("ring"))
		if !ok {
			return nil
		}
		tokens, err := column[string](r, "tokens")
		for _, token := range tokens {
			rings[i].LaterTokens = append(rings[i].LaterTokens, graph.Token(token))
		}
		return err
	})
}

// requireRing returns graph.ErrNotFound where no ring with the id is published.
func (s *Publications) requireRing(ctx context.Context, ringID string) error {
	count := 0
	err := s.db.read(ctx, cypher.ReadRingExists, map[string]any{"id": ringID}, func(r *neo4j.Record) error {
		count = fieldsOf(r).count("rings")
		return nil
	})
	if err == nil && count == 0 {
		err = graph.ErrNotFound
	}
	return err
}

// Subgraph reads the edges between the members and the reports of a published ring: at most limit,
// and whether there are more. It returns graph.ErrNotFound and graph.ErrUnavailable.
func (s *Publications) Subgraph(ctx context.Context, ringID string, limit int) (edges []graph.RingEdge, more bool, err error) {
	read := 0
	err = s.requireRing(ctx, ringID)
	if err == nil {
		err = s.db.read(ctx, cypher.ReadRingEdges, map[string]any{"id": ringID, "limit": limit + 1}, func(r *neo4j.Record) error {
			read++
			edge, err := edgeOf(r)
			if s.db.logDamage(err) {
				return nil
			}
			edges = append(edges, edge)
			return err
		})
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading a ring's graph: %w", err)
	}
	return edges[:min(len(edges), limit)], read > limit, nil
}

func edgeOf(r *neo4j.Record) (graph.RingEdge, error) {
	f := fieldsOf(r)
	end := func(side string) graph.Identifier {
		id := graph.Identifier{Kind: graph.Kind(f.text(side + "_kind")), Token: graph.Token(f.text(side + "_token"))}
		if id.Token == "" {
			f.note("token")
		}
		return id
	}
	edge := graph.RingEdge{Relation: f.text("relation"), ReportID: f.text("report"), To: end("to")}
	if edge.ReportID == "" {
		edge.From = end("from")
	}
	return edge, f.err("Identifier", "")
}
