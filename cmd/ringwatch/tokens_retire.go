package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/app"
	"github.com/ringwatch/ringwatch/jobs"
	"github.com/ringwatch/ringwatch/tokens"
)

type tokensRetireCommand struct {
	Epoch int `required:"" help:"Epoch whose tokens are deleted."`
}

// Help is shown by ringwatch tokens retire --help.
func (tokensRetireCommand) Help() string {
	return `For when a key leaked: whoever has it can test guesses of the identifiers behind its tokens. On the Neo4j of NEO4J_URI, every identifier stored under a token of the epoch is renamed to its newest token, as equivalences (tokenize --rotate-from) give it, and the old token is deleted. An identifier without a later token keeps the old one; these are counted, and the exit code is 1.

Rings keep their ids. Detection breaks ties by the order of tokens, so at the next run a few rings may gain or lose members at their edges.`
}

// Run is called by the command line.
func (c *tokensRetireCommand) Run(ctx context.Context, s *settings) error {
	if c.Epoch < 1 || c.Epoch > tokens.MaxEpoch {
		return fmt.Errorf("--epoch: want 1 to %d", tokens.MaxEpoch)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		var renamed, left int
		err := jobs.BetweenRuns(ctx, store.Leases, app.ProcessName(), func(ctx context.Context) (err error) {
			renamed, left, err = store.Epochs.Retire(ctx, c.Epoch)
			return err
		})
		if errors.Is(err, graph.ErrConflict) {
			return fmt.Errorf("a detection run is under way and uses the old tokens: try again when it has ended (%w)", err)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%s renamed, %d left under tokens of epoch %d\n", countNoun(renamed, "identifier"), left, c.Epoch)
		if left > 0 {
			return fmt.Errorf("%d identifiers have no later token: let the agencies send equivalences, or retention delete the identifiers", left)
		}
		return nil
	})
}
