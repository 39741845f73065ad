package calibration

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// Calibration fits models to the candidates of worlds.
//
// Which groups are candidates depends on the model that the detection has, since groups that are
// rings by themselves may be merged. So a model is fitted twice: first to candidates before rings
// are merged, and then to those that the detection has with the first model. A model depends on the
// worlds of its fit and on the code, and on no earlier model.
type Calibration struct {
	options  Options
	base     *rings.Model
	worlds   []*World
	found    [][]Example // of each world, by the base model or before rings are merged
	blank    [][]Example // of each world, with blank columns
	progress func(string)
}

// New finds the candidates of worlds. With a base model other than nil the candidates are those of
// a detection with it, and a model is fitted once. That takes less time, but the model depends on
// the base, and what the base was fitted on is not held out. Progress is called before each world.
func New(ctx context.Context, worlds []*World, base *rings.Model, o Options, progress func(string)) (*Calibration, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &Calibration{options: o, base: base, worlds: worlds, progress: progress}
	by := base
	if by == nil {
		by = neverRing()
	}
	for i, w := range worlds {
		progress(fmt.Sprintf("finding candidates: world %d of %d, %s", i+1, len(worlds), w.Name))
		found, err := w.examples(ctx, w.Evidence, by, 1)
		if err != nil {
			return nil, err
		}
		blank, err := w.blankExamples(ctx, by)
		if err != nil {
			return nil, err
		}
		c.found, c.blank = append(c.found, found), append(c.blank, blank)
	}
	return c, nil
}

// neverRing returns a model by which no group is a ring, so that the detection merges no rings.
func neverRing() *rings.Model {
	return &rings.Model{Version: "none", Intercept: -50}
}

// Generators returns the generators of the worlds, ascending.
func (c *Calibration) Generators() []string {
	names := map[string]bool{}
	for _, w := range c.worlds {
		names[w.Generator] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Fit returns the model of all worlds, with what it was fitted on. Command, code and note of the
// provenance are the caller's.
func (c *Calibration) Fit(ctx context.Context) (*rings.Model, error) {
	m, err := c.fitWithout(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, w := range c.worlds {
		m.Provenance.Worlds = append(m.Provenance.Worlds,
			fmt.Sprintf("%s: %d records, %d rings, SHA-256 %s", w.Name, w.Records, len(w.Planted), w.Hash))
	}
	return m, nil
}

// fitWithout returns the model of all worlds but those of a generator.
func (c *Calibration) fitWithout(ctx context.Context, generator string) (*rings.Model, error) {
	of := "all worlds"
	if generator != "" {
		of = "all worlds but those of " + generator
	}
	c.progress("fitting a model to " + of)
	m, err := c.fitTo(generator, c.found)
	if err != nil || c.base != nil {
		return m, err
	}
	c.progress("finding candidates with that model")
	found := make([][]Example, len(c.worlds))
	for i, w := range c.worlds {
		if w.Generator == generator {
			continue
		}
		if found[i], err = w.examples(ctx, w.Evidence, m, 1); err != nil {
			return nil, err
		}
	}
	c.progress("fitting the model again")
	return c.fitTo(generator, found)
}

// fitTo fits a model to candidates of each world, and to those with blank columns, without a
// generator.
func (c *Calibration) fitTo(generator string, found [][]Example) (*rings.Model, error) {
	var all []Example
	for i, w := range c.worlds {
		if w.Generator != generator {
			all = append(append(all, found[i]...), c.blank[i]...)
		}
	}
	m, err := Fit(all, c.options)
	if err != nil && generator != "" {
		return nil, fmt.Errorf("without the worlds of %s: %w", generator, err)
	}
	return m, err
}
