package neo

import (
	"context"
	"fmt"
	"iter"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// Bounds of the transactions that write drafts. The first ring of a transaction may have more
// members. The transactions that run in parallel share the rings, unless these are too few to be
// worth it.
const (
	maxDrafts        = 200    // rings
	minDrafts        = 20     // rings, below which drafts are not shared
	maxDraftMembers  = 10_000 // members
	parallelDraftTxs = 2
)

// writeDrafts writes rings that no reader sees, in several transactions. They need no lease: a
// process that lost it leaves drafts of a run that is never published, and those are deleted.
func (s *Publications) writeDrafts(ctx context.Context, runID string, c comparison) error {
	work, ctx := parallel.WithContext(ctx)
	work.SetLimit(parallelDraftTxs)
	for _, part := range []struct {
		statement cypher.Statement
		rows      []map[string]any
	}{{cypher.CreateDrafts, c.changed}, {cypher.CreateClosedDrafts, c.closed}} {
		for rows := range draftBatches(part.rows) {
			work.Go(func() error {
				err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
					return execute(ctx, tx, part.statement, map[string]any{"run": runID, "batch": map[string]any{"rows": rows}})
				})
				if err != nil {
					return fmt.Errorf("writing %d rings: %w", len(rows), err)
				}
				return nil
			})
		}
	}
	return work.Wait()
}

// draftBatches cuts rows of rings into what one transaction writes.
func draftBatches(rows []map[string]any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		share := (len(rows) + parallelDraftTxs - 1) / parallelDraftTxs
		maxRows := min(max(share, minDrafts), maxDrafts)
		var batch []any
		members := 0
		for _, row := range rows {
			tokens, _ := row["tokens"].([]string)
			if len(batch) > 0 && (len(batch) == maxRows || members+len(tokens) > maxDraftMembers) {
				if !yield(batch) {
					return
				}
				batch, members = nil, 0
			}
			batch, members = append(batch, row), members+len(tokens)
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// Bounds of the transactions that delete unseen rings. The last ring of a transaction may have more
// relationships.
const (
	maxDeletedRings         = 500
	maxDeletedRelationships = 10_000
)

// deleteUnseen deletes rings that no reader sees: replaced ones, and drafts of other runs.
func (s *Publications) deleteUnseen(ctx context.Context, lease graph.Lease, runID string) error {
	params := map[string]any{"run": runID, "limit": maxDeletedRings, "max_relationships": maxDeletedRelationships}
	for more := true; more; {
		err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
			answer, err := queryOne(ctx, tx, cypher.DeleteUnseenRings, params)
			if err != nil {
				return err
			}
			more = fieldsOf(answer).needBool("more")
			return nil
		})
		if err != nil {
			return fmt.Errorf("deleting rings that no reader sees: %w", err)
		}
	}
	return nil
}
