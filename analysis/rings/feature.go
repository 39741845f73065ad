package rings

import "math"

// The features, each on a scale on which a step means about the same everywhere. Where the records
// do not state what it measures it has a value that is no evidence for a ring.
const (
	featureIncidents       = iota // log(1 + voices): the more incidents, the more edges arise by chance
	featureMembers                // log(members)
	featureRegionAgrees           // coherence of regions where it is positive
	featureRegionDiffers          // and −log(1 − coherence) where it is negative
	featureCategoryAgrees         // the same of categories
	featureCategoryDiffers        //
	featurePeriodAgrees           // of periods
	featurePeriodDiffers          //
	featureChannel                // coherence of channels
	featureCycles                 // log(1 + all cycles): what is a tree may have grown by chance
	featureReportCycles           // log(1 + cycles of ties that reports make)
	featureLinkCycles             // log(1 + cycles of ties that links make)
	featureMixedCycles            // log(1 + cycles that need both)
	featureSupported              // share of the members that two or more records show
	featureReported               // share of the members that an incident names
	featureSpread                 // log of the effective number of members that incidents name
	featureDominatedNumber        // share of the incidents that name the most frequent number
	featureDominatedOther         // share of the incidents that name the most frequent device or account
	featureJoint                  // share of the incidents that name two members or more
	featureSpan                   // log(1 + days from the first to the last incident) − spanBaseline
	featureBurst                  // share of the incidents in the densest week, from burstBaseline on
	featureLife                   // mean log life of numbers − lifeBaseline
	featurePassing                // share of the accounts with transfers that received and sent
	featureQuick                  // share of those that sent within days of receiving
	featureMutual                 // share of the pairs of accounts that paid in both directions
	featureOutside                // share of the members' edges that lead outside
	featureNumberDevices          // log((1+numbers)/(1+devices)), of candidates with devices
	featureRepeated               // share of the incidents that a source filed before
	featureLoss                   // mean log10 loss, less that of all incidents
	featureReused                 // log(1 + members that two incidents or more name)
	featureVouched                // share of the members in the register of known businesses, or verified
	featureCount
)

// Features are the inputs of the score.
type Features [featureCount]float64

// FeatureNames are the names of the features, in their order. The share of members that the
// register or a telco vouches for is named business, as it was before telcos did.
var FeatureNames = [featureCount]string{
	"incidents", "members", "region_agrees", "region_differs", "category_agrees", "category_differs", "period_agrees",
	"period_differs", "channel", "cycles", "report_cycles", "link_cycles", "mixed_cycles", "supported", "reported", "spread",
	"dominated_number", "dominated_other", "joint", "span", "burst", "life", "passing", "quick", "mutual", "outside",
	"number_devices", "repeated", "loss", "reused", "business",
}

// maxCoherence bounds a coherence. A long list of reports that agree a little is no better evidence
// than a short list that agrees fully. minCoherence bounds those that are not split by sign.
const minCoherence, maxCoherence = -3, 12

// What is typical of all candidates, so that an unknown value, 0, means nothing.
const (
	spanBaseline  = 4.0 // 54 days
	burstBaseline = 0.5
	lifeBaseline  = 3.0 // 19 days
	maxLossRatio  = 2.0
	// Without any date a candidate may be as old as a family. Otherwise an agency could make a
	// business look like a ring by leaving the dates out.
	undatedSpan = 2.0
	undatedLife = 2.5
	// Complaints about a business are of all kinds. Stating none, or the one that all records have,
	// must not look better than differing a little.
	unstatedDiffers = -0.25
	// Complaints about a business state small losses. Stating none must not look better.
	unstatedLoss = -0.5
)

// negligible is the size of a coherence that is 0 but for rounding.
const negligible = 1e-9

// features returns the features of a measurement, against the background.
func (c *candidate) features(m *measurement, b *background) Features {
	f := c.ownFeatures(m)
	f.setAgreement(b.coherence(&m.tallies), func(aspect int) bool { return len(m.tallies[aspect]) > 0 && b.by[aspect].keys > 1 })
	f[featureChannel] = min(max(b.by[byChannel].coherence(m.channels), minCoherence), maxCoherence)
	if m.lossStated > 0 {
		f[featureLoss] = min(max(m.meanLogLoss-b.meanLogLoss, -maxLossRatio), maxLossRatio)
	}
	return f
}

// roundedFeatures returns the features by the rounded background rates. What has none counts as
// unknown.
func (c *candidate) roundedFeatures(b *background) Features {
	m := c.measured
	f := c.ownFeatures(m)
	var coherence [aspectCount]float64
	for aspect := range coherence {
		coherence[aspect] = b.by[aspect].roundedCoherence(m.tallies[aspect])
	}
	f.setAgreement(coherence, func(aspect int) bool { return len(m.tallies[aspect]) > 0 })
	return f
}

// setAgreement sets the features of regions, categories and periods by their coherence. A region
// or category that is not stated differs a little.
func (f *Features) setAgreement(coherence [aspectCount]float64, stated func(aspect int) bool) {
	f[featureRegionAgrees], f[featureRegionDiffers] = 0, unstatedDiffers
	if stated(byRegion) {
		f[featureRegionAgrees], f[featureRegionDiffers] = bySign(coherence[byRegion])
	}
	f[featureCategoryAgrees], f[featureCategoryDiffers] = 0, unstatedDiffers
	if stated(byCategory) {
		f[featureCategoryAgrees], f[featureCategoryDiffers] = bySign(coherence[byCategory])
	}
	f[featurePeriodAgrees], f[featurePeriodDiffers] = bySign(coherence[byPeriod])
}

// ownFeatures returns the features of a measurement that need no background. The others are
// unknown.
func (c *candidate) ownFeatures(m *measurement) (f Features) {
	f[featureIncidents], f[featureMembers] = math.Log1p(m.voices), math.Log(float64(len(c.members)))
	f[featureCycles] = math.Log1p(m.cycles.all)
	f[featureReportCycles], f[featureLinkCycles] = math.Log1p(m.cycles.byReports), math.Log1p(m.cycles.byLinks)
	f[featureMixedCycles] = math.Log1p(m.cycles.mixed())
	f[featureSupported], f[featureReported] = m.supported, m.reported
	f[featureReused] = math.Log1p(float64(m.reused))
	f[featureSpread] = math.Log(max(m.spread, 1))
	f[featureDominatedNumber], f[featureDominatedOther] = m.dominated[dominantNumber], m.dominated[dominantOther]
	f[featureJoint] = m.joint
	if m.span >= 0 {
		f[featureSpan] = math.Log1p(m.span) - spanBaseline
	}
	f[featureBurst] = max(m.burst-burstBaseline, 0)
	if m.life >= 0 {
		f[featureLife] = m.life - lifeBaseline
	}
	if len(m.tallies[byPeriod]) == 0 {
		f[featureSpan], f[featureLife] = undatedSpan, undatedLife
	}
	f[featurePassing], f[featureQuick], f[featureMutual] = m.flow.passing, m.flow.quick, m.flow.mutual
	f[featureOutside] = c.outside()
	f[featureNumberDevices], f[featureRepeated], f[featureVouched] = m.numberDevices, m.repeated, m.vouched
	f[featureLoss] = unstatedLoss
	return f
}

// bySign returns a coherence where it is positive, and −log(1 − coherence) where it is negative.
// Agreement and disagreement mean different things: a business's complaints differ the more, the
// more of them there are.
func bySign(coherence float64) (agrees, differs float64) {
	if math.Abs(coherence) < negligible {
		return 0, 0 // one event agrees with itself, but for rounding; that is no less than no event
	}
	if coherence >= 0 {
		return min(coherence, maxCoherence), 0
	}
	return 0, -math.Log1p(-coherence)
}

// outside returns the share of the members' edges that lead outside the candidate.
func (c *candidate) outside() float64 {
	degrees, inside := 0, 0
	for i, degree := range c.degrees {
		degrees, inside = degrees+degree, inside+c.degreesInside[i]
	}
	return 1 - float64(inside)/float64(max(degrees, 1))
}
