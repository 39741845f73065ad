package main

import (
	"context"
	"crypto/sha256"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// equivalences writes, for each identifier of a chunk, that its two tokens are the same. Who named it in which record
// does not matter, so that one record each is enough; an identifier of several chunks is told again under the same id,
// which changes nothing.
func (t *tokenizer) equivalences(ctx context.Context, c *chunk, named *chunkNames, made []string) error {
	before, err := t.maker.earlier(ctx, named.list)
	if err != nil {
		return err
	}
	for i, id := range named.list {
		kind := graph.Kind(id.Kind)
		line, err := record.Marshal(&graph.Equivalence{
			ID:         "eq-" + equivalenceID(before[i], made[i]),
			Identifier: graph.Identifier{Kind: kind, Token: graph.Token(before[i])},
			SameAs:     graph.Token(made[i]),
		})
		if err != nil {
			return err
		}
		c.records = append(append(c.records, line...), '\n')
		c.written++
	}
	return nil
}

// equivalenceID is the same whenever the same two tokens are told of.
func equivalenceID(before, after string) string {
	sum := sha256.Sum256([]byte(before + " " + after))
	return placeholderEncoding.EncodeToString(sum[:16])
}
