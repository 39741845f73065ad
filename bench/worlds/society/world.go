package main

import (
	"math"
	"math/rand/v2"
)

// days is how long the simulation lasts: 18 months.
const days = 548

// maxReports keeps the indices and memory of a world in bounds.
const maxReports = 2_000_000

// none is the absent index.
const none int32 = -1

// kind is the kind of an identifier.
type kind uint8

const (
	number kind = iota
	device
	account
)

// relation is how an edge joins two identifiers.
type relation uint8

const (
	usedIn relation = iota
	linkedTo
	accessedFrom
	transferredTo
)

// identifier is a number, handset or account.
type identifier struct {
	owner    int32 // a person; none for false papers, places and numbers nobody holds
	place    int32 // the place that owns it, or none
	newest   int32 // its newest edge, or none
	lookedUp int16 // the day its carrier last looked it up; negative if never
	freed    int16 // the day its holder gave it up; negative if it is held
	kind     kind
	carrier  uint8 // the agency that serves it; noAgency if none on the platform does
	blocked  bool  // its carrier stopped it
	fraud    bool  // someone used it in fraud
	named    bool  // a report or link that was not withdrawn names it
}

// edge is one thing that happened between two identifiers. Each edge is in the lists of both.
type edge struct {
	a, b         int32
	nextA, nextB int32
	day          int16
	relation     relation
	filed        bool // a link of it was filed
}

// world is the state of a simulation, and what was filed.
type world struct {
	rng    *rand.Rand
	seed   uint64
	target int // reports to file

	ids       []identifier
	edges     []edge
	persons   []person
	places    []place
	byKind    [placeKinds][]int32 // places
	homes     int32               // households so far
	market    []int32             // handsets for sale at second hand
	pool      []int32             // numbers that were given up, oldest first from poolHead
	poolHead  int
	clones    []int32 // identifiers that several handsets share
	gangs     []*gang
	networks  []*gang // those of the gangs that hire out accounts
	lones     []lone
	freelance []int32 // accounts of mules who work for anyone
	outside   []int32 // recent numbers of fraudsters from elsewhere
	waves     []wave

	lookups   [days + tail + 1][]lookup // by day
	reports   []report
	links     []link
	releases  []release
	withdrawn []withdrawal
	filedBy   [len(agencies)]int // reports by agency
	today     int                // negative while the world is built
}

// tail is how many days the carriers still look things up after the last report.
const tail = 60

func newWorld(reports int, seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 0x736f6369657479)), seed: seed, target: reports}
	population := max(1500, reports+reports/2)
	w.ids = make([]identifier, 0, population*17/5)
	w.edges = make([]edge, 0, population*15/2)
	w.persons = make([]person, 0, population)
	w.reports = make([]report, 0, reports)
	w.buildPlaces(population)
	w.buildPeople(population)
	w.today = 0
	w.plantFraud()
	return w
}

// live runs the simulation day by day.
func (w *world) live() {
	others := 0.0 // reports a day that are not one-off, smoothed
	for w.today = range days {
		rate := float64(w.target-len(w.reports)) / float64(days-w.today)
		before := len(w.reports)
		w.lifeEvents()
		w.gangsAct()
		w.lonesAct()
		w.grievances(rate)
		filed := float64(len(w.reports) - before)
		others += (filed - others) / 14
		// Most fraud is by people of whom nothing else is ever seen. It fills the rest.
		w.oneOffs(w.poisson(max(0.25*rate, rate-others)))
		w.sampleLinks()
		w.lookUp()
	}
	for len(w.reports) < w.target {
		w.oneOffs(1 + (w.target-len(w.reports))/2)
	}
	for w.today = days; w.today < days+tail; w.today++ {
		w.lookUp()
	}
}

func (w *world) newIdentifier(k kind, owner int32) int32 {
	carrier := noAgency
	switch k {
	case number:
		carrier = w.pickAgency(telco)
	case account:
		carrier = w.pickAgency(bank)
	}
	w.ids = append(w.ids, identifier{
		owner: owner, place: none, newest: none, lookedUp: -1, freed: -1, kind: k, carrier: carrier,
	})
	return int32(len(w.ids) - 1)
}

// connect records that two identifiers met today. Absent ones are ignored.
func (w *world) connect(a, b int32, r relation) {
	if a == none || b == none || a == b {
		return
	}
	w.edges = append(w.edges, edge{a, b, w.ids[a].newest, w.ids[b].newest, int16(w.today), r, false})
	e := int32(len(w.edges) - 1)
	w.ids[a].newest, w.ids[b].newest = e, e
}

func (w *world) chance(p float64) bool { return w.rng.Float64() < p }

// between returns an integer from low to high, both included.
func (w *world) between(low, high int) int { return low + w.rng.IntN(high-low+1) }

func (w *world) uniform(low, high float64) float64 { return low + (high-low)*w.rng.Float64() }

func (w *world) lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*w.rng.NormFloat64())
}

// geometric returns an integer of 1 or more with the given mean.
func (w *world) geometric(mean float64) int {
	if mean <= 1 {
		return 1
	}
	return 1 + int(math.Log(1-w.rng.Float64())/math.Log(1-1/mean))
}

// poisson returns a Poisson variate: Knuth's product for small means, the normal approximation
// above 50.
func (w *world) poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*w.rng.NormFloat64())))
	}
	n, product, limit := 0, w.rng.Float64(), math.Exp(-mean)
	for product > limit {
		n++
		product *= w.rng.Float64()
	}
	return n
}

func pick[T any](w *world, list []T) T { return list[w.rng.IntN(len(list))] }
