package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/jobs"
)

type detectCommand struct {
	From       string   `placeholder:"FILE" help:"NDJSON file of records to find rings in; - is standard input. Without it, the rings are those of the graph in Neo4j."`
	Out        string   `placeholder:"FILE" help:"Where the rings go, as NDJSON; - is standard output. An existing file is replaced once the rings are whole."`
	Agency     string   `default:"local" help:"The agency whose records these are."`
	Method     string   `enum:"leiden,louvain" default:"leiden" help:"How rings are found: leiden finds dense fragments and joins them by what they have in common; louvain finds communities by modularity and flags the large ones, for comparison."`
	Resolution *float64 `placeholder:"N" help:"Of the communities, over 0: more makes smaller ones (default: 0.2 for leiden, under the constant Potts model; 1 for louvain, of modularity)."`
	Seed       uint64   `default:"1" help:"Of what is random, over 0: the same seed gives the same rings."`
	HubDegree  *int     `placeholder:"N" help:"leiden looks at identifiers that are tied to so many others, whether they tie strangers together (default 20); louvain sets aside all that have more (default 100)."`
	AsOf       instant  `placeholder:"TIME" help:"The day that age is reckoned from, in RFC 3339, such as 2026-05-01T10:00:00Z (default: that of the newest record of a file, today for Neo4j)."`
}

// Help is shown by ringwatch detect --help.
func (detectCommand) Help() string {
	return `On Neo4j it makes one run, as the schedule does: the run is recorded, and its rings become the ones that agencies and analysts see. On a file of records of tokens it leaves no trace but the rings, one a line.
A record that is not acceptable in a file is told with its line, field and reason and left out; the exit code is then 1.`
}

// instant is a point in time, told by its form where it isn't one.
type instant struct{ time.Time }

// UnmarshalText is called by the command line.
func (i *instant) UnmarshalText(text []byte) error {
	if i.Time.UnmarshalText(text) != nil {
		return errors.New("want an RFC 3339 time, such as 2026-05-01T10:00:00Z")
	}
	return nil
}

// Validate is called by the command line. To a detection the zero value is a default,
// which nobody who gives a flag asks for.
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
	if err := checkAgency(c.Agency); err != nil {
		return err
	}
	if c.From != "" {
		return c.onFile(ctx, s.logger())
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		if c.AsOf.IsZero() {
			c.AsOf.Time = time.Now()
		}
		return c.detect(ctx, s.logger(), jobs.Detection{Evidence: store.Evidence, Store: store.Detection, Holder: processName()})
	})
}

func (c *detectCommand) onFile(ctx context.Context, log logrus.FieldLogger) error {
	records, refused, err := readRecords(ctx, c.From, c.Agency)
	if err != nil {
		return err
	}
	filed := evidence.FromRecords(records)
	if c.AsOf.IsZero() {
		c.AsOf.Time = filed.Newest()
	}
	if c.Out == "" {
		c.Out = "-"
	}
	if err := c.detect(ctx, log, jobs.Detection{Evidence: filed}); err != nil {
		return err
	}
	if refused > 0 {
		return errRefused
	}
	return nil
}

// detect makes one run, whatever it runs on, and writes its rings.
func (c *detectCommand) detect(ctx context.Context, log logrus.FieldLogger, d jobs.Detection) error {
	d.Method = jobs.Method(c.Method)
	d.Params = rings.Params{Seed: c.Seed}
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
	return writeRings(c.Out, result.Rings)
}

// readRecords reads a whole file of records, telling each that is refused.
func readRecords(ctx context.Context, name, agency string) (records []graph.Record, refused int, err error) {
	in, err := openInput(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = in.Close() }() // it was only read
	for line, err := range record.Lines(in) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, fmt.Errorf("reading %s, line %d: %w", name, line.Number, err)
		}
		r, err := record.Parse(line.Data)
		if err != nil {
			refused++
			fmt.Fprintf(os.Stderr, "%s:%d: %v\n", name, line.Number, err)
			continue
		}
		records = append(records, graph.WithAgency(r, agency))
	}
	return records, refused, nil
}

// writeRings writes rings to a file, which is there whole or not at all, or to
// standard output for "-".
func writeRings(name string, rings []graph.Ring) error {
	out, err := createWhole(name)
	if err != nil {
		return err
	}
	defer out.discard()
	for i := range rings {
		line, err := record.MarshalRing(&rings[i])
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing the rings: %w", err)
		}
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("writing the rings: %w", err)
	}
	return nil
}
