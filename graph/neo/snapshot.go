package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
)

// evidence is the types of relationship that are, the most frequent first.
var evidence = [...]string{"names", string(graph.UsedIn), string(graph.LinkedTo), string(graph.AccessedFrom), string(graph.TransferredTo)}

// Snapshot reads the structure of all that stands, in columns, several statements at
// a time.
//
// Neo4j reads what is committed when it gets there, so records that arrive during the
// read may be in it in part. Relationships whose ends were not read are left out; the
// next snapshot has them.
func (s *Store) Snapshot(ctx context.Context) (*graph.Snapshot, error) {
	var voided edgeColumns
	var edges [len(evidence)]edgeColumns
	var nodes [len(graph.Kinds) + 1]nodeColumns
	work, ctx := errgroup.WithContext(ctx)
	read := func(statement string, take func(*neo4j.Record) error) {
		work.Go(func() error {
			if err := s.each(ctx, statement, nil, take); err != nil {
				return fmt.Errorf("taking a snapshot (%s): %w", statement, err)
			}
			return nil
		})
	}
	for i, relation := range evidence {
		read("read_"+relation, edges[i].take)
	}
	read("read_voided", voided.take)
	for i, kind := range graph.Kinds {
		read("read_"+string(kind)+"s", nodes[i].take)
	}
	reports := &nodes[len(graph.Kinds)]
	read("read_report_ids", reports.take)
	if err := work.Wait(); err != nil {
		return nil, err
	}
	joined := &edges[0]
	for _, e := range edges[1:] {
		joined.from, joined.to = append(joined.from, e.from...), append(joined.to, e.to...)
	}
	joined.remove(voided)
	n := 0
	for i := range nodes {
		n += len(nodes[i].keys)
	}
	all := make([]graph.Node, 0, n)
	for i, kind := range graph.Kinds {
		for j, node := range nodes[i].nodes {
			all = append(all, graph.Node{Key: node, Identifier: graph.Identifier{Kind: kind, Token: graph.Token(nodes[i].keys[j])}})
		}
	}
	for j, node := range reports.nodes {
		all = append(all, graph.Node{Key: node, ReportID: reports.keys[j]})
	}
	return graph.NewSnapshot(all, joined.from, joined.to), nil
}

// each hands every record of a reading statement to take.
func (s *Store) each(ctx context.Context, statement string, params map[string]any, take func(*neo4j.Record) error) (err error) {
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, BookmarkManager: s.bookmarks})
	defer func() {
		if closing := session.Close(context.WithoutCancel(ctx)); err == nil {
			err = ours(closing)
		}
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the driver tells of a cancelled call as of a lost connection
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

// edgeColumns are the ends of relationships, by Neo4j's own node ids.
type edgeColumns struct{ from, to []int64 }

func (c *edgeColumns) take(r *neo4j.Record) (err error) {
	if c.from, err = appendColumn(c.from, r, "froms"); err != nil {
		return err
	}
	c.to, err = appendColumn(c.to, r, "tos")
	return err
}

// remove takes each of the voided relationships out once: two nodes may be joined by
// others that stand.
func (c *edgeColumns) remove(voided edgeColumns) {
	if len(voided.from) == 0 {
		return
	}
	type pair struct{ from, to int64 }
	left := map[pair]int{}
	for i := range voided.from {
		left[pair{voided.from[i], voided.to[i]}]++
	}
	kept := 0
	for i := range c.from {
		p := pair{c.from[i], c.to[i]}
		if left[p] > 0 {
			left[p]--
			continue
		}
		c.from[kept], c.to[kept] = p.from, p.to
		kept++
	}
	c.from, c.to = c.from[:kept], c.to[:kept]
}

// nodeColumns are nodes, by Neo4j's own ids, and the tokens or ids that they bear.
type nodeColumns struct {
	nodes []int64
	keys  []string
}

func (c *nodeColumns) take(r *neo4j.Record) (err error) {
	if c.nodes, err = appendColumn(c.nodes, r, "nodes"); err != nil {
		return err
	}
	c.keys, err = appendColumn(c.keys, r, "keys")
	return err
}
