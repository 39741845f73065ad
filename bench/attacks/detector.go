package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/jobs/translate"
)

// detector finds rings in records.
type detector interface {
	name() string
	detect(ctx context.Context, records []graph.Record) (finding, error)
}

// finding is what a detector found.
type finding struct {
	flagged []evaluation.Flagged
	// present has the identifiers that are nodes of the network, and strength that of members, the
	// highest one of each. Both are nil if unknown.
	present  map[graph.Token]bool
	strength map[graph.Token]float64
}

// named is the detection as it is.
type named struct{}

func (named) name() string { return "now" }

func (named) detect(ctx context.Context, records []graph.Record) (finding, error) {
	return detectWith(ctx, records, rings.Params{})
}

func detectWith(ctx context.Context, records []graph.Record, p rings.Params) (finding, error) {
	filed := evidence.FromRecords(records)
	s, err := filed.Snapshot(ctx)
	if err != nil {
		return finding{}, err
	}
	e, _, err := translate.Evidence(s, filed.Newest())
	if err != nil {
		return finding{}, err
	}
	result, err := rings.Detect(ctx, e, p)
	if err != nil {
		return finding{}, err
	}
	present := make(map[graph.Token]bool, len(s.Identifiers))
	found := finding{make([]evaluation.Flagged, len(result.Rings)), present, map[graph.Token]float64{}}
	for _, id := range s.Identifiers {
		found.present[id.Token] = true
	}
	for i, r := range result.Rings {
		found.flagged[i] = evaluation.Flagged{Band: graph.BandOf(r.Score), Score: r.Score}
		for _, m := range r.Members {
			token := s.Identifiers[m.Identifier].Token
			found.flagged[i].Members = append(found.flagged[i].Members, token)
			found.strength[token] = max(found.strength[token], m.Strength)
		}
	}
	return found, nil
}

// unnamed is the detection on the same records without their agencies and sources.
type unnamed struct{}

func (unnamed) name() string { return "now, agencies unknown" }

func (unnamed) detect(ctx context.Context, records []graph.Record) (finding, error) {
	return named{}.detect(ctx, withoutAgencies(records))
}

// withoutAgencies returns copies of the records without their agencies and sources. Ids are unique
// over all agencies here.
func withoutAgencies(records []graph.Record) []graph.Record {
	all := make([]graph.Record, 0, len(records))
	for _, r := range records {
		switch r := r.(type) {
		case *graph.Report:
			c := *r
			c.Source = ""
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		case *graph.Link:
			c := *r
			c.Source = ""
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		case *graph.Withdrawal:
			c := *r
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		case *graph.Release:
			c := *r
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		case *graph.Equivalence:
			c := *r
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		case *graph.Known:
			c := *r
			all = append(all, graph.WithAgency(&c, graph.UnnamedAgency))
		}
	}
	return all
}

// another is the detection of another build, on records without agencies, sources and known
// businesses, which it may not be able to read.
type another struct{ binary string }

func (another) name() string { return "before" }

func (a another) detect(ctx context.Context, records []graph.Record) (finding, error) {
	dir, err := os.MkdirTemp("", "attacks")
	if err != nil {
		return finding{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what remains is in the system's folder for such files
	in, out := filepath.Join(dir, "records.ndjson"), filepath.Join(dir, "rings.ndjson")
	if err := writeRecords(in, withoutAgencies(records)); err != nil {
		return finding{}, fmt.Errorf("writing the records: %w", err)
	}
	detect := exec.CommandContext(ctx, a.binary, "detect", "--log-level", "error", "--from", in, "--out", out)
	output, err := detect.CombinedOutput()
	if err != nil {
		return finding{}, fmt.Errorf("%s detect: %w: %s", a.binary, err, output)
	}
	file, err := os.Open(out)
	if err != nil {
		return finding{}, err
	}
	defer func() { _ = file.Close() }() // it was only read
	flagged, err := evaluation.ReadFlagged(file)
	return finding{flagged: flagged}, err
}

func writeRecords(name string, records []graph.Record) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<16)
	for _, r := range records {
		if r.RecordType() == "known" {
			continue
		}
		line, err := record.Marshal(r)
		if err != nil {
			return err
		}
		_, _ = out.Write(append(line, '\n')) // the buffer repeats an earlier error
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Close()
}
