package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/jobs"
	"github.com/ringwatch/ringwatch/tokens"
)

type tokensRetireCommand struct {
	Epoch int `required:"" help:"The epoch whose tokens are to go."`
}

// Help is shown by ringwatch tokens retire --help.
func (tokensRetireCommand) Help() string {
	return `For when a key leaked: whoever has it can test guesses of the tokens it made. On the Neo4j of NEO4J_URI, every identifier kept under a token of the epoch is renamed to the newest token that an equivalence (tokenize --rotate-from) tells of, and the old token is forgotten. What nobody told a later token of keeps its old one, and is counted.
Rings keep their ids. Detection breaks ties by the order of tokens, so that of the rings found anew a few may gain or lose members at their edges.`
}

// Run is called by the command line.
func (c *tokensRetireCommand) Run(ctx context.Context, s *settings) error {
	if c.Epoch < 1 || c.Epoch > tokens.MaxEpoch {
		return fmt.Errorf("--epoch: it is 1 to %d", tokens.MaxEpoch)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		var renamed, left int
		err := jobs.BetweenRuns(ctx, store.Leases, processName(), func(ctx context.Context) (err error) {
			renamed, left, err = store.Epochs.Retire(ctx, c.Epoch)
			return err
		})
		if errors.Is(err, graph.ErrConflict) {
			return fmt.Errorf("a detection run is under way, and knows identifiers by their old tokens: retire when it has ended (%w)", err)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%d identifiers renamed, %d left under tokens of epoch %d\n", renamed, left, c.Epoch)
		if left > 0 {
			return errors.New("some identifiers have no later token: have the agencies send equivalences, or let retention delete them")
		}
		return nil
	})
}
