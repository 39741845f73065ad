package main

import (
	"context"
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/calibration"
	"github.com/ringwatch/ringwatch/internal/world"
)

// ownGenerator is the name of the project's own generator among others.
const ownGenerator = "own"

// newWorld generates a world.
func newWorld(ctx context.Context, reports int, seed uint64, variety float64) (*calibration.World, error) {
	var records []graph.Record
	o := world.Options{Reports: reports, Seed: seed, Variety: variety}
	truth, err := world.GenerateByDay(o, func(_ int, r graph.Record) error {
		records = append(records, r)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s-%d-%d-v%g", ownGenerator, reports, seed, variety)
	return calibration.NewWorld(ctx, name, records, truth.Rings, truth.Innocents)
}

// each makes the worlds that the options select, and calls do with each, and with how varied it is.
func (o options) each(ctx context.Context, do func(w *calibration.World, variety float64) error) error {
	if o.worlds != "" {
		names, err := calibration.WorldNames(o.worlds)
		if err != nil {
			return err
		}
		for _, name := range names {
			w, err := calibration.ReadWorld(ctx, o.worlds, name)
			if err != nil {
				return err
			}
			if err := do(w, 0); err != nil {
				return err
			}
		}
		return nil
	}
	for _, variety := range o.variety {
		for i := range o.seeds {
			w, err := newWorld(ctx, o.reports, o.first+uint64(i), variety)
			if err != nil {
				return err
			}
			if err := do(w, variety); err != nil {
				return err
			}
		}
	}
	return nil
}

// firstWorld makes the first world that the options select.
func (o options) firstWorld(ctx context.Context) (*calibration.World, error) {
	if o.worlds == "" {
		return newWorld(ctx, o.reports, o.first, o.variety[0])
	}
	names, err := calibration.WorldNames(o.worlds)
	if err != nil {
		return nil, err
	}
	return calibration.ReadWorld(ctx, o.worlds, names[0])
}
