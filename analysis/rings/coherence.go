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
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	different := 1
	for i := 1; i < len(keys); i++ {
		if keys[i] != keys[i-1] {
			different++
		}
	}
	t := make(tally, 0, different)
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			t = append(t, tallied{key: k})
		}
		t[len(t)-1].count++
	}
	return t
}

// background is how often each word or period comes up among all events.
type background struct {
	near []usual          // by key, of those from 0 on
	far  map[int32]*usual // of those that lie far off, and of periods before 1970
}

// nearKeys is below which keys are near: words are some hundreds, and so are periods up to
// now.
const nearKeys = 4096

type usual struct {
	share  float64 // of all events
	likely float64 // the share with what is supposed
	// Of lean times what is likely, and times what is likely roughly.
	rising, roughly rising
}

// of is how usual a key is; zeros where it never came up.
func (b *background) of(key int32) *usual {
	if key >= 0 && int(key) < len(b.near) {
		return &b.near[key]
	}
	if u := b.far[key]; u != nil {
		return u
	}
	return &usual{}
}

// Until there are some hundreds of events they tell little of what is usual: they may all
// be a ring's. So a word or period counts as if it had come up in so many events more, in
// one of so many of them.
const (
	supposedEvents  = 100
	supposedWords   = 10
	supposedPeriods = 13 // a year
)

// roughSteps are those in which what is likely roughly doubles. Groups are joined by that,
// since it changes with few records: it is the same from one detection to the next, so
// that what was joined before needs no second look. What two groups share makes their odds
// of being one 4 % more or less, or 9 where a word is at the edge of a step; the odds of a
// ring are reckoned from the shares as they are.
const roughSteps = 4

// Words keep their shares as records come.
func roughShare(n, all float64) float64 { return round(n / all) }

// Periods that are over keep their counts, and lose share to those that follow: so the two are
// rounded one by one.
func roughShareOfPast(n, all float64) float64 { return round(n) / round(all) }

func round(x float64) float64 { return math.Exp2(math.Round(math.Log2(x)*roughSteps) / roughSteps) }

// census counts events by key.
type census struct {
	all  int
	near [nearKeys]int32
	far  map[int32]int32
}

func (c *census) count(key int32) {
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

// background is how usual the keys are that were counted.
func (c *census) background(supposed float64, roughly func(n, all float64) float64) background {
	different, last := len(c.far), -1
	for key, count := range c.near {
		if count > 0 {
			different, last = different+1, key
		}
	}
	supposed = max(supposed, float64(different)) // what is likely adds up to 1 at most
	usually := func(count int32, table int) (u usual) {
		u.share = float64(count) / float64(c.all)
		n, all := float64(count)+supposedEvents/supposed, float64(c.all)+supposedEvents
		u.likely = n / all
		u.rising, u.roughly = newRising(lean*u.likely, table), newRising(lean*roughly(n, all), table)
		return u
	}
	b := background{near: make([]usual, last+1), far: make(map[int32]*usual, len(c.far))}
	for key := range b.near {
		if c.near[key] > 0 {
			b.near[key] = usually(c.near[key], risingTable)
		}
	}
	for key, count := range c.far { // they may be very many: no tables
		u := usually(count, 0)
		b.far[key] = &u
	}
	return b
}

// likelihood is the logarithm of the probability of the events if they come from one
// source with habits of its own: the Dirichlet-multinomial distribution (Minka 2000,
// "Estimating a Dirichlet distribution").
func (b *background) likelihood(t tally) float64 {
	n := t.total()
	if n == 0 {
		return 0
	}
	sum := -risingLean.log(n)
	for _, x := range t {
		sum += b.of(x.key).rising.log(x.count)
	}
	return sum
}

// roughly is the likelihood of the events of two tallies together, by what is likely
// roughly.
func (b *background) roughly(t, u tally) float64 {
	n := t.total() + u.total()
	if n == 0 {
		return 0
	}
	sum := -risingLean.log(n)
	for len(t) > 0 || len(u) > 0 {
		var next tallied
		switch {
		case len(u) == 0 || len(t) > 0 && t[0].key < u[0].key:
			next, t = t[0], t[1:]
		case len(t) == 0 || u[0].key < t[0].key:
			next, u = u[0], u[1:]
		default:
			next = tallied{t[0].key, t[0].count + u[0].count}
			t, u = t[1:], u[1:]
		}
		sum += b.of(next.key).roughly.log(next.count)
	}
	return sum
}

// rising holds the logarithms of x (x+1) ... (x+n-1) for small n: they are asked for
// millions of times, of few x.
type rising struct {
	x    float64
	logs []float64 // by n
}

const risingTable = 128

var risingLean = newRising(lean, risingTable)

func newRising(x float64, table int) rising {
	r := rising{x, make([]float64, table)}
	for n := 1; n < table; n++ {
		r.logs[n] = r.logs[n-1] + math.Log(x+float64(n-1))
	}
	return r
}

func (r *rising) log(n int32) float64 {
	if int(n) < len(r.logs) {
		return r.logs[n]
	}
	return logRising(r.x, n)
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
func (b *background) byChance(t tally) float64 {
	sum := 0.0
	for _, x := range t {
		sum += float64(x.count) * math.Log(b.of(x.key).likely)
	}
	return sum
}

// coherence is by how much one source explains the events better than chance does, the
// logarithm of a Bayes factor: over 0 where they agree, under 0 where they don't.
func (b *background) coherence(t tally) float64 { return b.likelihood(t) - b.byChance(t) }

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
	var events [aspects]census
	for report := range e.Reports.Count() {
		for aspect, key := range reportKeys(e, report) {
			if key != unknown {
				events[aspect].count(key)
			}
		}
	}
	for link, day := range e.Links.Day {
		if day != NoDay && !e.again[link] {
			events[byTime].count(periodOf(day))
		}
	}
	for _, aspect := range [...]int{byRegion, byModus} {
		b[aspect] = events[aspect].background(supposedWords, roughShare)
	}
	b[byTime] = events[byTime].background(supposedPeriods, roughShareOfPast)
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
