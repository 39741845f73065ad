package main

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/app"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/recordfile"
	"github.com/ringwatch/ringwatch/jobs"
)

type detectCommand struct {
	From       string   `placeholder:"FILE" help:"Find the rings in this NDJSON file of records instead of in Neo4j; - is standard input."`
	Out        string   `placeholder:"FILE" help:"Where to write the rings, as NDJSON; - is standard output, and the default with --from. An existing file is replaced when the new one is complete."`
	Agency     string   `default:"local" help:"With --from: id of the agency of records that name none. local stands for an unknown agency."`
	Method     string   `enum:"leiden,louvain" default:"leiden" help:"leiden finds dense fragments and joins those that have enough in common; louvain finds communities by modularity and flags the large ones, for comparison."`
	Resolution *float64 `placeholder:"N" help:"Resolution of community detection, over 0; higher finds smaller communities. Default: 0.2 for leiden (constant Potts model), 1 for louvain (modularity)."`
	Seed       uint64   `default:"1" help:"Seed of the random numbers, over 0. The same seed finds the same rings."`
	HubDegree  *int     `placeholder:"N" help:"leiden: lowest degree at which an identifier is checked for being a hub (default 20). louvain: highest degree that is not set aside as a hub (default 100)."`
	AsOf       instant  `placeholder:"TIME" help:"Time from which the age of evidence is counted, in RFC 3339, such as 2026-05-01T10:00:00Z. With --from, later releases do not count yet. Default with Neo4j: now. Default with --from: rings do not age, so that a list of old frauds shows its rings whether or not it has dates."`

	scoringFlags
}

// Help is shown by ringwatch detect --help.
func (detectCommand) Help() string {
	return `On Neo4j it does one run, as the schedule does: the run is recorded, and its rings are published to agencies and analysts. With --from it only reads a file of records of tokens and writes the rings, one a line.

A record of the file that can't be accepted is reported with its line, field and reason and left out; the exit code is then 1.`
}

// Validate is called by the command line. To a detection zero means the default, so a flag must not
// be zero.
func (c *detectCommand) Validate() error {
	switch {
	case c.Resolution != nil && (!(*c.Resolution > 0) || math.IsInf(*c.Resolution, 1)):
		return errors.New("--resolution: want a finite number over 0")
	case c.Seed == 0:
		return errors.New("--seed: want a whole number over 0")
	case c.HubDegree != nil && *c.HubDegree < 1:
		return errors.New("--hub-degree: want a whole number over 0")
	}
	return nil
}

// Run is called by the command line.
func (c *detectCommand) Run(ctx context.Context, s *settings) error {
	if err := checkAgencyFlag(c.Agency); err != nil {
		return err
	}
	params, err := c.params()
	if err != nil {
		return err
	}
	if c.From != "" {
		return c.runOnFile(ctx, s.logger(), params)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		if c.AsOf.IsZero() {
			c.AsOf.Time = time.Now()
		}
		return c.detect(ctx, s.logger(), jobs.Detection{
			Evidence: store.Evidence, Store: store.Detection, Params: params, Holder: app.ProcessName(),
			Agencies: store.Register.ListAgencies,
		})
	})
}

func (c *detectCommand) runOnFile(ctx context.Context, log logrus.FieldLogger, params rings.Params) error {
	refused := 0
	records, err := recordfile.Read(ctx, c.From, c.Agency, func(line int, refusal error) {
		refused++
		printRefused(c.From, line, refusal)
	})
	if err != nil {
		return err
	}
	filed := evidence.FromRecordsAsOf(records, c.AsOf.Time)
	ageless := c.AsOf.IsZero()
	if ageless {
		c.AsOf.Time = filed.Newest()
	}
	if c.Out == "" {
		c.Out = files.Stdio
	}
	if err := c.detect(ctx, log, jobs.Detection{Evidence: filed, Params: params, Ageless: ageless}); err != nil {
		return err
	}
	if refused > 0 {
		return errRefused(refused, refused+len(records), reasonsAbove, "were used")
	}
	return nil
}

// detect does one run with the flags' parameters and writes its rings.
func (c *detectCommand) detect(ctx context.Context, log logrus.FieldLogger, d jobs.Detection) error {
	d.Method = jobs.Method(c.Method)
	d.Params.Seed = c.Seed
	if c.Resolution != nil {
		d.Params.Resolution = *c.Resolution
	}
	if c.HubDegree != nil {
		d.Params.MinHubDegree = *c.HubDegree
	}
	d.AsOf = func() time.Time { return c.AsOf.Time }
	d.Progress = func(phase string) { log.Info(phase) }
	result, err := d.RunOnce(ctx, "command")
	if fields := jobs.PanicFields(err); fields != nil {
		log.WithFields(fields).Error("the detection run panicked")
	}
	if err != nil {
		return err
	}
	log.WithFields(jobs.LogFields(&result.Run)).Info("detected")
	if c.Out == "" {
		return nil
	}
	return recordfile.WriteRings(c.Out, result.Rings)
}
