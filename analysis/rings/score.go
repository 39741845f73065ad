package rings

import "math"

// The parameters of the logistic regression. bench/rings -fit fits them on candidates in generated
// worlds, whose planted rings are known, by Newton's method with a small ridge penalty (le Cessie
// and van Houwelingen 1992, "Ridge estimators in logistic regression", doi:10.2307/2347628).
// docs/measurements/2026-11-26-rings.md says how well the score is calibrated, docs/rings.md
// describes the worlds.
var weights = Features{
	featureReports:   -0.85,
	featureRegion:    0.18,
	featureCategory:  0.18,
	featurePeriod:    0.16,
	featureCycles:    2.92,
	featureSupported: 3.15,
	featureDominated: -5.44,
	featureUnknown:   0.66,
}

const intercept = -3.78

// score returns the probability that a candidate with these features is a ring:
//
//	1 / (1 + exp(−(intercept + Σ weight × feature)))
func (f *Features) score() float64 {
	logOdds := intercept
	for i, w := range weights {
		logOdds += w * f[i]
	}
	return 1 / (1 + math.Exp(-logOdds))
}

// baselineFeatures are the mean features of candidates that are no rings. An explanation compares
// with them.
var baselineFeatures = Features{
	featureReports:   1.47,
	featureRegion:    0.01,
	featureCategory:  0.00,
	featurePeriod:    1.76,
	featureCycles:    0.04,
	featureSupported: 0.55,
	featureDominated: 0.77,
	featureUnknown:   0.87,
}
