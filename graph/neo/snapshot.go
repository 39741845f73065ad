package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// Snapshot reads the structure of all that stands, in columns.
//
// Neo4j reads what is committed when it gets there, so records that arrive during
// the read may be in it with some of their relationships. Relationships are read
// before nodes, so that only nodes deleted meanwhile can be missing; their
// relationships are left out.
func (s *Store) Snapshot(ctx context.Context) (*graph.Snapshot, error) {
	var b snapshotBuilder
	for _, step := range []struct {
		statement string
		take      func(*neo4j.Record) error
	}{
		{"read_edges", b.edges},
		{"read_voided", b.voids},
		{"read_identifiers", b.identifiers},
		{"read_report_ids", b.reports},
	} {
		if err := s.each(ctx, step.statement, nil, step.take); err != nil {
			return nil, fmt.Errorf("taking a snapshot (%s): %w", step.statement, err)
		}
	}
	return graph.NewSnapshot(b.nodes, b.from, b.to), nil
}

// each hands every record of a reading statement to take.
func (s *Store) each(ctx context.Context, statement string, params map[string]any, take func(*neo4j.Record) error) (err error) {
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
	defer func() {
		if closing := session.Close(context.WithoutCancel(ctx)); err == nil {
			err = ours(closing)
		}
	}()
	result, err := session.Run(ctx, s.statements[statement], params)
	if err != nil {
		return ours(err)
	}
	for result.Next(ctx) {
		if err := take(result.Record()); err != nil {
			return err
		}
	}
	return ours(result.Err())
}

// snapshotBuilder gathers the columns. Ends of edges are Neo4j's own node ids.
type snapshotBuilder struct {
	from, to []int64
	nodes    []graph.Node
}

func (b *snapshotBuilder) edges(r *neo4j.Record) error {
	froms, err := column[int64](r, "froms")
	if err != nil {
		return err
	}
	tos, err := column[int64](r, "tos")
	b.from, b.to = append(b.from, froms...), append(b.to, tos...)
	return err
}

// voids takes each voided relationship out once: two nodes may be joined by others
// that stand.
func (b *snapshotBuilder) voids(r *neo4j.Record) error {
	var voided snapshotBuilder
	if err := voided.edges(r); err != nil || len(voided.from) == 0 {
		return err
	}
	type pair struct{ from, to int64 }
	left := map[pair]int{}
	for i := range voided.from {
		left[pair{voided.from[i], voided.to[i]}]++
	}
	kept := 0
	for i := range b.from {
		p := pair{b.from[i], b.to[i]}
		if left[p] > 0 {
			left[p]--
			continue
		}
		b.from[kept], b.to[kept] = p.from, p.to
		kept++
	}
	b.from, b.to = b.from[:kept], b.to[:kept]
	return nil
}

func (b *snapshotBuilder) identifiers(r *neo4j.Record) error {
	nodes, err := column[int64](r, "nodes")
	if err != nil {
		return err
	}
	tokens, err := column[string](r, "tokens")
	if err != nil {
		return err
	}
	kinds, err := column[int64](r, "kinds")
	if err != nil {
		return err
	}
	for i := range nodes {
		b.nodes = append(b.nodes, graph.Node{Key: nodes[i], Identifier: graph.Identifier{Kind: graph.Kinds[kinds[i]], Token: graph.Token(tokens[i])}})
	}
	return nil
}

func (b *snapshotBuilder) reports(r *neo4j.Record) error {
	nodes, err := column[int64](r, "nodes")
	if err != nil {
		return err
	}
	ids, err := column[string](r, "ids")
	for i := range ids {
		b.nodes = append(b.nodes, graph.Node{Key: nodes[i], ReportID: ids[i]})
	}
	return err
}
