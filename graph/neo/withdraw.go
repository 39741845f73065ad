package neo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// withdrawing is the statements that take records out by their ids.
var withdrawing = [...]cypher.Statement{cypher.DeleteReports, cypher.DeleteLinks[graph.UsedIn], cypher.DeleteLinks[graph.LinkedTo], cypher.DeleteLinks[graph.AccessedFrom], cypher.DeleteLinks[graph.TransferredTo]}

// takeBack takes the records with these agency-scoped ids out of the graph, as if they
// had never been filed.
func takeBack(ctx context.Context, tx neo4j.ManagedTransaction, ids []string) error {
	for _, statement := range withdrawing {
		if _, _, err := deleteRecords(ctx, tx, statement, ids); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return execute(ctx, tx, cypher.WithdrawEquivalences, map[string]any{"ids": ids})
}

// takeOut runs a statement that takes records out by their ids: identifiers that nothing
// else tells of go too, and the others' times are reckoned anew. It tells how many records
// and identifiers went.
func deleteRecords(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, ids []string) (records, identifiers int, err error) {
	if len(ids) == 0 {
		return 0, 0, nil
	}
	times := map[string][]any{} // at which what goes told of each token
	err = query(ctx, tx, statement, map[string]any{"ids": ids}, func(r *neo4j.Record) error {
		records++
		tokens, err := column[string](r, "tokens")
		if err != nil {
			return err
		}
		at, _ := r.Get("at")
		for _, token := range tokens {
			seen := times[token]
			if at, known := at.(time.Time); known {
				seen = append(seen, at)
			}
			times[token] = seen
		}
		return nil
	})
	if err != nil || len(times) == 0 {
		return records, 0, err
	}
	tokens := slices.Sorted(maps.Keys(times))
	if err := execute(ctx, tx, cypher.DeleteFormerMemberships, map[string]any{"tokens": tokens}); err != nil {
		return records, 0, err
	}
	if identifiers, err = settleOrphans(ctx, tx, tokens); err != nil {
		return records, identifiers, err
	}
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		rows[i] = map[string]any{"token": token, "times": times[token]}
	}
	return records, identifiers, execute(ctx, tx, cypher.RecomputeSeenTimes, map[string]any{"rows": rows})
}

// settleOrphans takes out those identifiers of which nothing tells any more, and tells
// how many they were.
func settleOrphans(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) (int, error) {
	return queryDeleted(ctx, tx, cypher.DeleteOrphanIdentifiers, map[string]any{"tokens": tokens})
}

// deleted runs a statement that answers how much it deleted.
func queryDeleted(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, params map[string]any) (int, error) {
	answer, err := queryOne(ctx, tx, statement, params)
	if err != nil {
		return 0, err
	}
	n, err := number(answer, "deleted")
	return int(n), err
}

// RecentlyWithdrawn is that of evidence.Source.
func (s *Evidence) RecentlyWithdrawn(ctx context.Context) ([]string, error) {
	return recentlyWithdrawn(ctx, s.db)
}

func recentlyWithdrawn(ctx context.Context, db *DB) (ids []string, err error) {
	err = db.read(ctx, cypher.ReadRecentWithdrawals, nil, func(r *neo4j.Record) (err error) {
		ids, err = column[string](r, "ids")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was withdrawn of late: %w", err)
	}
	return ids, nil
}

// takeBackLate makes withdrawals sure before a run reads the graph: a record and its
// withdrawal that two processes save at one moment don't see each other.
func (s *Runs) takeBackLate(ctx context.Context) error {
	late, err := recentlyWithdrawn(ctx, s.db)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(late, idsAtOnce) {
		err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return takeBack(ctx, tx, some) })
		if err != nil {
			return fmt.Errorf("taking back %d records: %w", len(some), err)
		}
	}
	return nil
}
