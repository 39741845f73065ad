package rings

import "math"

// weights are those of a logistic regression on groups found in generated worlds, of
// which it is known which are planted rings: see docs/rings.md for the worlds, the fit
// and how far the probability can be trusted.
var weights = Features{
	featureReports:   0.5,
	featureRegion:    0.16,
	featureModus:     0.05,
	featureTime:      0.05,
	featureCycles:    2.4,
	featureTied:      3.0,
	featureSupported: 5.0,
	featureDominated: -8.0,
}

const intercept = -4.0

// score is the probability that a group is a ring.
func (f *Features) score() float64 {
	odds := intercept
	for i, w := range weights {
		odds += w * f[i]
	}
	return 1 / (1 + math.Exp(-odds))
}

// ordinary is what groups show on average that are no rings.
var ordinary = Features{}
