package neo

import (
	"cmp"
	"context"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// An identifier is stored under its canonical token: the one that it had first. Its later tokens
// are stored as :Equivalence nodes, and a record that uses one is saved under the canonical token.
// Names don't change with a key, so rings don't either.

// saveEquivalences saves the batch's claims about later tokens.
func (s *saveAttempt) saveEquivalences(ctx context.Context, tx neo4j.ManagedTransaction) error {
	claims := slices.DeleteFunc(slices.Clone(s.equivalences), func(c filed[*graph.Equivalence]) bool { return s.withdrawn[c.id] })
	if len(claims) == 0 {
		return nil
	}
	claimed := make([]string, len(claims))
	for i, c := range claims {
		claimed[i] = string(c.record.Identifier.Token)
	}
	canonical, err := canonicalTokens(ctx, tx, claimed)
	if err != nil {
		return err
	}
	// By epoch, so that a claim about an earlier epoch counts for one about a later epoch.
	slices.SortStableFunc(claims, func(a, b filed[*graph.Equivalence]) int {
		return cmp.Compare(a.record.SameAs.Epoch(), b.record.SameAs.Epoch())
	})
	rows, later := make([]any, 0, len(claims)), make([]string, 0, len(claims))
	for _, c := range claims {
		token, sameAs := c.record.Identifier.Token, c.record.SameAs
		first := cmp.Or(canonical[token], token)
		if first == sameAs {
			continue // the earlier epoch was retired: the identifier has that name already
		}
		if canonical[sameAs] == "" {
			canonical[sameAs] = first
		}
		rows = append(rows, map[string]any{"id": c.id, "token": string(sameAs), "first": string(first), "claimed": string(token)})
		later = append(later, string(sameAs))
	}
	if err := s.create(ctx, tx, "equivalence", cypher.SaveEquivalences, rows); err != nil {
		return err
	}
	return execute(ctx, tx, cypher.ChainEquivalences, map[string]any{"tokens": later})
}

// canonicalTokens returns the canonical token of each later token among those given. It has no
// entry for a token that is canonical itself.
func canonicalTokens(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) (map[graph.Token]graph.Token, error) {
	canonical := map[graph.Token]graph.Token{}
	if len(tokens) == 0 {
		return canonical, nil
	}
	answer, err := queryOne(ctx, tx, cypher.ReadCanonicalTokens, map[string]any{"tokens": tokens})
	if err != nil {
		return nil, err
	}
	later, err := column[string](answer, "tokens")
	if err != nil {
		return nil, err
	}
	firsts, err := columnAlong[string](answer, "firsts", len(later))
	if err != nil {
		return nil, err
	}
	for i := range later {
		canonical[graph.Token(later[i])] = graph.Token(firsts[i])
	}
	return canonical, nil
}

// canonicalToken returns the token that an identifier is stored under.
func canonicalToken(ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token) (graph.Token, error) {
	canonical, err := canonicalTokens(ctx, tx, []string{string(token)})
	return cmp.Or(canonical[token], token), err
}
