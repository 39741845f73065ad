package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"ringwatch/analysis"
	"ringwatch/graph"
	"ringwatch/internal/record"
	"ringwatch/jobs"
)

type detectCommand struct {
	From       string    `placeholder:"FILE" help:"NDJSON file of records to find rings in; - is standard input. Without it, the rings are those of the graph in Neo4j."`
	Out        string    `default:"-" help:"Where the rings go, as NDJSON; - is standard output. An existing file is replaced once the rings are whole."`
	Agency     string    `default:"local" help:"The agency whose records these are."`
	Method     string    `enum:"louvain" default:"louvain" help:"How communities are found: louvain."`
	Resolution float64   `default:"1" help:"Of modularity: more makes smaller communities."`
	Seed       uint64    `default:"1" help:"Of what is random: the same seed gives the same rings."`
	HubDegree  int       `default:"100" help:"An identifier with more neighbours is set aside as a hub."`
	AsOf       time.Time `help:"The day that age is reckoned from, in RFC 3339 (default: that of the newest record of a file, today for Neo4j)."`
}

// Help is shown by ringwatch detect --help.
func (detectCommand) Help() string {
	return `Reads records of tokens, as ringwatch tokenize writes them, and writes the rings worth flagging, one a line.
A record that is not acceptable is told with its line, field and reason and left out; the exit code is then 1.`
}

// Run is called by the command line.
func (c *detectCommand) Run(ctx context.Context, s *settings) error {
	if err := checkAgency(c.Agency); err != nil {
		return err
	}
	log := s.logger()
	evidence, refused, done, err := c.evidence(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	d := jobs.Detection{
		Evidence: evidence,
		Params:   analysis.Params{Resolution: c.Resolution, Seed: c.Seed, HubDegree: c.HubDegree},
		AsOf:     func() time.Time { return c.AsOf },
		Progress: func(phase string) { log.Info(phase) },
	}
	result, err := d.RunOnce(ctx, "command")
	if err != nil {
		return err
	}
	log.WithFields(jobs.Fields(&result.Run)).Info("detected")
	if err := writeRings(c.Out, result.Rings); err != nil {
		return err
	}
	if refused > 0 {
		return errRefused
	}
	return nil
}

// evidence opens what rings are to be found in, and sets the day that age is
// reckoned from. Call done once it is no longer needed.
func (c *detectCommand) evidence(ctx context.Context, s *settings) (e graph.Evidence, refused int, done func(), err error) {
	if c.From == "" {
		store, err := s.store()
		if err != nil {
			return nil, 0, nil, fmt.Errorf("%w, or name a file with --from", err)
		}
		if c.AsOf.IsZero() {
			c.AsOf = time.Now()
		}
		// Nothing is written, so a connection that does not close in order loses nothing.
		return store, 0, func() { _ = store.Close(context.WithoutCancel(ctx)) }, nil
	}
	records, refused, err := readRecords(ctx, c.From, c.Agency)
	if err != nil {
		return nil, 0, nil, err
	}
	filed := graph.NewFiled(records)
	if c.AsOf.IsZero() {
		c.AsOf = filed.Newest()
	}
	return filed, refused, func() {}, nil
}

// readRecords reads a whole file of records, telling each that is refused.
func readRecords(ctx context.Context, name, agency string) (records []graph.Record, refused int, err error) {
	in, err := openInput(name)
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
		records = append(records, graph.FiledBy(r, agency))
	}
	return records, refused, nil
}

// writeRings writes rings to a file, which is there whole or not at all, or to
// standard output for "-".
func writeRings(name string, rings []graph.Ring) error {
	if name == "-" {
		return printRings(os.Stdout, rings)
	}
	f, err := os.Create(name + ".part")
	if err != nil {
		return err
	}
	err = printRings(f, rings)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error tells more
		return fmt.Errorf("writing the rings: %w", err)
	}
	return os.Rename(f.Name(), name)
}

func printRings(out io.Writer, rings []graph.Ring) error {
	w := bufio.NewWriter(out)
	for i := range rings {
		line, err := record.MarshalRing(&rings[i])
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return w.Flush()
}
