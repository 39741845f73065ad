package rings

// Terms of the log-odds that two groups are one. Chosen by ablation: see
// docs/measurements/2026-11-26-rings.md.
const (
	mergePrior              = -2.0 // most groups with an edge between them are strangers
	mergePerBridge          = 1.2
	maxBridges              = 4
	mergeEdgeShare          = 3.0 // if all edges of the smaller group lead to the other one
	mergeByRegionOrCategory = 0.5 // per unit of log Bayes factor of region and of category
	mergeByPeriod           = 0.4 // per unit of log Bayes factor of period
)

// logOdds returns the log-odds that two groups are one:
//
//	−2 + 1.2 × bridges + 3 × edges / degree sum of the smaller group
//	   + 0.5 × (log BF of regions + log BF of categories) + 0.4 × log BF of periods
//
// Bridges are edges that share no end, estimated by the fewer of the identifiers at either side,
// and four at most: edges that all end at one identifier, such as a broker's account, are one
// bridge. A Bayes factor compares one source of the events of both groups with two sources, under
// the Dirichlet-multinomial distribution:
//
//	BF = P(events of both | one source) / (P(events of a | one source) × P(events of b | one source))
//
// So parts of one ring agree, however few edges connect them.
func (m *merger) logOdds(p *pair) float64 {
	var logBF [aspectCount]float64
	for aspect := range logBF {
		if !m.byCoherence {
			break
		}
		both := m.rates[aspect].roundedLogMarginal(m.tallies[p.a][aspect], m.tallies[p.b][aspect])
		logBF[aspect] = both - m.logMarginals[p.a][aspect] - m.logMarginals[p.b][aspect]
	}
	bridges := float64(min(p.endsA, p.endsB, maxBridges))
	share := float64(p.edges) / float64(min(m.degreeSums[p.a], m.degreeSums[p.b]))
	return mergePrior + mergePerBridge*bridges + mergeEdgeShare*share +
		mergeByRegionOrCategory*(logBF[byRegion]+logBF[byCategory]) + mergeByPeriod*logBF[byPeriod]
}
