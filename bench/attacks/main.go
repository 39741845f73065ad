// Command attacks measures what it takes to make detection flag innocents, or lose a ring.
//
//	go run ./bench/attacks                   the tables of docs/attacks.md
//	go run ./bench/attacks -before BINARY    also what another build of ringwatch finds in the same records
//	go run ./bench/attacks -agencies=false   only as if no record said who filed it
//	go run ./bench/attacks -only 'link'      only the attacks whose name contains that
//
// It generates a world and adds false records to it, more at each effort. Nothing is written.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

type options struct {
	scale
	before string
	named  bool
	only   string
}

func main() {
	o := options{scale: scale{reports: 20_000, groups: 40, rings: 40}}
	flag.IntVar(&o.reports, "reports", o.reports, "`reports` in the world")
	flag.Uint64Var(&o.seed, "seed", 1, "`seed` of the world and of the attacks")
	flag.IntVar(&o.groups, "groups", o.groups, "innocent `groups` and rings that each attack aims at")
	flag.StringVar(&o.before, "before", "", "another build of ringwatch to measure too, without agencies: a `BINARY`")
	flag.BoolVar(&o.named, "agencies", true, "measure the detection with records that say who filed them; else only without")
	flag.StringVar(&o.only, "only", "", "measure the attacks whose name contains the `TEXT`")
	flag.Parse()
	o.rings = o.groups
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "attacks:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	model, err := rings.DefaultModel()
	if err != nil {
		return err
	}
	var detectors []detector
	if o.before != "" {
		detectors = append(detectors, another{o.before})
	}
	detectors = append(detectors, unnamed{})
	if o.named {
		detectors = append(detectors, named{})
	}
	s, err := newScene(ctx, o.scale, detectors)
	if err != nil {
		return err
	}
	fmt.Printf("World: %d records, %d rings that are attacked, %d innocent groups of %d numbers. Model %s.\n",
		len(s.records), len(s.rings), len(s.groups), groupSize, model.Version)
	t := &table{detectors: detectors}
	for _, a := range attacks() {
		if !strings.Contains(a.name, o.only) {
			continue
		}
		if err := t.measure(ctx, s, a); err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
	}
	t.print(os.Stdout)
	return nil
}
