package main

// trade is how a sort of gang works. Sizes and rates are ranges from which each gang draws its own.
type trade struct {
	name       string
	share      float64 // of gangs
	size       [2]int
	discipline [2]float64
	frauds     []fraud
	life       float64 // attacks from one number, on average
	fresh      float64 // how often a new number gets another handset
	box        float64 // how often the gang has a SIM box
	pays       float64 // how often an attack takes money
	spoofs     float64 // how often a call shows a number that is not the caller's
	takings    float64 // median loss
	accounts   float64 // attacks for one account, on average
}

var trades = []trade{
	{
		"call_centre", 0.15,
		[2]int{8, 40},
		[2]float64{0.3, 0.8},
		[]fraud{impersonation, verification, parcel, job},
		14, 0.15, 0.4, 0.45, 0.12,
		40_000, 7,
	},
	{
		"village", 0.23, [2]int{3, 9}, [2]float64{0, 0.5}, []fraud{verification, collectRequest}, 8, 0.1, 0, 0.55, 0, 9_000, 9,
	},
	{
		"burner_cell", 0.14, [2]int{2, 6}, [2]float64{0.75, 0.98}, []fraud{impersonation, parcel}, 3, 0.85, 0.05, 0.6, 0.15, 120_000, 4,
	},
	{
		"mule_network", 0.09, [2]int{3, 8}, [2]float64{0.2, 0.8}, nil, 30, 0.2, 0, 0, 0, 0, 10,
	},
	{
		"long_con", 0.14, [2]int{2, 10}, [2]float64{0.5, 0.95}, []fraud{investment, romance, job}, 10, 0.3, 0, 0.85, 0, 300_000, 3,
	},
	{
		"loan_harassers", 0.10, [2]int{5, 30}, [2]float64{0.3, 0.7}, []fraud{loanApp}, 6, 0.15, 0.25, 0.3, 0.05, 6_000, 8,
	},
	{
		"market_sellers", 0.15, [2]int{2, 5}, [2]float64{0.1, 0.7}, []fraud{marketplace, collectRequest}, 9, 0.1, 0, 0.8, 0, 7_000, 8,
	},
}

// gang is people who defraud others together.
type gang struct {
	trade      trade
	members    []int32 // persons; the first organises
	callers    []caller
	boxes      []int32 // identifiers of SIM boxes' slots
	banking    []int32 // handsets from which it runs accounts
	accounts   []taker
	layer      []int32 // accounts that pass money on
	discipline float64 // 0 to 1
	activity   float64 // attacks a day
	start, end int
	silentTo   int // it does nothing before this day
	heat       int // reports since it last replaced its numbers
	region     uint8
	local      bool // it attacks its own region
	used       []int32
}

// caller is a member's line.
type caller struct {
	person         int32
	number, device int32
	left           int // attacks before it is replaced
}

// taker is an account that takes victims' money.
type taker struct {
	account int32
	left    int
	network *gang // who hired it out, or nil
}

// lone is someone who defrauds alone.
type lone struct {
	person     int32
	number     int32
	account    int32
	attacks    int
	start, end int
	used       []int32
}

// plantFraud decides who will defraud, and when.
func (w *world) plantFraud() {
	for range max(8, w.target/190) {
		w.formGang(w.pickTrade())
	}
	for range w.target / 13 {
		start := w.rng.IntN(days)
		w.lones = append(w.lones, lone{
			person: w.anyPerson(), number: none, account: none, attacks: w.geometric(4.5), start: start, end: start + w.between(1, 120),
		})
	}
}

func (w *world) pickTrade() trade {
	at := w.rng.Float64()
	for _, t := range trades {
		if at -= t.share; at < 0 {
			return t
		}
	}
	return trades[0]
}

func (w *world) formGang(t trade) {
	const reportsPerAttack = 0.45
	lasts := min(600, int(w.lognormal(130, 0.8))+20)
	g := &gang{
		trade: t, discipline: w.uniform(t.discipline[0], t.discipline[1]),
		start: w.between(-120, days-20), region: w.region(), local: w.chance(0.3),
	}
	g.end = g.start + lasts
	g.activity = w.lognormal(20, 1.1) / reportsPerAttack / float64(lasts)
	first := w.anyPerson()
	for i := range w.between(t.size[0], t.size[1]) {
		at := w.anyPerson()
		if i == 0 || t.name == "village" && w.chance(0.8) {
			at = (first + int32(i)) % int32(len(w.persons))
		}
		w.join(g, at)
	}
	for range w.between(1, 2) {
		g.banking = append(g.banking, none)
	}
	if w.chance(t.box) {
		for range w.between(4, 16) {
			g.boxes = append(g.boxes, w.newIdentifier(device, none))
		}
	}
	w.gangs = append(w.gangs, g)
	if t.name == "mule_network" {
		w.networks = append(w.networks, g)
	}
}

func (w *world) join(g *gang, person int32) {
	g.members = append(g.members, person)
	if len(g.members) == 1 || w.chance(0.6) {
		g.callers = append(g.callers, caller{person: person, number: none, device: none})
	}
}

// use marks an identifier as used by the gang in fraud. What belongs to a place serves too many.
func (w *world) use(g *gang, id int32) {
	if id == none || w.ids[id].place != none {
		return
	}
	w.ids[id].fraud = true
	g.used = append(g.used, id)
}

// gangsAct is one day of every gang.
func (w *world) gangsAct() {
	for i := 0; i < len(w.gangs); i++ { // gangs may split while it runs
		g := w.gangs[i]
		if w.today < g.start || w.today >= g.end || w.today < g.silentTo {
			continue
		}
		w.change(g)
		if g.trade.frauds == nil || w.today >= g.end {
			continue
		}
		for range w.poisson(g.activity * weekday(w.today)) {
			w.attack(g)
		}
	}
}

// weekday is how busy a day of the week is.
func weekday(day int) float64 {
	return [...]float64{1.1, 1.15, 1.15, 1.1, 1.1, 0.8, 0.6}[day%7]
}

// change is what may happen to a gang in a day.
func (w *world) change(g *gang) {
	switch {
	case w.chance(0.003):
		g.silentTo = w.today + w.between(10, 75)
	case w.chance(0.002), g.heat > 10 && w.chance(0.04*g.discipline):
		w.replaceAll(g)
	case w.chance(0.008):
		w.join(g, w.anyPerson())
	case len(g.callers) > 2 && w.chance(0.006):
		g.callers = append(g.callers[:0:0], g.callers[1:]...)
	case len(g.members) >= 7 && w.chance(0.003):
		w.split(g)
	case w.chance(0.0006):
		w.merge(g)
	}
}

// replaceAll is a gang's flight: every number, and, if it is careful, every handset.
func (w *world) replaceAll(g *gang) {
	g.heat = 0
	careful := w.chance(g.discipline)
	for i := range g.callers {
		c := &g.callers[i]
		w.dropNumber(w.workNumber(c))
		c.number, c.left = none, 0
		if careful {
			w.sellHandset(w.workHandset(c))
			c.device = none
		}
	}
	if careful {
		g.accounts = nil
		for i := range g.banking {
			g.banking[i] = none
		}
	}
}

// workNumber returns a caller's number unless it is the member's own.
func (w *world) workNumber(c *caller) int32 {
	if p := &w.persons[c.person]; c.number == p.number || c.number == p.second {
		return none
	}
	return c.number
}

// workHandset returns a caller's handset unless it is the member's own.
func (w *world) workHandset(c *caller) int32 {
	if c.device == w.persons[c.person].device {
		return none
	}
	return c.device
}

// split makes a new gang of about half the members, who take their lines along.
func (w *world) split(g *gang) {
	half := len(g.members) / 2
	child := &gang{
		trade: g.trade, discipline: min(0.98, max(0, g.discipline+w.uniform(-0.2, 0.2))), activity: g.activity * w.uniform(0.3, 0.9),
		start: w.today + w.rng.IntN(20), region: g.region, local: g.local, banking: []int32{none},
	}
	child.end = child.start + w.between(20, 250)
	leavers := map[int32]bool{}
	for _, p := range g.members[half:] {
		leavers[p] = true
	}
	child.members = append(child.members, g.members[half:]...)
	g.members = g.members[:half:half]
	var stay []caller
	for _, c := range g.callers {
		if leavers[c.person] {
			child.callers = append(child.callers, c)
		} else {
			stay = append(stay, c)
		}
	}
	if len(stay) == 0 {
		stay = []caller{{person: g.members[0], number: none, device: none}}
	}
	if len(child.callers) == 0 {
		child.callers = []caller{{person: child.members[0], number: none, device: none}}
	}
	g.callers = stay
	if len(g.accounts) > 1 {
		child.accounts = append(child.accounts, g.accounts[0])
	}
	w.gangs = append(w.gangs, child)
	if g.trade.frauds == nil {
		w.networks = append(w.networks, child)
	}
}

// merge ends a gang: its members join another of the same trade, with their lines and accounts.
func (w *world) merge(g *gang) {
	for range 20 {
		into := pick(w, w.gangs)
		if into == g || into.trade.name != g.trade.name || w.today < into.start || w.today >= into.end {
			continue
		}
		into.members = append(into.members, g.members...)
		into.callers = append(into.callers, g.callers...)
		into.accounts = append(into.accounts, g.accounts...)
		into.boxes = append(into.boxes, g.boxes...)
		into.activity += 0.7 * g.activity
		g.end = w.today
		return
	}
}

// renew gives a caller a new number, and perhaps another handset.
func (w *world) renew(g *gang, c *caller) {
	p := &w.persons[c.person]
	weak := 1 - g.discipline
	w.dropNumber(w.workNumber(c))
	c.left = w.geometric(g.trade.life)
	holder := none // false papers
	if w.chance(0.3) {
		holder = w.anyPerson() // someone whose papers were copied
	}
	c.number = w.buyNumber(holder, 0.15)
	if w.chance(0.06*weak) && p.number != none {
		c.number = p.number
	}
	switch {
	case len(g.boxes) > 0 && w.chance(0.8):
		c.device = pick(w, g.boxes)
	case p.device != none && w.chance(0.12*weak):
		c.device = p.device
	case c.device == none || w.chance(g.trade.fresh):
		if old := w.workHandset(c); old != none && w.chance(0.5) {
			w.sellHandset(old)
		}
		c.device = w.buyHandset(none, 0.45, 0.03)
	case w.chance(0.2): // handsets go from hand to hand
		if other := pick(w, g.callers).device; other != none {
			c.device = other
		}
	}
	if w.chance(0.1) { // the agent who sold the SIM tried it
		w.connect(c.number, w.one(w.anyOf(agent).devices), usedIn)
	}
	w.connect(c.number, c.device, usedIn)
	if w.chance(0.08 * weak) { // tried in the own handset first
		w.connect(c.number, p.device, usedIn)
	}
}

// bankingHandset returns a handset from which the gang runs accounts.
func (w *world) bankingHandset(g *gang) int32 {
	i := w.rng.IntN(len(g.banking))
	if g.banking[i] == none || w.chance(0.04*g.discipline) {
		g.banking[i] = w.buyHandset(none, 0.4, 0.02)
		if w.chance(0.1 * (1 - g.discipline)) {
			g.banking[i] = w.persons[g.members[0]].device
		}
	}
	return g.banking[i]
}

// recruit finds an account for a gang and connects it.
func (w *world) recruit(g *gang) taker {
	t := taker{left: w.geometric(g.trade.accounts)}
	switch {
	case g.trade.frauds != nil && w.chance(0.25):
		if n := w.activeNetwork(); n != nil {
			lent := w.recruit(n)
			w.use(n, lent.account)
			return taker{lent.account, t.left, n}
		}
	case len(w.freelance) > 0 && w.chance(0.12):
		t.account = pick(w, w.freelance)
		if !w.ids[t.account].blocked {
			return t
		}
	case w.chance(0.15 * (1 - g.discipline)):
		if own := w.persons[pick(w, g.members)].account; own != none {
			t.account = own
			return t
		}
	}
	if w.chance(0.25) {
		return w.openAccount(g, t)
	}
	return w.hireMule(g, t)
}

// openAccount opens an account on false papers.
func (w *world) openAccount(g *gang, t taker) taker {
	t.account = w.newIdentifier(account, none)
	w.connect(t.account, w.useBankingHandset(g), accessedFrom)
	w.registerSIM(g, t.account)
	return t
}

// hireMule takes a person's account, who runs it or hands it over.
func (w *world) hireMule(g *gang, t taker) taker {
	at := w.anyPerson()
	for w.persons[at].account == none {
		at = w.anyPerson()
	}
	mule := &w.persons[at]
	t.account = mule.account
	if w.chance(0.4) {
		w.use(g, mule.device) // the mule moves the money
		w.freelance = append(w.freelance, t.account)
		return t
	}
	w.connect(t.account, w.useBankingHandset(g), accessedFrom)
	if w.chance(0.4) {
		w.registerSIM(g, t.account)
	}
	return t
}

// useBankingHandset returns a banking handset, marked as used.
func (w *world) useBankingHandset(g *gang) int32 {
	d := w.bankingHandset(g)
	w.use(g, d)
	return d
}

// registerSIM registers a number of the gang's with an account.
func (w *world) registerSIM(g *gang, a int32) {
	n := w.buyNumber(none, 0.15)
	if c := pick(w, g.callers); c.number != none && w.chance(0.3*(1-g.discipline)) {
		n = c.number
	} else {
		w.connect(n, w.bankingHandset(g), usedIn)
	}
	w.connect(n, a, linkedTo)
	w.use(g, n)
}

func (w *world) activeNetwork() *gang {
	for range 8 {
		if len(w.networks) == 0 {
			return nil
		}
		if n := pick(w, w.networks); w.today >= n.start && w.today < n.end {
			return n
		}
	}
	return nil
}

// account returns the account to which a victim is to pay.
func (w *world) account(g *gang) int32 {
	want := 1 + len(g.members)/6
	for i := 0; i < len(g.accounts); i++ {
		if t := g.accounts[i]; t.left <= 0 || w.ids[t.account].blocked {
			g.accounts = append(g.accounts[:i:i], g.accounts[i+1:]...)
			i--
		}
	}
	for len(g.accounts) < want {
		g.accounts = append(g.accounts, w.recruit(g))
	}
	i := w.rng.IntN(len(g.accounts))
	g.accounts[i].left--
	if n := g.accounts[i].network; n != nil {
		w.passOn(n, g.accounts[i].account)
	} else {
		w.passOn(g, g.accounts[i].account)
	}
	return g.accounts[i].account
}

// passOn moves money from an account: to a second layer, to a member's own account, to an agent, an
// exchange or a shop.
func (w *world) passOn(g *gang, from int32) {
	switch x := w.rng.Float64(); {
	case x < 0.25:
		if len(g.layer) == 0 || w.chance(0.15) {
			g.layer = append(g.layer, w.recruitLayer(g))
		}
		to := g.layer[len(g.layer)-1]
		w.use(g, to)
		w.connect(from, to, transferredTo)
	case x < 0.25+0.08*(1-g.discipline):
		if own := w.persons[g.members[0]].account; own != none {
			w.use(g, own)
			w.connect(from, own, transferredTo)
		}
	case x < 0.45:
		w.connect(from, w.one(w.anyOf(agent).accounts), transferredTo)
	case x < 0.55:
		w.connect(from, w.one(w.anyOf(exchange).accounts), transferredTo)
	case x < 0.62:
		w.connect(from, w.one(w.anyOf(shop).accounts), transferredTo)
	}
}

// recruitLayer finds an account for the second layer.
func (w *world) recruitLayer(g *gang) int32 {
	if w.chance(0.4) {
		return w.openAccount(g, taker{}).account
	}
	return w.hireMule(g, taker{}).account
}
