package rings

import (
	"context"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// doubts are what is taken from the log-odds that two groups are one (merge_odds.go), one after the
// other, until a group that is too large falls apart. Under the last nothing is merged.
var doubts = [...]float64{2, 4, 6, 8, math.Inf(1)}

// maxResolution is the highest resolution under which a fragment that is too large is parted. Above
// it every fragment is a clique.
const maxResolution = 1.0

// parting parts groups of more than MaxMembers identifiers. Few rings are that large, and whatever
// connects strangers makes such groups. So each is parted by stronger evidence, until its parts are
// small enough or nothing parts them, unless one source explains the records of all parts better
// than a source of each. Then the group stays whole, however large.
type parting struct {
	d        *detection
	g        *analysis.Network
	rates    *background
	p        Params
	labels   []uint32 // by identifier
	count    uint32   // all labels are below
	position []uint32 // scratch: of an identifier in a group
	groups   [][]int  // that were parted, ascending
}

// partLarge parts the large ones among groups with the given labels, all below count. It changes
// labels, and returns their new bound and the groups that it parted.
func (d *detection) partLarge(
	ctx context.Context, g *analysis.Network, rates *background, labels []uint32, count int, p Params,
) (bound int, groups [][]int, err error) {
	sizes := make([]int, count)
	for _, label := range labels {
		sizes[label]++
	}
	t := &parting{d: d, g: g, rates: rates, p: p, labels: labels, count: uint32(count)}
	for label, size := range sizes {
		if size <= p.MaxMembers {
			continue
		}
		var members []uint32
		for u, own := range labels {
			if int(own) == label {
				members = append(members, uint32(u))
			}
		}
		before := t.count
		if err := t.part(ctx, members, 0, p.Resolution); err != nil {
			return 0, nil, err
		}
		if t.count > before {
			t.groups = append(t.groups, ints(members))
		}
	}
	return int(t.count), t.groups, nil
}

// part parts a group of more than MaxMembers identifiers: its fragments are merged with doubts from
// the given one on, or if it is a single fragment, that is parted under a higher resolution.
func (t *parting) part(ctx context.Context, members []uint32, doubt int, resolution float64) error {
	single := !slices.ContainsFunc(members, func(u uint32) bool { return t.d.fragmentLabels[u] != t.d.fragmentLabels[members[0]] })
	for ; !single && doubt < len(doubts); doubt++ {
		labels, err := t.merged(ctx, members, doubts[doubt])
		if err != nil {
			return err
		}
		if parts := partsOf(members, labels); len(parts) > 1 {
			return t.settle(ctx, members, parts, doubt+1, resolution)
		}
	}
	for resolution < maxResolution {
		resolution = min(2*resolution, maxResolution)
		parts, err := t.fragments(ctx, members, resolution)
		if err != nil {
			return err
		}
		if len(parts) > 1 {
			return t.settle(ctx, members, parts, len(doubts), resolution)
		}
	}
	return nil
}

// settle gives each part of a group a label, and parts those that are still too large, unless the
// parts have one source.
func (t *parting) settle(ctx context.Context, members []uint32, parts [][]uint32, doubt int, resolution float64) error {
	if t.haveOneSource(members, parts) {
		return nil
	}
	for _, part := range parts[1:] { // the first keeps the label
		for _, u := range part {
			t.labels[u] = t.count
		}
		t.count++
	}
	for _, part := range parts {
		if len(part) <= t.p.MaxMembers {
			continue
		}
		if err := t.part(ctx, part, doubt, resolution); err != nil {
			return err
		}
	}
	return nil
}

// merged returns the labels of identifiers after the fragments of a group are merged with a doubt;
// none for others.
func (t *parting) merged(ctx context.Context, members []uint32, doubt float64) ([]uint32, error) {
	labels := make([]uint32, len(t.labels))
	for u := range labels {
		labels[u] = none
	}
	for _, u := range members {
		labels[u] = t.d.fragmentLabels[u]
	}
	if math.IsInf(doubt, 1) || t.p.without(Merging) {
		return labels, nil
	}
	count := renumber(labels, t.d.fragments)
	err := mergeFragments(ctx, t.d.evidence, t.g, t.rates, newGroups(t.d.evidence, labels, count), !t.p.without(MergeCoherence), doubt)
	return labels, err
}

// fragments returns the fragments of a group under a resolution.
func (t *parting) fragments(ctx context.Context, members []uint32, resolution float64) ([][]uint32, error) {
	if t.position == nil {
		t.position = make([]uint32, len(t.labels))
		for u := range t.position {
			t.position[u] = none
		}
	}
	for i, u := range members {
		t.position[u] = uint32(i)
	}
	induced := t.g.InducedBy(members, func(u uint32) (uint32, bool) { return t.position[u], t.position[u] != none })
	for _, u := range members {
		t.position[u] = none
	}
	fragments, _, err := findFragments(ctx, induced, resolution, t.p.Seed)
	if err != nil {
		return nil, err
	}
	labels := make([]uint32, len(t.labels))
	for i, u := range members {
		labels[u] = fragments[i]
	}
	return partsOf(members, labels), nil
}

// partsOf returns the members by label: each part ascending, ordered by their first.
func partsOf(members, labels []uint32) (parts [][]uint32) {
	index := map[uint32]int{}
	for _, u := range members {
		i, ok := index[labels[u]]
		if !ok {
			i = len(parts)
			index[labels[u]] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], u)
	}
	return parts
}

// haveOneSource reports whether the records of all parts come from one source rather than from one
// for each part. As around a suspected hub (hub_records.go), no aspect speaks for it by more than
// maxAgreement, and one that does not agree takes nothing from one that does. A record of several
// parts counts in one only, or else it would agree with itself.
func (t *parting) haveOneSource(members []uint32, parts [][]uint32) bool {
	if t.p.without(MergeCoherence) {
		return false
	}
	labels := make([]uint32, len(t.labels))
	for u := range labels {
		labels[u] = none
	}
	for _, u := range members {
		labels[u] = 0
	}
	e := t.d.evidence
	whole := newGroups(e, labels, 1)
	for i, part := range parts {
		for _, u := range part {
			labels[u] = uint32(i)
		}
	}
	var all accumulator
	of := make([]accumulator, len(parts))
	for _, report := range whole.reports.of(0) {
		for _, u := range e.Reports.Named(int(report)) {
			if labels[u] != none {
				of[labels[u]].addReport(e, int(report))
				break
			}
		}
		all.addReport(e, int(report))
	}
	for _, link := range whole.links.of(0) {
		of[min(labels[e.Links.From[link]], labels[e.Links.To[link]])].addLink(e, int(link)) // none is larger
		all.addLink(e, int(link))
	}
	var odds sourceOdds
	for aspect, events := range all.tallies() {
		if len(events) == 0 {
			continue
		}
		factor := t.rates.by[aspect].roundedLogMarginal(events, nil)
		for i := range of {
			factor -= t.rates.by[aspect].roundedLogMarginal(newTally(of[i][aspect]), nil)
		}
		odds.add(aspect, min(factor, t.rates.by[aspect].logOneSource(events.parts())))
	}
	return odds.log() >= clearOdds
}
