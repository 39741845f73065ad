package tokenise

import (
	"context"
	"crypto/sha256"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/tokens"
)

// equivalences writes, for each identifier of a chunk, that its tokens of two epochs are the same
// identifier. An identifier that occurs in several chunks gets the same record, with the same id,
// again, which changes nothing where it is filed.
func (s *stream) equivalences(ctx context.Context, c *chunk, ids []tokens.Identifier, made []string) error {
	earlier, err := s.options.Source.Earlier(ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		err := c.add(&graph.Equivalence{
			ID:         "eq-" + equivalenceID(earlier[i], made[i]),
			Identifier: graph.Identifier{Kind: graph.Kind(id.Kind), Token: graph.Token(earlier[i])},
			SameAs:     graph.Token(made[i]),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// equivalenceID depends on the two tokens alone.
func equivalenceID(earlier, later string) string {
	sum := sha256.Sum256([]byte(earlier + " " + later))
	return tokenEncoding.EncodeToString(sum[:16])
}
