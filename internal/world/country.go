package world

import (
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/ringwatch/ringwatch/graph"
)

// country holds the regions that frauds are reported from, and the methods of fraud.
type country struct {
	methods []method
	regions []region
}

// method is how a fraud is done, as a report shows it.
type method struct {
	category string
	channel  string
	logLoss  float64 // the mean of the loss's logarithm, in rupees
	spread   float64 // its standard deviation
	weight   int     // how common it is
}

var methods = [...]method{
	{"upi_fraud", "call", 9.2, 1.1, 18},
	{"kyc_update", "sms", 9.6, 1.2, 12},
	{"investment", "messenger", 12.0, 1.4, 14},
	{"job_offer", "messenger", 10.4, 1.3, 11},
	{"digital_arrest", "call", 12.6, 1.2, 5},
	{"loan_app", "app", 8.9, 0.9, 9},
	{"card_fraud", "call", 10.1, 1.0, 10},
	{"parcel", "call", 10.6, 1.2, 6},
	{"shopping", "web", 8.2, 1.1, 10},
	{"sextortion", "messenger", 9.4, 1.0, 5},
}

// region is a state, with the weight of reports from it.
type region struct {
	code   string
	weight int
}

var regions = [...]region{
	{"UP", 16},
	{"MH", 14},
	{"KA", 11},
	{"TG", 10},
	{"TN", 8},
	{"GJ", 8},
	{"DL", 8},
	{"WB", 7},
	{"RJ", 7},
	{"HR", 6},
	{"BR", 6},
	{"AP", 5},
	{"KL", 5},
	{"MP", 5},
	{"PB", 4},
	{"OD", 3},
	{"JH", 3},
	{"AS", 2},
	{"CG", 2},
	{"UT", 2},
	{"HP", 1},
	{"GA", 1},
}

// moreRegions are the states and territories that only worlds with variety have.
var moreRegions = [...]region{
	{"JK", 3},
	{"CH", 1},
	{"PY", 1},
	{"TR", 1},
	{"MN", 1},
	{"ML", 1},
	{"NL", 1},
	{"MZ", 1},
	{"SK", 1},
	{"AR", 1},
	{"LA", 1},
	{"AN", 1},
	{"DN", 1},
	{"LD", 1},
}

// finerMethods returns the methods, and a similar one for each, as an agency with a longer list of
// categories would distinguish.
func (c country) finerMethods() []method {
	all := c.methods[:len(c.methods):len(c.methods)]
	for _, m := range c.methods {
		m.category += "/other"
		m.logLoss--
		m.weight = (m.weight + 1) / 2
		all = append(all, m)
	}
	return all
}

func (c country) drawMethod(rng *rand.Rand) method {
	return c.methods[weightedInt(rng, len(c.methods), func(i int) int { return c.methods[i].weight })]
}

func (c country) drawRegion(rng *rand.Rand) string {
	return c.regions[weightedInt(rng, len(c.regions), func(i int) int { return c.regions[i].weight })].code
}

// drawLoss draws a loss from a log-normal distribution. Half of the victims give a multiple of 500.
func (m method) drawLoss(rng *rand.Rand) graph.Amount {
	rupees := math.Exp(m.logLoss + m.spread*rng.NormFloat64())
	if chance(rng, 0.5) {
		return graph.Amount(strconv.FormatInt(max(int64(rupees/500), 1)*500, 10) + ".00")
	}
	return graph.Amount(strconv.FormatFloat(min(rupees, 1e9), 'f', 2, 64))
}
