package rings

import (
	"math"
	"slices"
)

// Reason is a part of a ring's score in plain words, with some of the records that show it.
type Reason struct {
	Kind    ReasonKind
	Text    string
	Weight  float64 // what it adds to the score, to four decimals; 0 for a hub
	Reports []int   // ascending, maxSamples at most
	Links   []int   // ascending, maxSamples at most
}

// ReasonKind says which part of a score a reason accounts for.
type ReasonKind string

// The kinds of reasons.
const (
	ReasonTies     ReasonKind = "ties"     // how the members are connected
	ReasonSpread   ReasonKind = "spread"   // how the evidence is spread over the members
	ReasonRegion   ReasonKind = "region"   // where it happened
	ReasonCategory ReasonKind = "category" // how it was done
	ReasonTime     ReasonKind = "time"     // when it happened
	ReasonFlow     ReasonKind = "flow"     // how money moves among the accounts
	ReasonSources  ReasonKind = "sources"  // sources that filed several incidents
	ReasonBusiness ReasonKind = "business" // members in the register of known businesses, or verified
	// ReasonCorroboration has a negative weight: what one agency or source alone supports.
	ReasonCorroboration ReasonKind = "corroboration"
	ReasonHub           ReasonKind = "hub"  // an identifier that was set aside
	ReasonSize          ReasonKind = "size" // how large a community is; from DetectLouvain only
)

// maxSamples is the number of reports, and of links, that a reason shows.
const maxSamples = 20

// samples returns the first maxSamples records.
func samples(records []int) []int {
	n := min(len(records), maxSamples)
	return records[:n:n]
}

// explanation builds the reasons of one ring.
type explanation struct {
	e       *Evidence
	rates   *background
	c       *candidate
	reasons []Reason
}

// cachedExplanation holds what takes long to find out and does not depend on the background rates.
type cachedExplanation struct {
	patterns  []pattern
	spread    string
	agreement [byCategory + 1]Reason // by region and by category, up to the background rate
	when      Reason
}

// explain returns the reasons for a score, by descending weight. The weight of a feature is its
// contribution to the log-odds compared with candidates that are no rings,
//
//	points − mean points of candidates that are no rings
//
// scaled so that all weights sum to the score before it was bounded. These are the SHAP values of
// an additive model (Lundberg and Lee 2017, arXiv:1705.07874). If the sum is below 1, the candidate
// shows no more than one that is no ring, and all features have equal weights. A reason of its own
// says by how much the score was bounded.
func explain(e *Evidence, b *background, s *scorer, c *candidate, f *Features, score float64, origin *provenance) []Reason {
	var contributions Features
	sum := 0.0
	for i := range s.curves {
		points, _ := s.curves[i].at(f[i])
		contributions[i] = points - s.curves[i].Baseline
		sum += contributions[i]
	}
	for i := range contributions {
		if sum >= 1 {
			contributions[i] *= origin.uncapped / sum
		} else {
			contributions[i] = origin.uncapped / float64(len(contributions))
		}
	}
	weight := func(features ...int) (sum float64) {
		for _, i := range features {
			sum += contributions[i]
		}
		return sum
	}
	x := &explanation{e: e, rates: b, c: c}
	if c.explanation == nil {
		c.explanation = &cachedExplanation{
			patterns: x.patterns(), spread: x.spread(), when: x.when(),
			agreement: [...]Reason{
				byRegion:   x.agreement(byRegion, e.Reports.Region),
				byCategory: x.agreement(byCategory, e.Reports.Category),
			},
		}
	}
	x.addTies(weight(featureCycles, featureReportCycles, featureLinkCycles, featureMixedCycles, featureIncidents, featureMembers))
	spread := weight(featureSupported, featureReported, featureSpread, featureDominatedNumber, featureDominatedOther, featureJoint,
		featureOutside, featureNumberDevices, featureReused)
	flows := weight(featurePassing, featureQuick, featureMutual)
	if c.measured.flow.accounts > 0 {
		x.add(flows, Reason{Kind: ReasonFlow, Text: x.flow()})
	} else {
		spread += flows
	}
	if repeated := weight(featureRepeated); c.measured.repeated > 0 {
		x.add(repeated, Reason{Kind: ReasonSources, Text: x.repeated()})
	} else {
		spread += repeated
	}
	if vouched := weight(featureVouched); c.measured.vouched > 0 {
		x.add(vouched, Reason{Kind: ReasonBusiness, Text: x.vouched()})
	} else {
		spread += vouched
	}
	x.add(spread, Reason{Kind: ReasonSpread, Text: c.explanation.spread})
	x.add(weight(featureRegionAgrees, featureRegionDiffers), x.withRate(byRegion))
	x.add(weight(featureCategoryAgrees, featureCategoryDiffers, featureChannel, featureLoss), x.withRate(byCategory))
	x.add(weight(featurePeriodAgrees, featurePeriodDiffers, featureSpan, featureBurst, featureLife), c.explanation.when)
	if score < origin.uncapped {
		x.add(score-origin.uncapped, Reason{Kind: ReasonCorroboration, Text: corroborationText(origin)})
	}
	x.leaveOutZeros()
	slices.SortStableFunc(x.reasons, func(a, b Reason) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return x.reasons
}

// add adds a reason with a weight.
func (x *explanation) add(weight float64, r Reason) {
	r.Weight = math.Round(weight*1e4)/1e4 + 0 // -0 becomes 0
	x.reasons = append(x.reasons, r)
}

// leaveOutZeros leaves out reasons that add nothing to the score, unless none adds anything: then
// they say all that is known.
func (x *explanation) leaveOutZeros() {
	if slices.ContainsFunc(x.reasons, func(r Reason) bool { return r.Weight != 0 }) {
		x.reasons = slices.DeleteFunc(x.reasons, func(r Reason) bool { return r.Weight == 0 })
	}
}
