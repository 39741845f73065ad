package main

import (
	"context"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/ingest"
)

type ingestCommand struct {
	Agency string   `default:"local" help:"Id of the agency of records that name none. Agencies that are not registered are registered."`
	Files  []string `arg:"" name:"file" help:"NDJSON files of records of tokens; - is standard input."`
}

// Help is shown by ringwatch ingest --help.
func (ingestCommand) Help() string {
	return `A record that can't be accepted is reported with its file, line, field and reason. The others are stored, and the exit code is 1.

Loading a file again changes nothing, so after an interruption just run the same command again.`
}

// Run is called by the command line.
func (c *ingestCommand) Run(ctx context.Context, s *settings) error {
	if err := checkAgencyFlag(c.Agency); err != nil {
		return err
	}
	files, err := ingest.Open(ctx, c.Files)
	if err != nil {
		return err
	}
	defer files.Close()
	return s.withStore(ctx, func(store *neo.Store) error {
		counts, err := files.Load(ctx, ingest.Options{
			Agency: c.Agency, Records: store.Intake, Agencies: store.Register, OnRefused: printRefused, Log: s.logger(),
		})
		if err != nil || counts.Refused == 0 {
			return err
		}
		all := counts.Created + counts.Unchanged + counts.Withdrawn + counts.Refused
		return errRefused(counts.Refused, all, reasonsAbove, "are stored")
	})
}
