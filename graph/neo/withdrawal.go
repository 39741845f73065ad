package neo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// deleteWithdrawn deletes the records with these agency-scoped ids, and identifiers that no other
// record names, as if they had never been filed. It is called in the transaction that stores the
// withdrawals (intake.go), and again before each run (Runs.BeginRun). Published rings change with
// the next run.
func deleteWithdrawn(ctx context.Context, tx neo4j.ManagedTransaction, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if _, _, err := deleteRecords(ctx, tx, cypher.DeleteReports, ids); err != nil {
		return err
	}
	for _, relation := range graph.Relations {
		if _, _, err := deleteRecords(ctx, tx, cypher.DeleteLinks[relation], ids); err != nil {
			return err
		}
	}
	for _, statement := range []cypher.Statement{cypher.WithdrawReleases, cypher.DeleteKnown} {
		if err := deleteAbout(ctx, tx, statement, ids); err != nil {
			return err
		}
	}
	return withdrawEquivalences(ctx, tx, ids)
}

// withdrawEquivalences deletes claims by their ids. The next run parts what they joined.
func withdrawEquivalences(ctx context.Context, tx neo4j.ManagedTransaction, ids []string) error {
	answer, err := queryOne(ctx, tx, cypher.WithdrawEquivalences, map[string]any{"ids": ids})
	if err != nil {
		return err
	}
	tokens, err := column[string](answer, "tokens")
	if err != nil {
		return err
	}
	return settleEquivalences(ctx, tx, tokens)
}

// deleteAbout runs a statement that deletes releases or known businesses by their ids. It also
// deletes identifiers that nothing else names.
func deleteAbout(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, ids []string) error {
	answer, err := queryOne(ctx, tx, statement, map[string]any{"ids": ids})
	if err != nil {
		return err
	}
	tokens, err := column[string](answer, "tokens")
	if err != nil || len(tokens) == 0 {
		return err
	}
	slices.Sort(tokens)
	_, err = deleteOrphans(ctx, tx, tokens)
	return err
}

// deleteRecords runs a statement that deletes records by their ids. It also deletes identifiers
// that no other record names, and computes the first and last sighting of the others again. It
// returns how many records and identifiers it deleted.
func deleteRecords(
	ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, ids []string,
) (records, identifiers int, err error) {
	times := map[string][]any{} // by token, when the deleted records saw it
	err = query(ctx, tx, statement, map[string]any{"ids": ids}, func(r *neo4j.Record) error {
		records++
		tokens, err := column[string](r, "tokens")
		if err != nil {
			return err
		}
		at := fieldsOf(r).time("at")
		for _, token := range tokens {
			seen := times[token]
			if !at.IsZero() {
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
	if identifiers, err = deleteOrphans(ctx, tx, tokens); err != nil {
		return records, identifiers, err
	}
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		rows[i] = map[string]any{"token": token, "times": times[token]}
	}
	return records, identifiers, execute(ctx, tx, cypher.RecomputeSeenTimes, map[string]any{"rows": rows})
}

// deleteOrphans deletes those identifiers that no record names any more, and returns how many.
func deleteOrphans(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) (int, error) {
	return queryDeleted(ctx, tx, cypher.DeleteOrphanIdentifiers, map[string]any{"tokens": tokens})
}

// queryDeleted runs a statement that returns how much it deleted.
func queryDeleted(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, params map[string]any) (int, error) {
	answer, err := queryOne(ctx, tx, statement, params)
	if err != nil {
		return 0, err
	}
	return fieldsOf(answer).count("deleted"), nil
}

// idsPerQuery bounds the ids of records that one statement takes.
const idsPerQuery = 10_000

// recentlyWithdrawn returns the agency-scoped ids of what was withdrawn since the last complete
// run.
func recentlyWithdrawn(ctx context.Context, db *DB) (ids []string, err error) {
	err = db.read(ctx, cypher.ReadRecentWithdrawals, nil, func(r *neo4j.Record) (err error) {
		ids, err = column[string](r, "ids")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading recent withdrawals: %w", err)
	}
	return ids, nil
}

// deleteRecentlyWithdrawn deletes what was withdrawn before a run reads the graph: when two
// processes save a record and its withdrawal at the same moment, neither sees the other's.
func deleteRecentlyWithdrawn(ctx context.Context, db *DB) error {
	ids, err := recentlyWithdrawn(ctx, db)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(ids, idsPerQuery) {
		err := db.write(ctx, func(tx neo4j.ManagedTransaction) error { return deleteWithdrawn(ctx, tx, chunk) })
		if err != nil {
			return fmt.Errorf("deleting %d withdrawn records: %w", len(chunk), err)
		}
	}
	return nil
}
