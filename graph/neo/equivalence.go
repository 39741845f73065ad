package neo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// An identifier is kept under the token that it had first. What tokens of later epochs name
// it too is kept as :Equivalence nodes, and a batch that uses one is saved under the first
// token. Names don't change with a key, and so rings don't.

// saveEquivalences keeps a batch's claims about tokens.
func saveEquivalences(ctx context.Context, tx neo4j.ManagedTransaction, b *batch, f fate) error {
	var asked []string
	claims := slices.Clone(b.equivalences)
	claims = slices.DeleteFunc(claims, func(c filed[*graph.Equivalence]) bool { return f.withdrawn[c.id] })
	if len(claims) == 0 {
		return nil
	}
	for _, c := range claims {
		asked = append(asked, string(c.record.Identifier.Token))
	}
	firsts, err := firstTokens(ctx, tx, asked)
	if err != nil {
		return err
	}
	// By epoch, so that what a batch says of an earlier epoch is known for a later one.
	slices.SortStableFunc(claims, func(a, b filed[*graph.Equivalence]) int {
		return cmp.Compare(a.record.SameAs.Epoch(), b.record.SameAs.Epoch())
	})
	rows, later := make([]any, 0, len(claims)), make([]string, 0, len(claims))
	for _, c := range claims {
		first := cmp.Or(firsts[c.record.Identifier.Token], c.record.Identifier.Token)
		if first == c.record.SameAs {
			continue // the earlier epoch was retired: that is its name already
		}
		if _, known := firsts[c.record.SameAs]; !known {
			firsts[c.record.SameAs] = first
		}
		rows = append(rows, map[string]any{"id": c.id, "token": string(c.record.SameAs), "first": string(first), "claimed": string(c.record.Identifier.Token)})
		later = append(later, string(c.record.SameAs))
	}
	if err := create(ctx, tx, f.created, "equivalence", cypher.SaveEquivalences, b.agency, rows); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.ChainEquivalences, map[string]any{"tokens": later})
}

// firstsOf finds out under which tokens a batch's identifiers are kept. Only those of later
// epochs can have another.
func firstsOf(ctx context.Context, tx neo4j.ManagedTransaction, b *batch) (map[graph.Token]graph.Token, error) {
	asked := map[string]bool{}
	ask := func(id graph.Identifier) {
		if id.Token.Epoch() > 1 {
			asked[string(id.Token)] = true
		}
	}
	for _, f := range b.reports {
		for _, id := range f.record.Identifiers {
			ask(id)
		}
	}
	for _, f := range b.links {
		ask(f.record.From)
		ask(f.record.To)
	}
	for _, f := range b.releases {
		ask(f.record.Identifier)
	}
	tokens := make([]string, 0, len(asked))
	for token := range asked {
		tokens = append(tokens, token)
	}
	return firstTokens(ctx, tx, tokens)
}

func firstTokens(ctx context.Context, tx neo4j.ManagedTransaction, asked []string) (map[graph.Token]graph.Token, error) {
	firsts := map[graph.Token]graph.Token{}
	if len(asked) == 0 {
		return firsts, nil
	}
	answer, err := queryOne(ctx, tx, cypher.ReadCanonicalTokens, map[string]any{"tokens": asked})
	if err != nil {
		return nil, err
	}
	tokens, err := column[string](answer, "tokens")
	if err != nil {
		return nil, err
	}
	kept, err := column[string](answer, "firsts")
	for i := range kept {
		firsts[graph.Token(tokens[i])] = graph.Token(kept[i])
	}
	return firsts, err
}

// first is an identifier by the token that it is kept under.
func (b *batch) first(id graph.Identifier) graph.Identifier {
	if token, other := b.firsts[id.Token]; other {
		id.Token = token
	}
	return id
}

// Epochs merges and renames tokens of several epochs.
type Epochs struct{ db *DB }

// joinedAtOnce bounds the identifiers that one transaction joins or renames.
const joinedAtOnce = 500

// joinLate joins identifiers that were filed under a later token before it was said that
// this is the same as an earlier one.
func (s *Epochs) joinLate(ctx context.Context) error {
	for after := ""; ; {
		var tokens []string
		err := s.db.read(ctx, cypher.ReadUnmergedEquivalences, map[string]any{"after": after, "limit": joinedAtOnce}, func(r *neo4j.Record) error {
			token, _, err := neo4j.GetRecordValue[string](r, "token")
			tokens = append(tokens, token)
			return err
		})
		if err == nil && len(tokens) == 0 {
			return s.retireAgain(ctx)
		}
		if err == nil {
			err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
				return rename(ctx, tx, cypher.MergeEquivalentIdentifiers, "joined", map[string]any{"tokens": tokens}, nil)
			})
		}
		if err != nil {
			return fmt.Errorf("joining identifiers of two epochs: %w", err)
		}
		after = tokens[len(tokens)-1]
	}
}

// rename runs a statement that joins or renames identifiers, and counts that it did.
func rename(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, answers string, params map[string]any, renamed *int) error {
	answer, err := queryOne(ctx, tx, statement, params)
	if err != nil {
		return err
	}
	n, err := number(answer, answers)
	if err != nil || n == 0 {
		return err
	}
	if renamed != nil {
		*renamed = int(n)
	}
	return execute(ctx, tx, cypher.CountRenames, map[string]any{"changes": n})
}

// retireAgain renames what was said of retired epochs since they were: nothing may bring an
// old token back for longer than until the next run.
func (s *Epochs) retireAgain(ctx context.Context) error {
	var epochs []int64
	err := s.db.read(ctx, cypher.ReadRetiredEpochs, nil, func(r *neo4j.Record) (err error) {
		epochs, err = column[int64](r, "epochs")
		return err
	})
	if err != nil {
		return fmt.Errorf("reading which epochs are retired: %w", err)
	}
	for _, epoch := range epochs {
		if _, err := s.retire(ctx, int(epoch)); err != nil {
			return err
		}
	}
	return nil
}

// Retire renames the identifiers that are kept under a token of an epoch to the newest token
// that an equivalence tells of, and forgets the old one. It tells how many it renamed, and
// how many are left, of which no later token is known. What is filed under an old token from
// then on is of a new identifier. No detection run may be under way: it would look for members by
// the old names. It fails with graph.ErrUnavailable.
func (s *Epochs) Retire(ctx context.Context, epoch int) (renamed, left int, err error) {
	if err := s.joinLate(ctx); err != nil {
		return 0, 0, err
	}
	// First, so that the next run goes on where this is interrupted.
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.SaveRetiredEpoch, map[string]any{"epoch": epoch})
	})
	if err != nil {
		return 0, 0, fmt.Errorf("recording that epoch %d is retired: %w", epoch, err)
	}
	if renamed, err = s.retire(ctx, epoch); err != nil {
		return renamed, 0, err
	}
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, cypher.NextRevision, nil) })
	if err != nil {
		return renamed, 0, fmt.Errorf("telling readers that members have other names: %w", err)
	}
	err = s.db.read(ctx, cypher.CountIdentifiersOfEpoch, map[string]any{"prefix": prefixOf(epoch)}, func(r *neo4j.Record) error {
		n, err := number(r, "identifiers")
		left = int(n)
		return err
	})
	if err != nil {
		return renamed, 0, fmt.Errorf("counting what is left of epoch %d: %w", epoch, err)
	}
	return renamed, left, nil
}

func prefixOf(epoch int) string { return "tk" + strconv.Itoa(epoch) + "_" }

func (s *Epochs) retire(ctx context.Context, epoch int) (renamed int, err error) {
	for {
		var some int
		err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
			some = 0
			return rename(ctx, tx, cypher.RenameEpoch, "renamed", map[string]any{"prefix": prefixOf(epoch), "limit": joinedAtOnce}, &some)
		})
		if err != nil {
			return renamed, fmt.Errorf("retiring epoch %d: %w", epoch, err)
		}
		if renamed += some; some == 0 {
			return renamed, nil
		}
	}
}
