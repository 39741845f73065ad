package neo

import (
	"context"
	"fmt"
	"strconv"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Epochs merges and renames identifiers that have tokens of several epochs.
type Epochs struct{ db *DB }

// identifiersPerMerge bounds the identifiers that one transaction merges or renames.
const identifiersPerMerge = 500

// Retire renames the identifiers that are stored under a token of an epoch to the newest token that
// an equivalence names, and deletes the old token. It returns how many it renamed, and how many are
// left since no equivalence names a later token of theirs. What is filed under an old token from
// then on is another identifier. No detection run may be going on: it would look for members by the
// old names. It returns graph.ErrUnavailable if Neo4j can't be reached.
func (e *Epochs) Retire(ctx context.Context, epoch int) (renamed, left int, err error) {
	if err := e.mergeEquivalent(ctx); err != nil {
		return 0, 0, err
	}
	// This comes first, so that the next run continues where this one is interrupted.
	err = e.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.SaveRetiredEpoch, map[string]any{"epoch": epoch})
	})
	if err != nil {
		return 0, 0, fmt.Errorf("recording that epoch %d is retired: %w", epoch, err)
	}
	if renamed, err = e.rename(ctx, epoch); err != nil {
		return renamed, 0, err
	}
	err = e.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, cypher.NextRevision, nil) })
	if err != nil {
		return renamed, 0, fmt.Errorf("publishing the new names of members: %w", err)
	}
	err = e.db.read(ctx, cypher.CountIdentifiersOfEpoch, map[string]any{"prefix": tokenPrefix(epoch)}, func(r *neo4j.Record) error {
		left = fieldsOf(r).count("identifiers")
		return nil
	})
	if err != nil {
		return renamed, 0, fmt.Errorf("counting what is left of epoch %d: %w", epoch, err)
	}
	return renamed, left, nil
}

// mergeEquivalent merges identifiers that were filed under a later token before an equivalence said
// that they are the same as an earlier one. It then renames what was filed under tokens of retired
// epochs.
func (e *Epochs) mergeEquivalent(ctx context.Context) error {
	for after := ""; ; {
		var tokens []string
		params := map[string]any{"after": after, "limit": identifiersPerMerge}
		err := e.db.read(ctx, cypher.ReadUnmergedEquivalences, params, func(r *neo4j.Record) error {
			f := fieldsOf(r)
			tokens = append(tokens, f.needText("token"))
			return f.err("Equivalence", "")
		})
		if err == nil && len(tokens) == 0 {
			return e.renameRetired(ctx)
		}
		if err == nil {
			_, err = e.change(ctx, cypher.MergeEquivalentIdentifiers, map[string]any{"tokens": tokens})
		}
		if err != nil {
			return fmt.Errorf("merging identifiers of two epochs: %w", err)
		}
		after = tokens[len(tokens)-1]
	}
}

// renameRetired renames what was filed under tokens of retired epochs since they were retired:
// nothing brings an old token back for longer than until the next run.
func (e *Epochs) renameRetired(ctx context.Context) error {
	var epochs []int64
	err := e.db.read(ctx, cypher.ReadRetiredEpochs, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		epochs = listOf[int64](f, "retired")
		return f.err("Naming", "naming")
	})
	if err != nil {
		return fmt.Errorf("reading which epochs are retired: %w", err)
	}
	for _, epoch := range epochs {
		if _, err := e.rename(ctx, int(epoch)); err != nil {
			return err
		}
	}
	return nil
}

// rename gives every identifier under a token of an epoch its newest token.
func (e *Epochs) rename(ctx context.Context, epoch int) (renamed int, err error) {
	for {
		n, err := e.change(ctx, cypher.RenameEpoch, map[string]any{"prefix": tokenPrefix(epoch), "limit": identifiersPerMerge})
		if err != nil {
			return renamed, fmt.Errorf("retiring epoch %d: %w", epoch, err)
		}
		if renamed += n; n == 0 {
			return renamed, nil
		}
	}
}

// change runs a statement that merges or renames identifiers, and counts these: a cached copy of
// the evidence is stale then. It returns how many there were.
func (e *Epochs) change(ctx context.Context, statement cypher.Statement, params map[string]any) (changed int, err error) {
	err = e.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		answer, err := queryOne(ctx, tx, statement, params)
		if err != nil {
			return err
		}
		if changed = fieldsOf(answer).count("changed"); changed == 0 {
			return nil
		}
		return execute(ctx, tx, cypher.CountRenames, map[string]any{"changes": changed})
	})
	return changed, err
}

// tokenPrefix is what every token of an epoch begins with.
func tokenPrefix(epoch int) string { return "tk" + strconv.Itoa(epoch) + "_" }
