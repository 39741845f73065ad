package neo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// withdrawing is the statements that take records out by their ids.
var withdrawing = [...]string{"withdraw_reports", "withdraw_used_in", "withdraw_linked_to", "withdraw_accessed_from", "withdraw_transferred_to"}

// takeBack takes the records with these agency-scoped ids out of the graph, as if they
// had never been filed.
func (s *Store) takeBack(ctx context.Context, tx neo4j.ManagedTransaction, ids []string) error {
	for _, statement := range withdrawing {
		if _, _, err := s.takeOut(ctx, tx, statement, ids); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.run(ctx, tx, "withdraw_equivalences", map[string]any{"ids": ids})
}

// takeOut runs a statement that takes records out by their ids: identifiers that nothing
// else tells of go too, and the others' times are reckoned anew. It tells how many records
// and identifiers went.
func (s *Store) takeOut(ctx context.Context, tx neo4j.ManagedTransaction, statement string, ids []string) (records, identifiers int, err error) {
	if len(ids) == 0 {
		return 0, 0, nil
	}
	times := map[string][]any{} // at which what goes told of each token
	err = s.rows(ctx, tx, statement, map[string]any{"ids": ids}, func(r *neo4j.Record) error {
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
	if err := s.run(ctx, tx, "settle_former_members", map[string]any{"tokens": tokens}); err != nil {
		return records, 0, err
	}
	if identifiers, err = s.settleOrphans(ctx, tx, tokens); err != nil {
		return records, identifiers, err
	}
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		rows[i] = map[string]any{"token": token, "times": times[token]}
	}
	return records, identifiers, s.run(ctx, tx, "settle_times", map[string]any{"rows": rows})
}

// settleOrphans takes out those identifiers of which nothing tells any more, and tells
// how many they were.
func (s *Store) settleOrphans(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) (int, error) {
	return s.deleted(ctx, tx, "settle_orphans", map[string]any{"tokens": tokens})
}

// deleted runs a statement that answers how much it deleted.
func (s *Store) deleted(ctx context.Context, tx neo4j.ManagedTransaction, statement string, params map[string]any) (int, error) {
	answer, err := s.row(ctx, tx, statement, params)
	if err != nil {
		return 0, err
	}
	n, err := number(answer, "deleted")
	return int(n), err
}

// LatelyWithdrawn is that of evidence.Source.
func (s *Store) RecentlyWithdrawn(ctx context.Context) (ids []string, err error) {
	err = s.each(ctx, "read_lately_withdrawn", nil, func(r *neo4j.Record) (err error) {
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
func (s *Store) takeBackLate(ctx context.Context) error {
	late, err := s.RecentlyWithdrawn(ctx)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(late, idsAtOnce) {
		err := s.write(ctx, func(tx neo4j.ManagedTransaction) error { return s.takeBack(ctx, tx, some) })
		if err != nil {
			return fmt.Errorf("taking back %d records: %w", len(some), err)
		}
	}
	return nil
}
