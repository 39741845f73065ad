package rings

import (
	"context"
	"fmt"

	"github.com/ringwatch/ringwatch/analysis"
)

// Detect finds the rings in evidence. It returns the context's error, and an error for parameters
// that are out of range or evidence whose columns do not fit together.
func Detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	return new(Detector).Detect(ctx, e, p)
}

// detect takes the steps that the package comment lists. The evidence is normalised, and the
// parameters have their defaults.
func (d *Detector) detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	p.provenance = e.hasAgencies()
	var rates background
	var g *analysis.Network
	err := d.together(inputSection,
		func() error {
			rates = newBackground(e)
			return nil
		},
		func() (err error) {
			g, err = newNetwork(ctx, d.sections, e)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("building the network of identifiers: %w", err)
	}
	var hubs []Hub
	largest := 0
	err = d.together(hubsSection,
		func() (err error) {
			if !p.without(HubRemoval) {
				hubs, err = findHubs(ctx, d.sections, e, g, &rates, p.MinHubDegree)
			}
			return err
		},
		func() error {
			largest = largestComponent(g)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("finding hubs: %w", err)
	}
	all, err := newComponents(d.sections, e, g, hubs, p)
	if err != nil {
		return nil, fmt.Errorf("finding components: %w", err)
	}
	result, err := d.detectIn(ctx, all, &rates, hubs, p)
	if err != nil {
		return nil, fmt.Errorf("finding rings in components: %w", err)
	}
	result.LargestComponent, result.LargestComponentBeforeHubs = all.largest, largest
	return result, nil
}

// ScoreGroups scores the given groups as Detect scores its own candidates, and returns those that
// are rings. It lets other ways of finding groups be compared. labels holds the group of each
// identifier, below count, or the largest uint32 for an identifier in no group.
//
// It returns the context's error, and an error for parameters or labels that are out of range or
// evidence whose columns do not fit together.
func ScoreGroups(ctx context.Context, e *Evidence, labels []uint32, count int, p Params) (*Result, error) {
	p, err := p.WithDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = normalise(sections{}, e); err != nil {
		return nil, err
	}
	if len(labels) != len(e.Kinds) || count < 0 {
		return nil, fmt.Errorf("%d labels of %d groups: want one for each of %d identifiers", len(labels), count, len(e.Kinds))
	}
	for _, label := range labels {
		if label != none && int(label) >= count {
			return nil, fmt.Errorf("label %d: want less than the number of groups, %d", label, count)
		}
	}
	p.provenance = e.hasAgencies()
	g, err := newNetwork(ctx, sections{}, e)
	if err != nil {
		return nil, fmt.Errorf("building the network of identifiers: %w", err)
	}
	rates := newBackground(e)
	all := newGroups(e, labels, count)
	candidates, oversized, err := measureAll(ctx, e, g, all, p)
	return &Result{Groups: all.count, Oversized: oversized, Rings: flag(e, &rates, candidates, p)}, err
}
