package rings

import "math"

// The features, each on a scale on which a step means about the same everywhere.
const (
	featureReports   = iota // log(1 + reports): the more reports, the more edges arise by chance
	featureRegion           // coherence of regions
	featureCategory         // coherence of categories
	featurePeriod           // coherence of periods
	featureCycles           // log(1 + ties beyond a tree)
	featureSupported        // share of the members that two or more records name
	featureDominated        // share of the reports that name the member which most reports name
	featureUnknown          // number of the three aspects without any event
	featureCount
)

// Features are the inputs of the score.
type Features [featureCount]float64

// FeatureNames are the names of the features, in their order.
var FeatureNames = [...]string{"reports", "region", "category", "time", "cycles", "supported", "dominated", "unknown"}

// Coherence is clipped to this range. A long list of reports that agree a little is no better
// evidence than a short list that agrees fully.
const minCoherence, maxCoherence = -3, 12

// features returns the features of a candidate, measured against the background rates.
func (c *candidate) features(rates *background) Features {
	members, reports := float64(len(c.members)), float64(len(c.reports))
	coherence := rates.coherence(&c.tallies)
	clip := func(aspect int) float64 { return min(max(coherence[aspect], minCoherence), maxCoherence) }
	return Features{
		featureReports:   math.Log1p(reports),
		featureRegion:    clip(byRegion),
		featureCategory:  clip(byCategory),
		featurePeriod:    clip(byPeriod),
		featureCycles:    math.Log1p(float64(c.cycles())),
		featureSupported: float64(c.supported) / members,
		featureDominated: float64(c.maxNamed) / max(reports, 1),
		featureUnknown:   float64(c.tallies.missing()),
	}
}
