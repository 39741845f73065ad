package main

import (
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// horizon is how many days the records span.
const horizon = 365

// id is an identifier's place in the world; 0 is none.
type id uint32

// kindOf and relationOf translate the numbers that the world keeps.
var (
	kindOf     = [...]graph.Kind{graph.Number, graph.Device, graph.Account}
	relationOf = [...]graph.Relation{graph.UsedIn, graph.LinkedTo, graph.AccessedFrom, graph.TransferredTo}
)

const (
	number uint8 = iota
	device
	account
)

const (
	usedIn uint8 = iota
	linkedTo
	accessedFrom
	transferredTo
	isReport
	isWithdrawal
	isKnown
)

// unknown is the time of a record that has none.
const unknown = math.MinInt32

// event is one record, kept small because worlds have millions of them.
type event struct {
	filed, at      int32 // minutes from the first day; the order of records in the file, and their own time
	loss           uint32
	victim         uint32 // who complained; 0 if nobody
	first          uint32 // in world.named; of a withdrawal the place of the event that it withdraws
	count          uint16
	what, agency   uint8
	category       uint8 // a scheme and 1; 0 if absent
	channel        uint8
	region         uint8 // a region and 1; 0 if absent
	currency       uint8 // 0 none, 1 INR, 2 USD
	sourceIsFilled bool
}

// group is a ring or an innocent group.
type group struct {
	kind    string
	members []id
	own     int // the first members, which a business itself holds; 0 if all
}

func (g *group) add(i id) id {
	g.members = append(g.members, i)
	return i
}

// world is everything that a seed determines.
type world struct {
	dice
	seed     uint64
	agencies []agency
	kinds    []uint8 // of identifiers
	owners   []uint8 // the agency that an identifier belongs to
	events   []event
	named    []id
	reports  int
	victims  uint32

	rings, innocents []*group

	banks, telcos, regionWeights *weights

	citizens []id    // accounts of the public
	payees   []id    // popular accounts: merchants, gateways, exchanges
	popular  weights // of payees
	offRamps []id    // accounts of exchanges
	changers []id    // money changers who serve fraudsters
	hosts    []id    // devices that unrelated people share

	want        int
	knownShare  float64
	ringReports int
}

// newWorld draws the agencies and the public of a world. knownShare is the share of businesses that
// an operator has registered.
func newWorld(seed uint64, reports int, knownShare float64) *world {
	w := &world{dice: newDice(seed), seed: seed, want: reports, knownShare: knownShare}
	w.agencies = newAgencies(w.dice)
	w.kinds, w.owners = []uint8{0}, []uint8{0}
	w.banks, w.telcos, w.regionWeights = &weights{}, &weights{}, &weights{}
	for _, a := range w.agencies[firstBank : firstBank+bankCount] {
		w.banks.add(a.share)
	}
	for _, a := range w.agencies[firstTelco : firstTelco+telcoCount] {
		w.telcos.add(a.share)
	}
	for i := range regions {
		w.regionWeights.add(1 / float64(i+3))
	}
	for range max(50, reports*6/10) {
		w.citizens = append(w.citizens, w.account())
	}
	for range max(2, reports/12000) {
		w.changers = append(w.changers, w.account())
	}
	return w
}

func (w *world) newID(kind, owner uint8) id {
	w.kinds = append(w.kinds, kind)
	w.owners = append(w.owners, owner)
	return id(len(w.kinds) - 1)
}

func (w *world) account() id         { return w.accountAt(firstBank + w.banks.draw(w.dice)) }
func (w *world) accountAt(a int) id  { return w.newID(account, uint8(a)) }
func (w *world) number() id          { return w.newID(number, uint8(firstTelco+w.telcos.draw(w.dice))) }
func (w *world) device() id          { return w.newID(device, 0) }
func (w *world) citizen() id         { return one(w.dice, w.citizens) }
func (w *world) payee() id           { return w.payees[w.popular.draw(w.dice)] }
func (w *world) newRegion() uint8    { return uint8(w.regionWeights.draw(w.dice)) }
func (w *world) bankOfVictim() uint8 { return uint8(firstBank + w.banks.draw(w.dice)) }

func (w *world) newVictim() uint32 {
	w.victims++
	return w.victims
}

// daytime returns the day at an hour when people are awake.
func (w *world) daytime(day float64) float64 {
	hour := min(23.9, max(0, 14.5+4*w.NormFloat64()))
	return math.Floor(max(0, min(day, horizon-1))) + hour/24
}

// anyDay returns a time of the year.
func (w *world) anyDay() float64 { return w.daytime(w.uniform(0, horizon)) }

// exact returns a day as minutes from the first day.
func exact(day float64) int32 { return int32(max(0, min(day, horizon-0.001)) * 1440) }

func (w *world) delayed(at int32, a *agency) int32 {
	return at + int32(w.lognormal(a.delay, 1)*1440)
}

// complaint is what a complainant says, before an agency writes it down.
type complaint struct {
	day     float64
	scheme  scheme
	channel uint8
	region  uint8
	loss    float64
	victim  uint32
	agency  uint8
	bare    float64 // how likely a field is left out, whatever the agency's habits
	dollars bool
}

// report files a complaint about some identifiers. The agency leaves out what it leaves out, and
// makes its mistakes. It returns the event's place.
func (w *world) report(c complaint, ids ...id) int {
	a := &w.agencies[c.agency]
	e := event{what: isReport, agency: c.agency, victim: c.victim, first: uint32(len(w.named)), at: exact(c.day)}
	e.filed = w.delayed(e.at, a)
	fills := func(p float64) bool { return w.chance(p) && !w.chance(c.bare) }
	if fills(a.category) {
		s := c.scheme
		if w.chance(a.wrong) {
			s = scheme(w.IntN(int(schemeCount)))
		}
		e.category = uint8(s) + 1
	}
	if fills(a.channel) {
		e.channel = c.channel
	}
	if fills(a.region) {
		e.region = c.region + 1
		if w.chance(0.02) {
			e.region = w.newRegion() + 1
		}
	}
	if c.loss >= 1 && fills(a.loss) {
		e.loss, e.currency = rounded(w.dice, c.loss), 1
		if c.dollars {
			e.loss, e.currency = max(1, e.loss/85), 2
		}
	}
	switch {
	case !fills(a.time):
		e.at = unknown
	case w.chance(0.003):
		e.at -= horizon * 1440 // last year's date, typed by habit in January and later
	}
	e.sourceIsFilled = c.victim != 0 && w.chance(a.source)
	for _, i := range ids {
		if i == 0 {
			continue
		}
		if w.chance(0.008) {
			i = w.newID(w.kinds[i], w.owners[i]) // a digit is wrong
		}
		if !slices.Contains(w.named[e.first:], i) {
			w.named = append(w.named, i)
		}
	}
	e.count = uint16(len(w.named) - int(e.first))
	if e.count == 0 {
		return -1
	}
	w.events = append(w.events, e)
	w.reports++
	return len(w.events) - 1
}

// rounded returns a loss as people state it: often a round number.
func rounded(d dice, loss float64) uint32 {
	unit := 1.0
	switch {
	case d.chance(0.5):
		unit = math.Pow(10, max(0, math.Floor(math.Log10(loss))-1))
	case d.chance(0.5):
		unit = 100
	}
	return uint32(min(4e9, max(1, math.Round(loss/unit)*unit)))
}

// withdraw lets the agency take back a report some weeks later.
func (w *world) withdraw(report int) {
	if report < 0 {
		return
	}
	e := w.events[report]
	w.events = append(w.events, event{
		what: isWithdrawal, agency: e.agency, first: uint32(report), at: unknown, filed: e.filed + int32(w.uniform(1, 60)*1440),
	})
}

// link files what the owner of an account or number sees, if the owner files such links. Transfers
// can be seen at both ends.
func (w *world) link(relation uint8, from, to id, day, rate float64, victim uint32) {
	if from == 0 || to == 0 || from == to {
		return
	}
	switch relation {
	case linkedTo:
		w.linkOf(w.owners[to], relation, from, to, day, rate, victim)
	case transferredTo:
		first, second := w.owners[from], w.owners[to]
		if w.chance(0.2) {
			first, second = second, first
		}
		if w.linkOf(first, relation, from, to, day, rate, victim) {
			rate *= 0.12 // the other bank mostly looks only if the first did not
		} else {
			rate *= 0.5
		}
		if first != second {
			w.linkOf(second, relation, from, to, day, rate, victim)
		}
	default:
		w.linkOf(w.owners[from], relation, from, to, day, rate, victim)
	}
}

func (w *world) linkOf(by, relation uint8, from, to id, day, rate float64, victim uint32) bool {
	a := &w.agencies[by]
	if !w.chance(a.links * rate) {
		return false
	}
	e := event{what: relation, agency: by, victim: victim, first: uint32(len(w.named)), count: 2, at: exact(day)}
	e.filed = w.delayed(e.at, a)
	if relation != transferredTo { // seen in a log or register, not at the time of the fraud
		e.at = exact(w.daytime(day))
	}
	if !w.chance(0.5 + a.time/2) {
		e.at = unknown
	}
	e.sourceIsFilled = victim != 0 && w.chance(a.source*0.4)
	w.named = append(w.named, from, to)
	w.events = append(w.events, e)
	return true
}

// register makes a business known with the world's share, and most of its identifiers with it.
func (w *world) register(g *group, business uint8) {
	if !w.chance(w.knownShare) {
		return
	}
	expires := int32(w.uniform(horizon, horizon*3) * 1440)
	if w.chance(0.07) {
		expires = int32(w.uniform(horizon*0.3, horizon) * 1440) // nobody renewed it
	}
	held := g.members
	if g.own > 0 {
		held = held[:g.own]
	}
	for _, i := range held {
		if w.chance(0.85) {
			e := event{what: isKnown, agency: operator, category: business, first: uint32(len(w.named)), count: 1, at: expires}
			e.filed = int32(w.uniform(0, horizon) * 1440 * w.Float64())
			w.named = append(w.named, i)
			w.events = append(w.events, e)
		}
	}
}

// ordinaryLife files some transfers of an account to shops and friends, which its bank saw.
func (w *world) ordinaryLife(a id, transfers int, day, rate float64) {
	for range transfers {
		to := w.payee()
		if w.chance(0.25) {
			to = w.citizen()
		}
		w.link(transferredTo, a, to, day+w.uniform(-60, 60), rate, 0)
	}
}
