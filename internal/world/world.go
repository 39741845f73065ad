package world

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// The period that a world's records tell of.
var (
	Start = time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)
	End   = time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC) // not part of it
)

// Days is how long the period is.
const Days = 365

const days = Days

// MaxReports bounds a world, so that a slip of the keyboard does not fill a disk.
const MaxReports = 1_000_000_000

// Options say which world to make.
type Options struct {
	Reports int     // how many it holds, exactly: 1 to MaxReports, in the whole year
	Seed    uint64  // the same options make the same world
	Variety float64 // 0 to 1: how far the world's habits, drawn from the seed, go from the usual ones; 0 keeps to these
	Lineage bool    // some rings merge and some split: see Event
	Until   int     // only the first so many days, 1 to Days, byte for byte as in the whole year; 0 for all of it
}

func (o Options) validate() error {
	if o.Reports < 1 || o.Reports > MaxReports {
		return fmt.Errorf("reports: want 1 to %d", MaxReports)
	}
	if !(o.Variety >= 0 && o.Variety <= 1) { // nor is it NaN
		return errors.New("variety: want 0 to 1")
	}
	if o.Until < 0 || o.Until > Days {
		return fmt.Errorf("until: want 1 to %d days, or 0 for all", Days)
	}
	return nil
}

// Kind says how a planted ring works.
type Kind string

// The kinds of planted rings.
const (
	SIMBox     Kind = "simbox"     // very many numbers take turns in a few devices; most are never reported
	Mules      Kind = "mules"      // accounts that pay on to each other, run from shared devices
	CallCentre Kind = "callcentre" // handsets that change their numbers every week
	Crew       Kind = "crew"       // a few numbers, a device or two, perhaps an account
)

// Kinds lists every kind of planted ring.
var Kinds = [...]Kind{SIMBox, Mules, CallCentre, Crew}

// Ring is a planted ring: the truth that a detection is measured against. What a
// ring rents from a broker or shares with strangers is not a member of it. A ring
// that shows fewer than 4 members, or fewer than 3 reports that name one, is no ring
// to anybody who has only the records: it is left out of the truth.
type Ring struct {
	Kind    Kind
	Members []graph.Token // each is named by a record; ascending
}

// Truth is what was planted in a world.
type Truth struct {
	Rings  []Ring
	Events []Event // of worlds with lineage, in no order
}

// Generate makes a world and hands its records over one by one, in the order of
// time, then returns the rings planted in it. It holds the records of the rings at
// work and no others, so the memory it takes grows slowly with the world. An error
// of emit ends it and is returned as it is.
func Generate(o Options, emit func(graph.Record) error) ([]Ring, error) {
	if emit == nil {
		return nil, errors.New("making a world: nothing takes its records")
	}
	truth, err := GenerateByDay(o, func(_ int, r graph.Record) error { return emit(r) })
	return truth.Rings, err
}

// GenerateByDay is Generate for those who look at a world while it grows: it tells the day
// of each record, from Start, which the record itself may lack, and what became of
// rings. The rings are those of the last day, by what was named until then: two
// that merged are one.
func GenerateByDay(o Options, emit func(day int, r graph.Record) error) (Truth, error) {
	if err := o.validate(); err != nil {
		return Truth{}, fmt.Errorf("making a world: %w", err)
	}
	if emit == nil {
		return Truth{}, errors.New("making a world: nothing takes its records")
	}
	g := newGenerator(o)
	for day := range g.until {
		g.wake(day)
		g.background(day)
		if err := g.hand(day, func(r graph.Record) error { return emit(day, r) }); err != nil {
			return Truth{}, err
		}
	}
	return g.truth, nil
}

// generator is a world in the making. What has yet to happen waits in the bucket
// of its day.
type generator struct {
	seed     uint64
	climate  climate
	rng      *rand.Rand // of all that belongs to no ring
	sketches []sketch   // of the rings that are still to wake, by their first day
	strays   int        // reports of the background, in the whole period
	activity [days + 1]int64
	traps    traps
	crowd    crowd
	buckets  [days][]event
	reports  int // handed over so far
	links    int
	taken    int // records taken back
	until    int // the day before which it ends
	truth    Truth
}

// event is a record that waits for its moment. Its time may be absent from the
// record itself.
type event struct {
	second int // of its day
	record graph.Record
	of     *graph.Link // what a withdrawal takes back: it has its id by then
}

func newGenerator(o Options) *generator {
	g := &generator{seed: o.Seed, climate: drawClimate(o.Seed, o.Variety), rng: rand.New(rand.NewPCG(o.Seed, 0)), until: cmp.Or(o.Until, days)}
	g.activity = g.climate.activity()
	g.sketches = g.sketchRings(o.Reports)
	g.strays = o.Reports
	for _, s := range g.sketches {
		g.strays -= s.reports
	}
	if o.Lineage {
		g.pairUp()
	}
	g.setTraps(len(g.sketches))
	return g
}

// wake lays out the rings that begin to work on the day.
func (g *generator) wake(day int) {
	for len(g.sketches) > 0 && g.sketches[0].first == day {
		g.settle(g.layOut(g.sketches[0]))
		g.sketches = g.sketches[1:]
	}
}

// hand gives the day's records away, in the order of their moments.
func (g *generator) hand(day int, emit func(graph.Record) error) error {
	bucket := g.buckets[day]
	g.buckets[day] = nil
	slices.SortStableFunc(bucket, func(a, b event) int { return a.second - b.second })
	for _, e := range bucket {
		switch r := e.record.(type) {
		case *graph.Report:
			g.reports++
			r.ID = fmt.Sprintf("SYN-%07d", g.reports)
		case *graph.Link:
			g.links++
			r.ID = fmt.Sprintf("SYL-%07d", g.links)
		case *graph.Withdrawal:
			g.taken++
			r.ID, r.Withdraws = fmt.Sprintf("SYW-%07d", g.taken), e.of.ID
		}
		if err := emit(e.record); err != nil {
			return err
		}
	}
	return nil
}

// put lets a record wait for its day.
func (g *generator) put(day, second int, r graph.Record) {
	g.buckets[day] = append(g.buckets[day], event{second: second, record: r})
}

// straysUntil is how many reports of the background have been filed by the end of
// the day before: fewer at weekends, and a fifth more at the end of the year than
// at its beginning.
func (g *generator) straysUntil(day int) int {
	return int(int64(g.strays) * g.activity[day] / g.activity[days])
}

// activity is the running sum of how busy each day is.
func (c *climate) activity() (sum [days + 1]int64) {
	for day := range days {
		busy := int64(1000 + 200*day/days)
		if weekend(day) {
			busy = busy * 7 / 10
		}
		for _, s := range c.surges {
			if day >= s.first && day <= s.last {
				busy += int64(float64(busy) * s.strength)
			}
		}
		sum[day+1] = sum[day] + busy
	}
	return sum
}

func weekend(day int) bool {
	weekday := Start.AddDate(0, 0, day).Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

func at(day, second int) time.Time {
	return Start.Add(time.Duration(day)*24*time.Hour + time.Duration(second)*time.Second)
}
