package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/intake"
)

type ingestCommand struct {
	Agency string   `default:"local" help:"The agency whose records these are."`
	Files  []string `arg:"" name:"file" help:"NDJSON files of records; - is standard input."`
}

// Help is shown by ringwatch ingest --help.
func (ingestCommand) Help() string {
	return `A record that is not acceptable is told with its line, field and reason, and the others are kept; the exit code is then 1.
Loading a file again changes nothing, so after an interruption just run the same command again.`
}

func checkAgency(agency string) error {
	if !graph.ValidAgencyID(agency) {
		return errors.New("--agency: want 1 to 63 of a-z, 0-9 and -, a letter or digit first")
	}
	return nil
}

// errRefused makes the exit code tell that some records were refused.
var errRefused = errors.New("some records were refused; the others are kept")

// Run is called by the command line.
func (c *ingestCommand) Run(ctx context.Context, s *settings) error {
	if err := checkAgency(c.Agency); err != nil {
		return err
	}
	// First, so that a slip of the keyboard is told before Neo4j is looked for.
	inputs := make([]io.ReadCloser, len(c.Files))
	for i, name := range c.Files {
		in, err := openInput(ctx, name)
		if err != nil {
			return err
		}
		defer func() { _ = in.Close() }() // it was only read
		inputs[i] = in
	}
	log := s.logger()
	return s.withStore(ctx, func(store *neo.Store) error {
		if err := c.register(ctx, log, store); err != nil {
			return err
		}
		var refused int
		for i, name := range c.Files {
			counts, err := c.load(ctx, log, store, name, inputs[i])
			refused += counts.Refused
			log.WithFields(logrus.Fields{"file": name, "created": counts.Created, "unchanged": counts.Unchanged, "withdrawn": counts.Withdrawn, "refused": counts.Refused}).Info("loaded")
			if ctx.Err() != nil {
				err = errors.New("stopped")
			}
			if err != nil {
				return fmt.Errorf("%w; what is counted above is kept: run the same command again for the rest", err)
			}
		}
		if refused > 0 {
			return errRefused
		}
		return nil
	})
}

// register makes the agency known if it is not yet, and says so: a mistyped name would
// make a second agency. Of what kind it is, agency add will say.
func (c *ingestCommand) register(ctx context.Context, log logrus.FieldLogger, store *neo.Store) error {
	known, err := store.Register.ListAgencies(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known, func(a graph.Agency) bool { return a.ID == c.Agency }) {
		return nil
	}
	log.WithField("agency", c.Agency).Info("a new agency: registered without a kind and a key, which ringwatch agency add gives")
	return store.Register.AddAgency(ctx, graph.Agency{ID: c.Agency, Name: c.Agency}, "")
}

func (c *ingestCommand) load(ctx context.Context, log logrus.FieldLogger, store *neo.Store, name string, in io.Reader) (intake.Counts, error) {
	last := time.Now()
	return intake.Run(ctx, in, c.Agency, store.Intake, intake.Options{
		OnRefused: func(line int, refusal error) {
			fmt.Fprintf(os.Stderr, "%s:%d: %v\n", name, line, refusal)
		},
		OnCommit: func(counts intake.Counts) {
			if time.Since(last) >= time.Second {
				last = time.Now()
				log.WithField("file", name).Infof("%d records committed", counts.Created+counts.Unchanged+counts.Withdrawn)
			}
		},
	})
}
