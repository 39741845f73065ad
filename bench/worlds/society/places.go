package main

// placeKind is what a place is.
type placeKind uint8

const (
	employer placeKind = iota
	hostel
	shop
	agent // takes and pays out cash, sells SIMs
	repair
	courier
	lender
	telemarketer
	helpline // a bank's or telco's
	exchange // an account through which thousands pay
	clonedIMEI
	placeKinds
)

var placeNames = [placeKinds]string{
	"employer", "hostel", "shop", "agent", "repair_bench", "courier", "lender", "telemarketer", "helpline",
	"exchange", "cloned_imei",
}

// business is a place's kind in the register of known businesses; empty if it is never entered.
var business = [placeKinds]string{
	employer: "employer", shop: "shop", agent: "agent", courier: "delivery", lender: "lender",
	telemarketer: "telemarketing", helpline: "helpline", exchange: "exchange",
}

// grievance is how often customers complain about a place of a kind, relative to others.
var grievance = [placeKinds]float64{
	employer: 0.15, shop: 1, agent: 0.6, repair: 0.3, courier: 60, lender: 80, telemarketer: 90, helpline: 25, exchange: 20,
}

// place is a business, a hostel, or the identifier that a batch of cloned handsets shares.
type place struct {
	kind     placeKind
	region   uint8
	known    bool // in the register of known businesses
	size     int32
	numbers  []int32
	devices  []int32
	accounts []int32
}

// plan is how many places there are of a kind and what each has.
type plan struct {
	kind                       placeKind
	persons                    int // for how many persons there is one
	least                      int
	numbers, devices, accounts [2]int // from, to
	size                       [2]float64
}

var plans = []plan{
	{employer, 40, 5, [2]int{1, 5}, [2]int{0, 4}, [2]int{1, 2}, [2]float64{8, 1.2}},
	{hostel, 1500, 1, [2]int{1, 2}, [2]int{1, 3}, [2]int{1, 1}, [2]float64{30, 0.5}},
	{shop, 60, 5, [2]int{1, 2}, [2]int{1, 2}, [2]int{1, 2}, [2]float64{1, 0}},
	{agent, 400, 3, [2]int{1, 3}, [2]int{1, 2}, [2]int{1, 3}, [2]float64{1, 0}},
	{repair, 1200, 1, [2]int{1, 2}, [2]int{1, 3}, [2]int{1, 1}, [2]float64{1, 0}},
	{courier, 8000, 2, [2]int{5, 30}, [2]int{3, 15}, [2]int{1, 2}, [2]float64{1, 0}},
	{lender, 8000, 2, [2]int{5, 40}, [2]int{2, 8}, [2]int{1, 3}, [2]float64{1, 0}},
	{telemarketer, 8000, 2, [2]int{8, 50}, [2]int{1, 6}, [2]int{0, 1}, [2]float64{1, 0}},
	{helpline, 20000, 4, [2]int{1, 3}, [2]int{0, 0}, [2]int{0, 0}, [2]float64{1, 0}},
	{exchange, 40000, 3, [2]int{0, 1}, [2]int{0, 0}, [2]int{1, 4}, [2]float64{1, 0}},
	{clonedIMEI, 1500, 2, [2]int{0, 0}, [2]int{1, 1}, [2]int{0, 0}, [2]float64{1, 0}},
}

func (w *world) buildPlaces(population int) {
	for _, p := range plans {
		for range max(p.least, population/p.persons) {
			w.addPlace(p)
		}
	}
	for _, c := range w.byKind[clonedIMEI] {
		w.clones = append(w.clones, w.places[c].devices[0])
	}
}

func (w *world) addPlace(p plan) {
	w.today = -w.between(1, 500) // since when
	at := int32(len(w.places))
	pl := place{kind: p.kind, region: w.region(), size: int32(max(1, w.lognormal(p.size[0], p.size[1])))}
	pl.known = business[p.kind] != "" && w.chance(0.3)
	own := func(k kind, n [2]int) (list []int32) {
		for range w.between(n[0], n[1]) {
			id := w.newIdentifier(k, none)
			w.ids[id].place = at
			list = append(list, id)
		}
		return list
	}
	pl.numbers, pl.devices, pl.accounts = own(number, p.numbers), own(device, p.devices), own(account, p.accounts)
	for i, n := range pl.numbers {
		if len(pl.devices) > 0 && p.kind != repair {
			w.connect(n, pl.devices[i%len(pl.devices)], usedIn)
		}
		if len(pl.accounts) > 0 && i < 2 {
			w.connect(n, pl.accounts[0], linkedTo)
		}
	}
	for i, a := range pl.accounts {
		if len(pl.devices) > 0 {
			w.connect(a, pl.devices[i%len(pl.devices)], accessedFrom)
		}
	}
	w.places = append(w.places, pl)
	w.byKind[p.kind] = append(w.byKind[p.kind], at)
}

// one returns a random element, or none of an empty list.
func (w *world) one(list []int32) int32 {
	if len(list) == 0 {
		return none
	}
	return pick(w, list)
}

// anyOf returns a random place of a kind.
func (w *world) anyOf(k placeKind) *place { return &w.places[pick(w, w.byKind[k])] }
