package rings

import (
	"context"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// detection is what was found in one component, in the component's own numbers.
type detection struct {
	evidence *Evidence
	rates    fingerprint // of the rounded background rates that its fragments were merged by
	// Rates only decide how fragments are merged, and how groups that are too large are parted.
	// fragmentLabels and labels hold the group of each identifier before and after that; both are
	// nil if there is nothing to merge or part.
	fragments              int
	fragmentLabels, labels []uint32

	groups     int
	oversized  [][]int // groups that were parted
	candidates []candidate
	rings      []Ring // of the latest run
}

// detectCandidates finds and measures the candidates of a component.
func detectCandidates(ctx context.Context, e *Evidence, g *analysis.Network, rates *background, p Params) (*detection, error) {
	fragmentLabels, count, err := findFragments(ctx, g, p.Resolution, p.Seed)
	if err != nil {
		return nil, err
	}
	d := &detection{evidence: e, fragments: count}
	if count == 1 && len(fragmentLabels) <= p.MaxMembers {
		return d, d.measure(ctx, g, newGroups(e, fragmentLabels, count), p)
	}
	d.fragmentLabels = fragmentLabels
	if d.labels, count, err = d.merge(ctx, g, rates, p); err != nil {
		return nil, err
	}
	return d, d.measure(ctx, g, newGroups(e, d.labels, count), p)
}

// mergedAgain returns the detection in the same evidence with other background rates: its fragments
// are the same, and are merged again.
func (d *detection) mergedAgain(ctx context.Context, g *analysis.Network, rates *background, p Params) (*detection, error) {
	again := *d
	var count int
	var err error
	if again.labels, count, err = again.merge(ctx, g, rates, p); err != nil {
		return nil, err
	}
	if slices.Equal(again.labels, d.labels) {
		return &again, nil
	}
	return &again, again.measure(ctx, g, newGroups(d.evidence, again.labels, count), p)
}

// merge returns the labels of the candidates that the fragments are merged into, and their number.
// It parts those that are too large.
func (d *detection) merge(ctx context.Context, g *analysis.Network, rates *background, p Params) (labels []uint32, count int, err error) {
	labels = slices.Clone(d.fragmentLabels)
	if !p.without(Merging) {
		fragments := newGroups(d.evidence, labels, d.fragments)
		if err := mergeFragments(ctx, d.evidence, g, rates, fragments, !p.without(MergeCoherence), 0); err != nil {
			return nil, 0, err
		}
	}
	if !p.without(Merging) && !p.without(MergeCoherence) {
		if err := mergeRings(ctx, d.evidence, g, rates, labels, d.fragments, p); err != nil {
			return nil, 0, err
		}
	}
	if count, d.oversized, err = d.partLarge(ctx, g, rates, labels, d.fragments, p); err != nil {
		return nil, 0, err
	}
	return labels, renumber(labels, count), nil
}

// measure measures the candidates among groups.
func (d *detection) measure(ctx context.Context, g *analysis.Network, all *groups, p Params) (err error) {
	d.groups = all.count
	p.MaxMembers = math.MaxInt // what remains after parting is a candidate, however large
	d.candidates, _, err = measureAll(ctx, d.evidence, g, all, p)
	return err
}
