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

// The period of a world's records.
var (
	Start = time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)
	End   = time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC) // excluded
)

// Days is the length of the period.
const Days = 365

const days = Days

// MaxReports bounds a world, so that a mistyped number does not fill a disk.
const MaxReports = 1_000_000_000

// Options say which world to generate. The same options give the same world.
type Options struct {
	Reports int     // in the whole year, exactly: 1 to MaxReports
	Seed    uint64  // of everything that is random
	Variety float64 // 0 to 1: how far the parameters, drawn from the seed, go from the default ones; 0 is not at all
	Lineage bool    // some rings merge and some split: see Event
	Until   int     // only the first days, 1 to Days, byte for byte as in the whole year; 0 for all of it
}

func (o Options) validate() error {
	if o.Reports < 1 || o.Reports > MaxReports {
		return fmt.Errorf("reports: want 1 to %d", MaxReports)
	}
	if !(o.Variety >= 0 && o.Variety <= 1) { // refuses NaN too
		return errors.New("variety: want 0 to 1")
	}
	if o.Until < 0 || o.Until > Days {
		return fmt.Errorf("until: want 1 to %d days, or 0 for all", Days)
	}
	return nil
}

// Kind says what sort of group was planted.
type Kind string

// The kinds of ordinary rings.
const (
	SIMBox     Kind = "simbox"     // very many numbers take turns in a few devices; most are never reported
	Mules      Kind = "mules"      // accounts that pay on to each other, used from shared devices
	CallCentre Kind = "callcentre" // handsets that change their numbers every week
	Crew       Kind = "crew"       // a few numbers, a device or two, perhaps an account
)

// Kinds lists the kinds of ordinary rings.
var Kinds = [...]Kind{SIMBox, Mules, CallCentre, Crew}

// Group is a group of identifiers that was planted: a ring, or innocents who look like one.
type Group struct {
	Kind    Kind
	Members []graph.Token // each named by a record; ascending
}

// Ring is a planted ring: the truth that a detection is measured against. What a ring rents from a
// broker or shares with strangers is no member. A ring of which the records show fewer than 4
// members, or fewer than 3 reports that name one, cannot be found from the records: it is left out
// of the truth.
type Ring = Group

// Truth is what was planted in a world.
type Truth struct {
	Rings     []Ring
	Innocents []Group // who belong together and defraud nobody
	Events    []Event // of worlds with lineage, in no order
}

// Generate generates a world, passes its records to emit one at a time, in the order of time, and
// returns the rings planted in it. It returns an error for options that are out of range, and the
// error of emit, which ends it.
//
// It holds only the records of the rings at work, so its memory grows slowly with the world.
func Generate(o Options, emit func(graph.Record) error) ([]Ring, error) {
	if emit == nil {
		return nil, errors.New("generating a world: emit is nil")
	}
	truth, err := GenerateByDay(o, func(_ int, r graph.Record) error { return emit(r) })
	return truth.Rings, err
}

// GenerateByDay is Generate for callers that watch a world grow. It passes the day of each record,
// from Start, which the record itself may lack, and returns what became of rings. The rings are
// those of the last day, with the members named until then; two that merged are one.
func GenerateByDay(o Options, emit func(day int, r graph.Record) error) (Truth, error) {
	if err := o.validate(); err != nil {
		return Truth{}, fmt.Errorf("generating a world: %w", err)
	}
	if emit == nil {
		return Truth{}, errors.New("generating a world: emit is nil")
	}
	g := newGenerator(o)
	for day := range g.until {
		g.fileDay(day)
		if err := g.emitDay(day, func(r graph.Record) error { return emit(day, r) }); err != nil {
			return Truth{}, err
		}
	}
	for _, group := range g.innocents {
		g.truth.addInnocents(g.until, group)
	}
	g.addCompanies()
	return g.truth, nil
}

// fileDay enqueues what begins on a day, and the day's background.
func (g *generator) fileDay(day int) {
	g.startRings(day)
	g.fileInnocents(day)
	g.fileBackground(day)
}

// generator holds a world while it is generated. Records of later days wait in the queue of their
// day.
type generator struct {
	seed           uint64
	params         parameters
	rng            *rand.Rand // of everything that belongs to no ring
	plans          []plan     // of the rings that have not started, by their first day
	background     int        // reports that belong to no ring, in the whole period
	activity       [days + 1]int64
	traps          traps
	agencies       agencies
	companies      []reportedCompany // of worlds with variety
	innocents      []*innocentGroup  // those that have started and not ended
	innocentPlans  []innocentPlan    // those that have not started, by their first day
	recent         recentlyNamed
	cloned         []graph.Identifier // numbers seen in cloned handsets
	queues         [days][]pending
	reports        int // emitted so far
	links          int
	withdrawals    int
	releases       int
	entries        int // of the register
	backgroundLeft int // background reports that are still due
	owed           int // copies of reports, each of which takes the place of a background report
	until          int // the day before which it ends
	truth          Truth
}

// pending is a record that waits for its time. The record itself may lack the time.
type pending struct {
	second    int // of its day
	record    graph.Record
	withdraws graph.Record // of a withdrawal: the record has its id once it was emitted
}

func newGenerator(o Options) *generator {
	g := &generator{
		seed: o.Seed, params: drawParameters(o.Seed, o.Variety), rng: rand.New(rand.NewPCG(o.Seed, 0)),
		until: cmp.Or(o.Until, days),
	}
	g.agencies = newAgencies(o.Seed, &g.params.agencies)
	g.activity = g.params.cumulativeActivity()
	g.plans = g.planRings(o.Reports)
	g.background = o.Reports
	for _, p := range g.plans {
		g.background -= p.reports
	}
	g.innocentPlans = g.planInnocents(o.Reports, g.background)
	for _, p := range g.innocentPlans {
		g.background -= p.reports
	}
	g.backgroundLeft = g.background
	if o.Lineage {
		g.pairRings()
	}
	g.setTraps(len(g.plans))
	return g
}

// startRings lays out the rings that begin to work on the day.
func (g *generator) startRings(day int) {
	for len(g.plans) > 0 && g.plans[0].first == day {
		g.addToTruth(g.activate(g.plans[0]))
		g.plans = g.plans[1:]
	}
}

// emitDay emits the records of a day, in the order of their times.
func (g *generator) emitDay(day int, emit func(graph.Record) error) error {
	queue := g.queues[day]
	g.queues[day] = nil
	slices.SortStableFunc(queue, func(a, b pending) int { return a.second - b.second })
	for _, p := range queue {
		switch r := p.record.(type) {
		case *graph.Report:
			g.reports++
			r.ID = fmt.Sprintf("SYN-%07d", g.reports)
		case *graph.Link:
			g.links++
			r.ID = fmt.Sprintf("SYL-%07d", g.links)
		case *graph.Withdrawal:
			g.withdrawals++
			r.ID, r.Withdraws = fmt.Sprintf("SYW-%07d", g.withdrawals), p.withdraws.RecordID()
		case *graph.Release:
			g.releases++
			r.ID = fmt.Sprintf("SYR-%07d", g.releases)
		case *graph.Known:
			g.entries++
			r.ID = fmt.Sprintf("SYK-%07d", g.entries)
		}
		if err := emit(p.record); err != nil {
			return err
		}
	}
	return nil
}

// enqueue lets a record wait for its day.
func (g *generator) enqueue(day, second int, r graph.Record) {
	g.queues[day] = append(g.queues[day], pending{second: second, record: r})
}

// backgroundUntil returns the number of background reports filed before a day.
func (g *generator) backgroundUntil(day int) int {
	return int(int64(g.background) * g.activity[day] / g.activity[days])
}

// cumulativeActivity returns the sum of the activity of all days before each day. Activity is lower
// at weekends, grows by a fifth over the year and is higher in a surge.
func (p *parameters) cumulativeActivity() (sum [days + 1]int64) {
	for day := range days {
		activity := int64(1000 + 200*day/days)
		if isWeekend(day) {
			activity = activity * 7 / 10
		}
		for _, s := range p.surges {
			if day >= s.first && day <= s.last {
				activity += int64(float64(activity) * s.strength)
			}
		}
		sum[day+1] = sum[day] + activity
	}
	return sum
}

func isWeekend(day int) bool {
	weekday := Start.AddDate(0, 0, day).Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

func timeOf(day, second int) time.Time {
	return Start.Add(time.Duration(day)*24*time.Hour + time.Duration(second)*time.Second)
}
