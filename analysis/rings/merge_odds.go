package rings

// Terms of the log-odds that two groups are one. Chosen on worlds of four generators, as the share
// of the planted rings that a candidate matches: docs/measurements/2026-11-28-rings.md.
const (
	mergePrior     = -3.0 // most groups with an edge between them are strangers
	mergePerBridge = 0.9
	maxBridges     = 4
	mergeEdgeShare = 2.7  // if all edges of the smaller group lead to the other one
	mergeAgrees    = 0.35 // per unit of log Bayes factor of regions, of categories and of periods
	mergeDiffers   = 0.1  // the share of it that counts where the Bayes factor is against one source
)

// logOdds returns the log-odds that two groups are one:
//
//	−3 + 0.9 × bridges + 2.7 × edges / degree sum of the smaller group
//	   + 0.35 × Σ max(log BF, 0.1 × log BF) over regions, categories and periods
//
// A Bayes factor against one source hardly counts: a ring moves to another town, changes its story,
// and replaces all its numbers every few weeks.
//
// Bridges are edges that share no end, estimated by the fewer of the identifiers at either side,
// and four at most: edges that all end at one identifier, such as a broker's account, are one
// bridge. A Bayes factor compares one source of the events of both groups with two sources, under
// the Dirichlet-multinomial distribution:
//
//	BF = P(events of both | one source) / (P(events of a | one source) × P(events of b | one source))
//
// So parts of one ring agree, however few edges connect them. In a group that is too large
// (merge_part.go) a doubt is taken from that, and Bayes factors against one source count fully.
func (m *merger) logOdds(p *pair) float64 {
	logBF := m.logBayesFactors(p)
	bridges := float64(min(p.endsA, p.endsB, maxBridges))
	share := float64(p.edges) / float64(min(m.degreeSums[p.a], m.degreeSums[p.b]))
	if m.ringLike != nil {
		return m.logOddsOfRings(p, bridges, share, logBF)
	}
	differs := mergeDiffers
	if m.doubt > 0 {
		differs = 1
	}
	agreement := 0.0
	for _, bf := range logBF {
		agreement += max(bf, differs*bf)
	}
	return mergePrior - m.doubt + mergePerBridge*bridges + mergeEdgeShare*share + mergeAgrees*agreement
}

// logBayesFactors returns the logarithms of the Bayes factors of two groups, by aspect.
func (m *merger) logBayesFactors(p *pair) (logBF [aspectCount]float64) {
	if !m.byCoherence {
		return logBF
	}
	for aspect := range logBF {
		both := m.rates.by[aspect].roundedLogMarginal(m.tallies[p.a][aspect], m.tallies[p.b][aspect])
		logBF[aspect] = both - m.logMarginals[p.a][aspect] - m.logMarginals[p.b][aspect]
	}
	return logBF
}
