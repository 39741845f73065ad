package tokenise

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/ringwatch/ringwatch/tokens"
	tokenclient "github.com/ringwatch/ringwatch/tokens/client"
)

// TokensOf returns the token of each identifier, in their order. Several goroutines may call it.
type TokensOf func(context.Context, []tokens.Identifier) ([]string, error)

// Source makes tokens.
type Source struct {
	// Tokens makes tokens of the current epoch.
	Tokens TokensOf
	// Earlier makes tokens of an earlier epoch; nil if only the current ones are wanted.
	Earlier TokensOf
	// Workers is how many chunks are worked on in parallel; at least 1.
	Workers int

	clients []*tokenclient.Client
}

// Close releases the connections to the custodian's service.
func (s *Source) Close() {
	for _, c := range s.clients {
		c.Close()
	}
}

// FromKey returns a Source that makes tokens with a key. Earlier is the key of an earlier epoch, or
// nil. It returns ErrEpochs if the epochs are not in that order.
func FromKey(current, earlier *tokens.Key) (*Source, error) {
	s := &Source{Tokens: withKey(current), Workers: runtime.GOMAXPROCS(0)}
	if earlier == nil {
		return s, nil
	}
	if err := epochsInOrder(earlier.Epoch(), current.Epoch()); err != nil {
		return nil, err
	}
	s.Earlier = withKey(earlier)
	return s, nil
}

func withKey(key *tokens.Key) TokensOf {
	return func(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
		made := make([]string, len(ids))
		for i, id := range ids {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			var err error
			if made[i], err = key.Token(id.Kind, id.Normalised); err != nil {
				return nil, err
			}
		}
		return made, nil
	}
}

// FromService returns a Source that has tokens made by the custodian's service. The options' Public
// is the key of the current epoch, and their Connections, at least 1, the number of workers.
// Earlier is the public key of an earlier epoch, or nil. It returns ErrEpochs if the epochs are not
// in that order, and the errors of tokenclient.New.
func FromService(o tokenclient.Options, earlier *tokens.PublicKey) (*Source, error) {
	if earlier != nil {
		if err := epochsInOrder(earlier.Epoch(), o.Public.Epoch()); err != nil {
			return nil, err
		}
	}
	s := &Source{Workers: o.Connections}
	current, err := tokenclient.New(o)
	if err != nil {
		return nil, err
	}
	s.Tokens, s.clients = current.Tokens, append(s.clients, current)
	if earlier == nil {
		return s, nil
	}
	o.Public = earlier
	before, err := tokenclient.New(o)
	if err != nil {
		s.Close()
		return nil, err
	}
	s.Earlier, s.clients = before.Tokens, append(s.clients, before)
	return s, nil
}

// ErrEpochs is returned if the earlier key is not of an earlier epoch than the current one.
var ErrEpochs = errors.New("the earlier key must have a lower epoch than the current one")

func epochsInOrder(earlier, current int) error {
	if earlier >= current {
		return fmt.Errorf("%w: they are %d and %d", ErrEpochs, earlier, current)
	}
	return nil
}
