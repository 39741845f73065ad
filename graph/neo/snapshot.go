package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/sync/errgroup"

	"ringwatch/graph"
)

// Snapshot reads all that stands, in columns, several statements at a time.
//
// Neo4j reads what is committed when it gets there, so records that arrive during the
// read may be in it in part. Relationships whose ends were not read are left out; the
// next snapshot has them.
func (s *Store) Snapshot(ctx context.Context) (*graph.Snapshot, error) {
	c, err := s.copyAll(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.voided(ctx)
	if err != nil {
		return nil, err
	}
	return c.snapshot(v), nil
}

// copyAll reads all evidence, that which releases void as well.
func (s *Store) copyAll(ctx context.Context) (*evidenceCopy, error) {
	var c graph.Columns
	var links [len(graph.Relations)]graph.Links[int64]
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
	read("read_names", takeNamed(&c.Named))
	for i, relation := range graph.Relations {
		read("read_"+string(relation), takeLinks(&links[i], relation))
	}
	for i, kind := range graph.Kinds {
		read("read_"+string(kind)+"s", nodes[i].take)
	}
	reports := &nodes[len(graph.Kinds)]
	read("read_report_ids", reports.take)
	read("read_said", takeSaid(&c.Said))
	if err := work.Wait(); err != nil {
		return nil, err
	}
	n := 0
	for i := range nodes {
		n += len(nodes[i].keys)
	}
	c.Nodes = make([]graph.Node, 0, n)
	for i, kind := range graph.Kinds {
		for j, node := range nodes[i].nodes {
			c.Nodes = append(c.Nodes, graph.Node{Key: node, Identifier: graph.Identifier{Kind: kind, Token: graph.Token(nodes[i].keys[j])}})
		}
	}
	for j, node := range reports.nodes {
		c.Nodes = append(c.Nodes, graph.Node{Key: node, ReportID: reports.keys[j]})
	}
	for i := range links {
		c.Links.Append(&links[i])
	}
	return newEvidenceCopy(c), nil
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
