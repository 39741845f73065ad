package rings

import (
	"maps"
	"math"
	"slices"
)

// An event is an attribute of a record: its region, its category, or the period of its day. The
// events of a ring lean to one region and one category, and fall into some weeks or months. Those
// of strangers do not.
const (
	byRegion = iota
	byCategory
	byPeriod
	aspectCount
)

// byChannel is what only the score compares, and not how groups are found.
const byChannel = aspectCount

// periodDays is the length of a period. A ring works for weeks to months.
const periodDays = 28

// periodOf returns the number of a day's period; period 0 starts on 1 January 1970.
func periodOf(day int32) int32 {
	p := day / periodDays
	if day%periodDays < 0 {
		p--
	}
	return p
}

// noKey means that a record lacks an attribute.
const noKey = math.MinInt32

// reportKeys returns the keys of a report's events by aspect: the code of its region, the code of
// its category and the number of its period; noKey for an attribute that it lacks.
func reportKeys(e *Evidence, report int) (keys [aspectCount]int32) {
	keys = [aspectCount]int32{noKey, noKey, noKey}
	if code := e.Reports.Region[report]; code != 0 {
		keys[byRegion] = int32(code)
	}
	if code := e.Reports.Category[report]; code != 0 {
		keys[byCategory] = int32(code)
	}
	if day := e.Reports.Day[report]; day != NoDay {
		keys[byPeriod] = periodOf(day)
	}
	return keys
}

// linkKey returns the period of a link; noKey if it has no day or repeats an earlier link.
func linkKey(e *Evidence, link int) int32 {
	if day := e.Links.Day[link]; day != NoDay && !e.repeated[link] {
		return periodOf(day)
	}
	return noKey
}

// lossSteps is the number of steps of a loss in which it grows tenfold. Those who demand a fee all
// demand the same.
const lossSteps = 4

// channelKey returns the code of a report's channel, or noKey.
func channelKey(e *Evidence, report int) int32 {
	if code := e.Reports.Channel[report]; code != 0 {
		return int32(code)
	}
	return noKey
}

// lossKey returns the step of a report's loss, or noKey.
func lossKey(e *Evidence, report int) int32 {
	if loss := e.Reports.loss(report); loss > 0 {
		return int32(math.Floor(math.Log10(loss) * lossSteps))
	}
	return noKey
}

// background is what is usual in all the evidence: how common each region, category, period and
// channel is, its background rates, and the mean of log10 of the losses, to within half a step.
type background struct {
	by          [byChannel + 1]rates
	meanLogLoss float64
}

func newBackground(e *Evidence) (b background) {
	var events [byChannel + 1]counter
	var losses counter
	for report := range e.Reports.Count() {
		for aspect, key := range reportKeys(e, report) {
			if key != noKey {
				events[aspect].add(key)
			}
		}
		if key := channelKey(e, report); key != noKey {
			events[byChannel].add(key)
		}
		if key := lossKey(e, report); key != noKey {
			losses.add(key)
		}
	}
	for link := range e.Links.Count() {
		if key := linkKey(e, link); key != noKey {
			events[byPeriod].add(key)
		}
	}
	for _, words := range [...]int{byRegion, byCategory, byChannel} {
		b.by[words] = events[words].rates(assumedWords, roundedRate)
	}
	b.by[byPeriod] = events[byPeriod].rates(assumedPeriods, roundedRateOfPeriod)
	b.meanLogLoss = losses.meanLogLoss()
	return b
}

// meanLogLoss returns the mean of log10 of the losses that were counted by their steps; 0 without
// any.
func (c *counter) meanLogLoss() (mean float64) {
	add := func(key, count int32) {
		mean += float64(count) / float64(max(c.all, 1)) * (float64(key) + 0.5) / lossSteps
	}
	for key, count := range c.near {
		add(int32(key), count)
	}
	for _, key := range slices.Sorted(maps.Keys(c.far)) {
		add(key, c.far[key])
	}
	return mean
}

// rates are the background rates of one aspect.
type rates struct {
	near []rate          // by key, from 0 on
	far  map[int32]*rate // of large keys, and of periods before 1970
	keys int             // different keys
}

// nearKeys is the bound below which a key is near. There are some hundreds of words, and of periods
// until today.
const nearKeys = 4096

// rate says how common a key is. In the formulas n is how often it occurs among N events.
type rate struct {
	observed float64 // n/N
	smoothed float64 // p: with pseudo-events, see the constants below
	// Rising factorials of α = concentration × p, and of the same with p rounded.
	exact, rounded risingFactorial
}

// of returns the rate of a key; all zeros if it does not occur.
func (r *rates) of(key int32) *rate {
	if key >= 0 && int(key) < len(r.near) {
		return &r.near[key]
	}
	if far := r.far[key]; far != nil {
		return far
	}
	return &rate{}
}

// Additive smoothing: p = (n + M/K) / (N + M), with M pseudo-events spread evenly over K keys.
// Until there are some hundreds of events the observed rates say little, since all events may come
// from one ring. K is the number of different keys, and at least what is assumed here.
const (
	pseudoEvents   = 100 // M
	assumedWords   = 10  // regions or categories
	assumedPeriods = 13  // a year
)

// roundingSteps is the number of steps in which a rounded rate doubles. Fragments are merged by
// rounded rates. Few records change those, so a component that no new record names need not be
// merged again: see cache.go. Rounding changes the odds that two groups are one by 4 %, or by 9 %
// for a key at the edge of a step. The score uses exact rates.
const roundingSteps = 4

// roundedRate rounds n/all. The rates of regions and categories hardly change while records arrive.
func roundedRate(n, all float64) float64 { return round(n / all) }

// roundedRateOfPeriod rounds n and all separately. The count of a period that is over no longer
// changes, and its rate falls with every later event.
func roundedRateOfPeriod(n, all float64) float64 { return round(n) / round(all) }

func round(x float64) float64 {
	return math.Exp2(math.Round(math.Log2(x)*roundingSteps) / roundingSteps)
}

// counter counts events by key.
type counter struct {
	all  int
	near [nearKeys]int32
	far  map[int32]int32
}

func (c *counter) add(key int32) {
	c.all++
	switch {
	case key >= 0 && key < nearKeys:
		c.near[key]++
	case c.far == nil:
		c.far = map[int32]int32{key: 1}
	default:
		c.far[key]++
	}
}

// rates returns the background rates of the counted events. rounded rounds n/all.
func (c *counter) rates(assumedKeys float64, rounded func(n, all float64) float64) rates {
	different, last := len(c.far), -1
	for key, count := range c.near {
		if count > 0 {
			different, last = different+1, key
		}
	}
	keys := max(assumedKeys, float64(different)) // so that the smoothed rates sum to 1 at most
	rateOf := func(count int32, table int) (r rate) {
		r.observed = float64(count) / max(float64(c.all), 1)
		n, all := float64(count)+pseudoEvents/keys, float64(c.all)+pseudoEvents
		r.smoothed = n / all
		r.exact = newRisingFactorial(concentration*r.smoothed, table)
		r.rounded = newRisingFactorial(concentration*rounded(n, all), table)
		return r
	}
	b := rates{near: make([]rate, last+1), far: make(map[int32]*rate, len(c.far)), keys: different}
	for key := range b.near {
		if c.near[key] > 0 {
			b.near[key] = rateOf(c.near[key], risingTable)
		}
	}
	for key, count := range c.far { // there may be very many, so they get no tables
		far := rateOf(count, 0)
		b.far[key] = &far
	}
	return b
}
