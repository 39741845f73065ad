package rings

import "math"

// weights are those of a logistic regression on groups found in generated worlds, of
// which it is known which are planted rings: see docs/rings.md for the worlds, the fit
// and how far the probability can be trusted.
var weights = Features{
	featureReports:   -0.85,
	featureRegion:    0.18,
	featureModus:     0.18,
	featureTime:      0.16,
	featureCycles:    2.92,
	featureSupported: 3.15,
	featureDominated: -5.44,
	featureUnknown:   0.66,
}

const intercept = -3.78

// score is the probability that a group is a ring.
func (f *Features) score() float64 {
	odds := intercept
	for i, w := range weights {
		odds += w * f[i]
	}
	return 1 / (1 + math.Exp(-odds))
}

// ordinary is what groups show on average that are no rings.
var ordinary = Features{
	featureReports:   1.47,
	featureRegion:    0.01,
	featureModus:     0.00,
	featureTime:      1.76,
	featureCycles:    0.04,
	featureSupported: 0.55,
	featureDominated: 0.77,
	featureUnknown:   0.87,
}
