package rings

import (
	"context"

	"github.com/ringwatch/ringwatch/analysis"
)

// Terms of the log-odds that two groups are parts of one ring, given that each is a ring by itself.
// Rings are rare, so that two of them hardly touch by chance. Fitted to pairs of groups in worlds
// of four generators: docs/measurements/2026-11-28-rings.md.
const (
	ringsPrior     = -3.0
	ringsPerBridge = 2.0
	ringsEdgeShare = 4.5
	ringsAgree     = 0.35
	ringsDiffer    = 0.3 // of ringsAgree, where regions or categories are against one source; periods never are
	// ringLikeFrom is the score from which a group is a ring by itself.
	ringLikeFrom = 0.4
)

// logOddsOfRings returns the log-odds that two groups, each a ring by itself, are one:
//
//	−3 + 2 × bridges + 4.5 × edges / degree sum of the smaller group
//	   + 0.35 × Σ max(log BF, 0.3 × log BF) over regions and categories + 0.35 × max(log BF, 0) of periods
//
// with the bridges, share of edges and Bayes factors of logOdds.
func (m *merger) logOddsOfRings(p *pair, bridges, share float64, logBF [aspectCount]float64) float64 {
	if !m.ringLike[p.a] || !m.ringLike[p.b] {
		return mergePrior
	}
	agreement := max(logBF[byPeriod], 0)
	for _, aspect := range [...]int{byRegion, byCategory} {
		agreement += max(logBF[aspect], ringsDiffer*logBF[aspect])
	}
	return ringsPrior + ringsPerBridge*bridges + ringsEdgeShare*share + ringsAgree*agreement
}

// mergeRings merges groups that are rings by themselves for as long as it is more likely than not
// that two are one: shifts of a call centre, the cohorts of numbers that one ring uses up. It
// changes labels, which are all below count, and leaves gaps in the numbering. Scores are by
// rounded background rates, as all that decides the groups of a component.
func mergeRings(ctx context.Context, e *Evidence, g *analysis.Network, rates *background, labels []uint32, count int, p Params) error {
	all := newGroups(e, labels, count)
	m := newMerger(e, g, rates, all)
	m.byCoherence = true
	m.ringLike = make([]bool, count)
	s := newScorer(p.Model)
	for group := range m.ringLike {
		if m.reports[group] == nil || len(all.members.of(group)) < p.MinMembers || len(all.reports.of(group)) < p.MinReports {
			continue // it has no neighbour, or is no ring by its size
		}
		c := newCandidate(e, g, all, group)
		f := c.roundedFeatures(rates)
		m.ringLike[group] = s.score(&f) >= ringLikeFrom
	}
	small := make([]bool, count)
	for group := range small {
		members := len(all.members.of(group))
		small[group] = !m.ringLike[group] && members <= maxPiece
	}
	if err := m.run(ctx, labels); err != nil {
		return err
	}
	m.absorb(labels, small)
	return nil
}

// A small group next to a ring mostly belongs to it: numbers of a box that nobody reported, a
// member's second account.
const (
	maxPiece   = 5   // members of a small group
	piecePrior = 0.7 // log-odds that it belongs to the ring, before what its records say
)

// absorb merges each small group into the ring that it most probably belongs to, if it is more
// likely than not that it belongs to one. It does so once: what is next to an absorbed group is not
// next to the ring.
func (m *merger) absorb(labels []uint32, small []bool) {
	type choice struct {
		ring    uint32
		logOdds float64
	}
	best := map[uint32]choice{}
	for group := range m.changed {
		m.changed[group] = true
	}
	for _, p := range m.scorePairs(nil) {
		ring, piece := p.a, p.b
		if !m.ringLike[ring] {
			ring, piece = piece, ring
		}
		if !m.ringLike[ring] || !small[piece] {
			continue
		}
		logOdds := piecePrior + mergePerBridge*float64(min(p.endsA, p.endsB, maxBridges)-1)
		for aspect, bf := range m.logBayesFactors(&p) {
			if aspect != byPeriod {
				logOdds += ringsAgree * bf
			}
		}
		if x, ok := best[piece]; logOdds > 0 && (!ok || logOdds > x.logOdds) {
			best[piece] = choice{ring, logOdds}
		}
	}
	for u, label := range labels {
		if x, ok := best[label]; ok {
			labels[u] = x.ring
		}
	}
}
