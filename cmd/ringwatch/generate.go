package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/world"
	"github.com/ringwatch/ringwatch/internal/worldfile"
)

type generateCommand struct {
	Reports   int     `default:"10000" help:"Number of reports in the world; links are added to them."`
	Seed      uint64  `default:"1" help:"Seed of the random numbers. The same seed, number of reports and variety make the same world, byte for byte."`
	Variety   float64 `default:"0" help:"0 to 1: how far worlds differ from each other. 0 makes worlds of one sort. 1 draws from the seed how common, large, long-lived and local rings are, how carefully reports are filed, which links are sent and how strong each trap is."`
	Until     instant `placeholder:"TIME" help:"End the world before this time, in RFC 3339, such as 2026-01-01T00:00:00Z. It has the records that the whole year has up to then, so fewer than --reports, and the rings that show by then."`
	Out       string  `default:"-" placeholder:"FILE" help:"Where to write the records, as NDJSON; - is standard output. An existing file is replaced when the new one is complete."`
	Lineage   string  `placeholder:"FILE" help:"Let some rings merge and some split, and write which: a JSON array of {day, kind: merged or split, before, after}, with rings as lists of members. An existing file is replaced when the new one is complete."`
	Innocents string  `placeholder:"FILE" help:"Where to write the innocent groups that look like rings, in the form of --truth, for ringwatch evaluate. An existing file is replaced when the new one is complete."`
	Truth     string  `placeholder:"FILE" help:"Where to write the planted rings, as a JSON array, for ringwatch evaluate. An existing file is replaced when the new one is complete."`
}

// Help is shown by ringwatch generate --help.
func (generateCommand) Help() string {
	return `Makes a year of synthetic fraud, June 2025 to May 2026. About a third of the reports come from planted rings: SIM boxes, mule accounts, call centres and small crews. The others are from lone fraudsters and unrelated people, with traps that mislead a detector: helplines, cloned IMEIs, repair shops, brokers, mistyped identifiers, missing links. Some are about innocent groups that are connected as densely as rings: families, hostels, banking agents, delivery companies, sellers, businesses that a campaign reports. Each record names the agency that filed it. Nothing in it is about a real person.

A detector that was tuned on worlds of one sort may only work on that sort. So try worlds with --variety 1 too: between 15% and 50% of the reports come from rings, each seed is like a country of its own, in some weeks one kind of fraud is everywhere, some companies are reported a lot, and wrong numbers join unrelated people.

The truth has the rings that the records show: those with 4 or more members and 3 or more reports. A ring that is hard to find has a kind that says why, such as slow or migrating. The innocent groups are those with 3 or more members and a report.

  ringwatch generate --reports 100000 --out records.ndjson --truth truth.json --innocents innocents.json
  ringwatch detect --from records.ndjson --out rings.ndjson
  ringwatch evaluate --rings rings.ndjson --truth truth.json --innocents innocents.json`
}

// Run is called by the command line.
func (c *generateCommand) Run(ctx context.Context) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	start := time.Now()
	counts, err := worldfile.Write(ctx, o, worldfile.Names{Records: c.Out, Truth: c.Truth, Innocents: c.Innocents, Lineage: c.Lineage})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d reports and %d links, with %d planted rings and %d innocent groups among them, in %s\n",
		counts.Reports, counts.Links, counts.Rings, counts.Innocents, time.Since(start).Round(time.Millisecond))
	return nil
}

// options returns which world to make. It checks what only the command line can get wrong.
func (c *generateCommand) options() (world.Options, error) {
	o := world.Options{Reports: c.Reports, Seed: c.Seed, Variety: c.Variety, Lineage: c.Lineage != ""}
	others := []struct{ flag, name string }{{"--truth", c.Truth}, {"--innocents", c.Innocents}, {"--lineage", c.Lineage}}
	for i, file := range others {
		for _, earlier := range others[:i] {
			if file.name != "" && files.SamePath(earlier.name, file.name) {
				return o, fmt.Errorf("%s: is the same file as %s", file.flag, earlier.flag)
			}
		}
		switch {
		case file.name == files.Stdio:
			return o, fmt.Errorf("%s: want a file: standard output is for the records", file.flag)
		case file.name != "" && files.SamePath(c.Out, file.name):
			return o, fmt.Errorf("%s: is the same file as --out", file.flag)
		}
	}
	if !c.Until.IsZero() {
		if !c.Until.After(world.Start) || c.Until.After(world.End) {
			return o, fmt.Errorf("--until: want a time after %s, %s at the latest",
				world.Start.Format(time.DateOnly), world.End.Format(time.DateOnly))
		}
		// Only whole days count, and at least one.
		o.Until = max(int(c.Until.Sub(world.Start)/day), 1)
	}
	return o, nil
}
