package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ evidence.Source = (*Evidence)(nil)

// Evidence reads the evidence that detection works on.
type Evidence struct {
	db *DB
	// rowsPerPart is the constant of that name; smaller in a test.
	rowsPerPart int64
}

// Snapshot reads all that stands, in columns, several statements at a time.
//
// Neo4j reads what is committed when it gets there, so records that arrive during the
// read may be in it in part. Relationships whose ends were not read are left out; the
// next snapshot has them.
func (s *Evidence) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	counts, _, err := s.counts(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.copyAll(ctx, counts)
	if err != nil {
		return nil, err
	}
	v, err := s.voided(ctx)
	if err != nil {
		return nil, err
	}
	return c.all.Without(v), nil
}

// identifiers is about how many there may be: most are told of twice at least.
func (n *evidenceCounts) identifiers() int64 {
	all := n[1]
	for _, relation := range graph.Relations {
		all += 2 * n.of(relation)
	}
	return all / 2
}

// rowsPerPart is about how many rows Neo4j groups at once for a snapshot: it holds them in
// its heap, some 200 bytes each, and several statements are under way. Each part walks all rows, so
// that many would cost time.
const rowsPerPart = 1_000_000

// copyAll reads all evidence, that which releases void as well. Of relations of which there
// were no links by the counts it asks nothing: Neo4j would plan statements for them.
func (s *Evidence) copyAll(ctx context.Context, counts evidenceCounts) (*evidenceCopy, error) {
	var c evidence.Rows
	var links [len(graph.Relations)]evidence.Links[int64]
	// What may be large is not to grow by and by: copying it would take longer than reading it.
	c.Reports = make([]evidence.ReportRow, 0, counts[0])
	c.Mentions = evidence.Mentions[int64]{Report: make([]int64, 0, counts[1]), Identifier: make([]int64, 0, counts[1])}
	work, ctx := errgroup.WithContext(ctx)
	read := func(statement cypher.Statement, rows int64, take func(*neo4j.Record) error) {
		work.Go(func() error {
			parts := 1 + rows/s.rowsPerPart
			for part := range parts {
				if err := s.db.read(ctx, statement, map[string]any{"parts": parts, "part": part}, take); err != nil {
					return fmt.Errorf("taking a snapshot: %w", err)
				}
			}
			return nil
		})
	}
	read(cypher.ReadReports, counts[0], takeReports(&c.Reports))
	read(cypher.ReadIdentifiers, counts.identifiers(), takeIdentifiers(&c.Identifiers))
	read(cypher.ReadNames, counts[1], takeNamed(&c.Mentions))
	for i, relation := range graph.Relations {
		if n := counts.of(relation); n > 0 {
			read(cypher.ReadLinks[relation], n, takeLinks(&links[i], relation))
		}
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	for i := range links {
		c.Links.Append(&links[i])
	}
	return &evidenceCopy{all: evidence.NewSnapshot(&c), renamed: counts.renamed()}, nil
}
