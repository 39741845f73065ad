package neo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Epochs joins, parts and renames identifiers that have tokens of several epochs.
type Epochs struct{ db *DB }

// identifiersPerMerge bounds the identifiers that one transaction joins, parts or renames.
const identifiersPerMerge = 500

// Retire renames the identifiers that are stored under a token of an epoch to the newest token that
// an equivalence names, and deletes the old token. It returns how many it renamed, and how many are
// left since no equivalence names a later token of theirs. What is filed under an old token from
// then on is another identifier. No detection run may be going on: it would look for members by the
// old names. It returns graph.ErrUnavailable if Neo4j can't be reached.
func (e *Epochs) Retire(ctx context.Context, epoch int) (renamed, left int, err error) {
	if err := e.settle(ctx); err != nil {
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

// settle joins and parts identifiers as claims about their tokens require that were filed or
// withdrawn. It then renames what was filed under tokens of retired epochs.
func (e *Epochs) settle(ctx context.Context) error {
	if err := e.settleUnsettled(ctx); err != nil {
		return err
	}
	return e.renameRetired(ctx)
}

// unsettled is a later token of which claims changed, and where something that was filed under it
// may be stored.
type unsettled struct {
	token   string
	targets []string
}

func (e *Epochs) settleUnsettled(ctx context.Context) error {
	for after := ""; ; {
		var some []unsettled
		params := map[string]any{"after": after, "limit": identifiersPerMerge}
		err := e.db.read(ctx, cypher.ReadUnsettledEquivalences, params, func(r *neo4j.Record) error {
			f := fieldsOf(r)
			some = append(some, unsettled{f.needText("token"), f.texts("targets")})
			return f.err("Equivalence", "")
		})
		if err == nil && len(some) == 0 {
			return nil
		}
		if err == nil {
			err = e.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return settleTokens(ctx, tx, some) })
		}
		if err != nil {
			return fmt.Errorf("joining and parting identifiers of two epochs: %w", err)
		}
		after = some[len(some)-1].token
	}
}

// settleTokens moves what was filed under some later tokens to where it belongs.
func settleTokens(ctx context.Context, tx neo4j.ManagedTransaction, some []unsettled) error {
	tokens := make([]string, len(some))
	for i := range some {
		tokens[i] = some[i].token
	}
	names, err := readNames(ctx, tx, tokens)
	if err != nil {
		return err
	}
	var rows []any
	ended := make([]any, len(some))
	for i, u := range some {
		token := graph.Token(u.token)
		targets := names.targets(token)
		ended[i] = map[string]any{"token": u.token, "targets": texts(targets)}
		sources := slices.Concat([]string{u.token}, u.targets, targets)
		slices.Sort(sources)
		rows = append(rows, names.moves(token, slices.Compact(sources))...)
	}
	if err := moveEvidence(ctx, tx, rows); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.EndSettling, map[string]any{"rows": ended})
}

// moves returns the rows of MoveEvidence that move what was filed under a token from where it may
// be stored to where it belongs.
func (n *names) moves(token graph.Token, sources []string) (rows []any) {
	move := func(to graph.Token, agency string, except []string) {
		for _, from := range sources {
			if from != string(to) {
				rows = append(rows, map[string]any{
					"from": from, "to": string(to), "as": string(token), "agency": text(agency), "except": texts(except),
				})
			}
		}
	}
	all := n.canonical(token)
	var others []string
	for _, agency := range n.claimants(token) {
		if to := n.of(agency, token); to != all {
			others = append(others, agency)
			move(to, agency, nil)
		}
	}
	move(all, "", others)
	return rows
}

// moveEvidence moves what the rows say, removes identifiers that nothing is left of, and notes that
// cached copies of the evidence are stale.
func moveEvidence(ctx context.Context, tx neo4j.ManagedTransaction, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	answer, err := queryOne(ctx, tx, cypher.MoveEvidence, map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	counts, err := column[int64](answer, "moved")
	if err != nil {
		return err
	}
	moved := int64(0)
	for _, n := range counts {
		moved += n
	}
	tokens := map[string]bool{}
	for _, row := range rows {
		row := row.(map[string]any)
		tokens[row["from"].(string)], tokens[row["to"].(string)] = true, true
	}
	sorted := slices.Sorted(maps.Keys(tokens))
	if _, err := deleteOrphans(ctx, tx, sorted); err != nil || moved == 0 {
		return err
	}
	if err := execute(ctx, tx, cypher.RecomputeAllSeenTimes, map[string]any{"tokens": sorted}); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.CountRenames, map[string]any{"changes": moved})
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
		err := e.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
			return execute(ctx, tx, cypher.ForgetRetiredClaims, map[string]any{"prefix": tokenPrefix(int(epoch))})
		})
		if err != nil {
			return fmt.Errorf("forgetting claims about epoch %d: %w", epoch, err)
		}
	}
	return nil
}

// rename gives every identifier under a token of an epoch its newest token, as far as claims bind
// all agencies, or bind the only one that is concerned.
func (e *Epochs) rename(ctx context.Context, epoch int) (renamed int, err error) {
	owned := 0
	err = e.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		answer, err := queryOne(ctx, tx, cypher.OwnEquivalences, map[string]any{"prefix": tokenPrefix(epoch)})
		if err != nil {
			return err
		}
		tokens, err := column[string](answer, "tokens")
		if owned = len(tokens); err != nil || owned == 0 {
			return err
		}
		return settleEquivalences(ctx, tx, tokens)
	})
	if err == nil && owned > 0 {
		err = e.settleUnsettled(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("retiring epoch %d: %w", epoch, err)
	}
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

// change runs a statement that renames identifiers, and counts these: a cached copy of the evidence
// is stale then. It returns how many there were.
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
