package main

import (
	"math"
	"slices"
	"sort"
)

// habits are how a group of people uses numbers, handsets and accounts.
type habits struct {
	kind        string
	first, last float64 // days of its activity
	seats       int     // numbers in use at one time
	team        int     // seats whose numbers one victim meets
	life, vary  float64 // days that a number is used: median, and spread of the logarithm
	together    bool    // all numbers are replaced on the same day
	noSeats     bool    // numbers come and go one by one, as in a SIM bank

	handsets    int     // in use at one time
	handsetLife float64 // days that a handset is used
	moves       float64 // mean number of further handsets of the group that a number is used in
	rewrites    float64 // mean number of invented IMEIs that a number shows
	unknownIMEI float64 // share of numbers that show a default IMEI
	benched     float64 // share of numbers that a repair shop tried once
	seized      float64 // share of incidents whose report names a handset

	accounts    int // in use at one time
	accountLife float64
	accountKit  float64 // share of accounts that came with their number
	layers      float64 // mean number of accounts that money passes to
	paid        float64 // share of incidents that name an account
	morePaid    float64 // mean number of further accounts they name
	moreNumbers float64 // mean number of further numbers they name

	incidents int
	uneven    float64 // spread of the logarithm of the numbers' incidents
	bursts    int     // campaigns; 0 is steady work
	scripts   []script
	carriers  []float64 // weights of the telcos that its numbers come from; nil is none
	bare      float64   // share of reports without region, category and time
	route     []float64
	copies    float64
	recycled  float64 // share of its old numbers that pass to other people
	swaps     int     // victims whose number it takes over for a day
}

// script is what a shift says, to whom, and when.
type script struct {
	category, channel uint8
	from, to          float64 // hours of the day
	zone              []uint8
	loss              float64 // median, in rupees; 0 is none
}

// tenure is the time in which a group uses an identifier at a seat.
type tenure struct {
	id       ident
	seat     int
	from, to float64
	weight   float64
}

// crew is a group at work.
type crew struct {
	*world
	*habits
	group     *group
	numbers   []tenure
	bySeat    [][]tenure // of numbers, in order
	handsets  [][]tenure // by slot
	accounts  [][]tenure // by slot
	campaigns []float64
	sums      []float64 // running sums of the weights of numbers
}

// work makes a group by its habits and files what comes of it.
func (w *world) work(h habits) *group {
	c := &crew{world: w, habits: &h, group: &group{kind: h.kind}}
	h.last = min(h.last, lastDay-0.5)
	for range h.bursts {
		c.campaigns = append(c.campaigns, w.between(h.first, h.last))
	}
	c.recruit()
	c.equip()
	c.bankWith()
	for range h.incidents {
		c.strike()
	}
	c.retire()
	return c.group
}

func (c *crew) join(id ident) ident {
	c.group.members = append(c.group.members, id)
	return id
}

// turnover fills a slot from first to last with one identifier after the other.
func (c *crew) turnover(slot int, life, vary float64, next func() ident) (all []tenure) {
	for d := c.first; d < c.last; {
		until := min(d+max(0.5, c.around(life, vary)), c.last)
		all = append(all, tenure{next(), slot, d, until, 1})
		d = until
		if c.chance(0.15) {
			d += c.around(4, 1) // nobody sits there for some days
		}
	}
	return all
}

func (c *crew) newRingNumber() ident {
	if c.carriers == nil {
		return c.join(c.identifier(number, nobody))
	}
	return c.join(c.identifier(number, uint8(c.weighted(c.carriers))))
}

// recruit buys the numbers.
func (c *crew) recruit() {
	c.bySeat = make([][]tenure, c.seats)
	offset := 0.0
	if c.together {
		offset = c.between(0, c.life)
	}
	for s := range c.seats {
		switch {
		case c.noSeats:
			from := c.between(c.first, c.last)
			c.bySeat[s] = []tenure{{c.newRingNumber(), s, from, min(from+max(0.5, c.around(c.life, c.vary)), c.last), 1}}
		case c.together:
			for d := c.first - offset; d < c.last; d += c.life {
				from, until := max(c.first, d+c.between(0, 0.7)), min(d+c.life, c.last)
				if until > from {
					c.bySeat[s] = append(c.bySeat[s], tenure{c.newRingNumber(), s, from, until, 1})
				}
			}
		default:
			c.bySeat[s] = c.turnover(s, c.life, c.vary, c.newRingNumber)
		}
		for i := range c.bySeat[s] {
			t := &c.bySeat[s][i]
			t.weight = (t.to - t.from) * math.Exp(c.uneven*c.NormFloat64())
		}
		c.numbers = append(c.numbers, c.bySeat[s]...)
	}
	sum := 0.0
	for _, t := range c.numbers {
		sum += t.weight
		c.sums = append(c.sums, sum)
	}
}

// equip puts the numbers into handsets.
func (c *crew) equip() {
	if c.habits.handsets == 0 {
		return
	}
	c.handsets = make([][]tenure, c.habits.handsets)
	for s := range c.handsets {
		c.handsets[s] = c.turnover(s, c.handsetLife, 0.8, func() ident { return c.join(c.newDevice()) })
	}
	for _, t := range c.numbers {
		if c.chance(c.unknownIMEI) {
			c.use(t.id, c.defaultDevice(), t.from, t.to)
			if c.chance(0.6) {
				continue
			}
		}
		slot := t.seat % len(c.handsets)
		c.place(t, slot)
		for range c.more(c.moves) {
			c.place(t, c.IntN(len(c.handsets)))
		}
		for range min(c.more(c.rewrites), 12) {
			c.use(t.id, c.join(c.newDevice()), t.from, t.to)
		}
		if c.chance(c.benched) {
			at := c.between(t.from, t.to)
			c.use(t.id, one(c.world, c.benches).device, at, at+1)
		}
	}
	for range c.swaps {
		d := one(c.world, one(c.world, c.handsets))
		victim, from := c.newNumber(), c.between(d.from, d.to)
		c.usage(victim, c.newDevice(), from-100, from, 0.3)
		c.usage(victim, d.id, from, from+1, 0.5)
		if c.chance(0.6) {
			c.usage(victim, c.newDevice(), from+1, from+60, 0.2)
		}
	}
	// A few of its handsets are sold on.
	for _, slot := range c.handsets {
		for _, d := range slot {
			if d.to < lastDay-60 && c.chance(0.06) {
				c.resell(d.id, d.to)
			}
		}
	}
}

// place uses a number in the handsets of a slot while it lives.
func (c *crew) place(t tenure, slot int) {
	for _, d := range c.handsets[slot] {
		if from, to := max(t.from, d.from), min(t.to, d.to); from < to {
			c.use(t.id, d.id, from, to)
		}
	}
}

// bankWith opens or hires the accounts.
func (c *crew) bankWith() {
	if c.habits.accounts == 0 {
		return
	}
	c.accounts = make([][]tenure, c.habits.accounts)
	for s := range c.accounts {
		c.accounts[s] = c.turnover(s, c.accountLife, 1, c.newRingAccount)
		for _, t := range c.accounts[s] {
			c.tieAccount(t)
		}
	}
}

func (c *crew) newRingAccount() ident {
	if len(c.mules) > 0 && c.chance(0.04) {
		return one(c.world, c.mules) // hired by several; it counts for the ring that had it first
	}
	a := c.join(c.newAccount())
	if c.chance(0.05) {
		c.mules = append(c.mules, a)
	}
	return a
}

// tieAccount notes what the bank knows of an account: its number, its handsets, where money went.
func (c *crew) tieAccount(t tenure) {
	when := c.between(t.from, t.to)
	switch {
	case c.chance(c.accountKit) && len(c.numbers) > 0:
		c.tie(linkedTo, t.id, one(c.world, c.numbers).id, t.from)
	case c.chance(0.7):
		holder := c.newNumber() // of the one who lent the account, who may know nothing
		c.tie(linkedTo, t.id, holder, t.from-c.between(10, 700))
		c.use(holder, c.newDevice(), t.from-100, t.to)
	}
	for _, slot := range c.handsets {
		if !c.chance(min(0.5, 1.5/float64(len(c.handsets)))) {
			continue
		}
		for _, d := range slot {
			if d.from <= when && when < d.to {
				c.tie(accessedFrom, t.id, d.id, when)
			}
		}
	}
	for range min(c.more(c.layers), 15) {
		to := one(c.world, c.sellers)
		if c.chance(0.75) {
			to = c.join(c.newAccount())
			if c.chance(0.5) {
				c.tie(transferredTo, to, one(c.world, c.sellers), when+c.between(0.1, 3))
			}
		}
		c.tie(transferredTo, t.id, to, when)
	}
}

// strike makes an incident.
func (c *crew) strike() {
	i := min(sort.SearchFloat64s(c.sums, c.Float64()*c.sums[len(c.sums)-1]), len(c.numbers)-1)
	first := c.numbers[i]
	when := c.moment(first)
	s := &c.scripts[0]
	if len(c.scripts) > 1 {
		s = &c.scripts[first.seat/max(1, c.team)%len(c.scripts)]
	}
	when = math.Floor(when) + c.hour(s.from, s.to)
	in := incident{
		onDay: min(max(when, first.from), first.to), names: []ident{first.id}, category: s.category, channel: s.channel,
		region: c.regionIn(s.zone), bare: c.chance(c.bare), route: c.route, copies: c.copies,
	}
	if c.chance(0.06) {
		in.region = c.anyRegion() // the victim lives or travels elsewhere
	}
	base := first.seat / max(1, c.team) * c.team
	for range min(c.more(c.moreNumbers), 25) {
		other := base + c.IntN(max(1, min(c.team, c.seats-base)))
		if id, ok := active(c.bySeat[other], when); ok && !slices.Contains(in.names, id) {
			in.names = append(in.names, id)
		}
	}
	if c.chance(c.paid) && len(c.accounts) > 0 {
		for range 1 + min(c.more(c.morePaid), 10) {
			if id, ok := active(one(c.world, c.accounts), when); ok && !slices.Contains(in.names, id) {
				in.names = append(in.names, id)
			}
		}
		in.loss = c.around(s.loss, 1.3)
	}
	if len(c.handsets) > 0 && c.chance(c.seized) {
		if id, ok := active(one(c.world, c.handsets), when); ok {
			in.names = append(in.names, id)
		}
	}
	if c.chance(0.004) {
		in.names = append(in.names, one(c.world, c.payphones))
	}
	c.file(in)
}

// moment returns a day within a tenure, near a campaign if there are campaigns.
func (c *crew) moment(t tenure) float64 {
	when := c.between(t.from, t.to)
	for range 8 {
		if len(c.campaigns) == 0 || slices.ContainsFunc(c.campaigns, func(d float64) bool { return math.Abs(d-when) < 6 }) {
			break
		}
		when = c.between(t.from, t.to)
	}
	return when
}

// active returns the identifier of a slot at a time.
func active(slot []tenure, when float64) (ident, bool) {
	i := sort.Search(len(slot), func(i int) bool { return slot[i].to > when })
	if i < len(slot) && slot[i].from <= when+1 {
		return slot[i].id, true
	}
	return 0, false
}

// retire passes some of the old numbers to other people.
func (c *crew) retire() {
	for _, t := range c.numbers {
		if c.chance(c.recycled) {
			c.recycle(t.id, t.to)
		}
	}
}
