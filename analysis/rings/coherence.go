package rings

import (
	"math"
	"slices"
)

// Three things that are said of an event can agree: its region, its modus (the
// category of fraud) and its time. A ring leans to one region and one modus, and keeps
// to some weeks or months; what strangers have in common by accident doesn't.
const (
	byRegion = iota
	byModus
	byTime
	aspects
)

// period is how many days make one period of time. A ring works for weeks to months.
const period = 28

// lean is how strongly a ring is expected to lean before anything is known of it: the
// concentration of the Dirichlet distribution that its own habits are drawn from, around
// the habits of all. The less, the stronger.
const lean = 2.0

// tally counts events by a word, or by a period; ascending, without zeros.
type tally []tallied

type tallied struct {
	key   int32
	count int32
}

func (t tally) total() (n int32) {
	for _, x := range t {
		n += x.count
	}
	return n
}

// top is the most frequent key, the first of equals, and its count.
func (t tally) top() tallied {
	var best tallied
	for _, x := range t {
		if x.count > best.count {
			best = x
		}
	}
	return best
}

// tallyOf counts keys, which it sorts.
func tallyOf(keys []int32) tally {
	slices.Sort(keys)
	var t tally
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			t = append(t, tallied{key: k})
		}
		t[len(t)-1].count++
	}
	return t
}

// merged is the sum of two tallies.
func merged(a, b tally) tally {
	sum := make(tally, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].key < b[0].key:
			sum, a = append(sum, a[0]), a[1:]
		case a[0].key > b[0].key:
			sum, b = append(sum, b[0]), b[1:]
		default:
			sum = append(sum, tallied{a[0].key, a[0].count + b[0].count})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(sum, a...), b...)
}

// background is how often each word or period comes up among all events.
type background map[int32]usual

type usual struct {
	share  float64 // of all events
	likely float64 // the share with what is supposed
}

// Until there are some hundreds of events they tell little of what is usual: they may all
// be a ring's. So a word or period counts as if it had come up in so many events more, in
// one of so many of them.
const (
	supposedEvents  = 100
	supposedWords   = 10
	supposedPeriods = 13 // a year
)

func backgroundOf(keys []int32, supposed float64) background {
	b, t := background{}, tallyOf(keys)
	supposed = max(supposed, float64(len(t))) // what is likely adds up to 1 at most
	for _, x := range t {
		b[x.key] = usual{
			share:  float64(x.count) / float64(len(keys)),
			likely: (float64(x.count) + supposedEvents/supposed) / (float64(len(keys)) + supposedEvents),
		}
	}
	return b
}

// likelihood is the logarithm of the probability of the events if they come from one
// source with habits of its own: the Dirichlet-multinomial distribution (Minka 2000,
// "Estimating a Dirichlet distribution").
func (b background) likelihood(t tally) float64 {
	n := t.total()
	if n == 0 {
		return 0
	}
	sum := -logRising(lean, n)
	for _, x := range t {
		sum += logRising(lean*b[x.key].likely, x.count)
	}
	return sum
}

// logRising is the logarithm of x (x+1) ... (x+n-1).
func logRising(x float64, n int32) float64 {
	if n > 16 {
		return logGamma(x+float64(n)) - logGamma(x)
	}
	product := x
	for i := int32(1); i < n; i++ {
		product *= x + float64(i)
	}
	return math.Log(product)
}

// byChance is the logarithm of the probability of the events if each comes from
// anywhere.
func (b background) byChance(t tally) float64 {
	sum := 0.0
	for _, x := range t {
		sum += float64(x.count) * math.Log(b[x.key].likely)
	}
	return sum
}

// coherence is by how much one source explains the events better than chance does, the
// logarithm of a Bayes factor: over 0 where they agree, under 0 where they don't.
func (b background) coherence(t tally) float64 { return b.likelihood(t) - b.byChance(t) }

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}

// periodOf numbers the period of a day.
func periodOf(day int32) int32 {
	p := day / period
	if day%period < 0 {
		p--
	}
	return p
}

// habits are the tallies of a group by each aspect.
type habits [aspects]tally

// unknown counts the aspects of which nothing is known.
func (h *habits) unknown() (n int) {
	for _, t := range h {
		if len(t) == 0 {
			n++
		}
	}
	return n
}

// baseline is what a group is measured against: how often each region, modus and
// period comes up in all the evidence.
type baseline [aspects]background

func newBaseline(e *Evidence) (b baseline) {
	var events [aspects][]int32
	for report := range e.Reports.Count() {
		for aspect, key := range reportKeys(e, report) {
			if key != unknown {
				events[aspect] = append(events[aspect], key)
			}
		}
	}
	for link, day := range e.Links.Day {
		if day != NoDay && !e.again[link] {
			events[byTime] = append(events[byTime], periodOf(day))
		}
	}
	for aspect, supposed := range [aspects]float64{byRegion: supposedWords, byModus: supposedWords, byTime: supposedPeriods} {
		b[aspect] = backgroundOf(events[aspect], supposed)
	}
	return b
}

// coherence is that of each aspect of a group's habits.
func (b *baseline) coherence(h *habits) (by [aspects]float64) {
	for aspect := range by {
		by[aspect] = b[aspect].coherence(h[aspect])
	}
	return by
}

const unknown = math.MinInt32

// reportKeys is what a report says by each aspect.
func reportKeys(e *Evidence, report int) (keys [aspects]int32) {
	keys = [aspects]int32{unknown, unknown, unknown}
	if w := e.Reports.Region[report]; w != 0 {
		keys[byRegion] = int32(w)
	}
	if w := e.Reports.Category[report]; w != 0 {
		keys[byModus] = int32(w)
	}
	if day := e.Reports.Day[report]; day != NoDay {
		keys[byTime] = periodOf(day)
	}
	return keys
}

// diary gathers the keys of events until they are tallied.
type diary [aspects][]int32

func (d *diary) report(e *Evidence, report int) {
	for aspect, key := range reportKeys(e, report) {
		if key != unknown {
			d[aspect] = append(d[aspect], key)
		}
	}
}

func (d *diary) link(e *Evidence, link int) {
	if day := e.Links.Day[link]; day != NoDay && !e.again[link] {
		d[byTime] = append(d[byTime], periodOf(day))
	}
}

// close returns the tallies, and leaves the diary empty.
func (d *diary) close() (h habits) {
	for aspect := range d {
		h[aspect] = tallyOf(d[aspect])
		d[aspect] = d[aspect][:0]
	}
	return h
}
