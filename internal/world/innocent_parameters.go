package world

// The kinds of innocent groups. All of them are connected as densely as rings are.
const (
	Family   Kind = "family"   // several SIMs, handsets and accounts of one household
	Hostel   Kind = "hostel"   // lodgers who share handsets and move on
	Agent    Kind = "agent"    // a banking correspondent and the village that is served with its devices
	Delivery Kind = "delivery" // a company's pool of numbers, handsets and riders' accounts
	Seller   Kind = "seller"   // a marketplace seller with several numbers and accounts
	Campaign Kind = "campaign" // a business that many report within a few days
	Office   Kind = "office"   // a hospital, office or call centre of an honest company with its switchboard
	Shop     Kind = "shop"     // a shop with its numbers, accounts and till
	Charity  Kind = "charity"  // accounts that collect donations for some weeks
	Lone     Kind = "lone"     // one fraudster with three identifiers: guilty, but no ring
	Incident Kind = "incident" // what several agencies file of one incident: too little to know a ring by
)

// InnocentKinds lists the kinds of innocent groups that live for months: all but Incident.
var InnocentKinds = [...]Kind{Family, Hostel, Agent, Delivery, Seller, Campaign, Office, Shop, Charity, Lone}

// innocentParams say which innocent groups a world has.
type innocentParams struct {
	share      float64                         // of the reports
	maxShare   float64                         // and none beyond
	mix        [len(InnocentKinds)]float64     // weight of each kind, in the order of InnocentKinds
	registered float64                         // businesses in the register
	entered    float64                         // its numbers and its first account that are in it
	habits     [len(InnocentKinds)]habitParams // in the order of InnocentKinds
}

// habitParams are the habits of one kind of innocent group. Each group draws its own from them.
type habitParams struct {
	numbers, devices, accounts ints  // that it has at one time
	months                     ints  // for how long records show it
	reports                    ints  // about it, in all
	perNumber                  reals // reports for each number, on top
	seen                       reals // numbers and accounts that a link shows, per month
	strays                     reals // such links to a handset that is not the usual one
	central                    reals // accounts' links that show the first handset
	leaves                     reals // members that leave and are replaced, per month
	fidelity                   reals // reports that have the group's method: near 0 for a mix
	local                      reals // reports that come from its region
	head                       reals // reports that name the first number or account
	second                     reals // reports that name a second member
	burst                      reals // reports in one short time
	burstDays                  ints
	method                     string // the category of most complaints; empty for any
	flow                       flow
	pays                       reals   // transfers per account and month
	business                   bool    // the register may hold it
	withdrawn                  reals   // reports that are withdrawn
	noLoss                     reals   // reports without a loss, beyond those of any report
	joint                      float64 // groups of which complaints name two accounts together
	listed                     float64 // groups that are known from a list: each report names the first number
	voices                     reals   // reports of somebody who complained of it before
}

// flow says which way money moves.
type flow int

const (
	noFlow   flow = iota
	within        // between members, both ways
	payouts       // from the first account to the others, on one day of the month
	counter       // between the first account and the others, both ways
	sales         // from gateways every week; on to strangers, and back when goods are returned
	gifts         // from strangers, and out to a few payees on one day of the month
	takings       // from strangers, and out to a supplier on one day of the month
	proceeds      // from victims; cash is not seen
	flowCount
)

// defaultInnocents are those of a world without variety.
func defaultInnocents() innocentParams {
	p := innocentParams{
		share: 0.05, maxShare: 0.07, registered: 0.1, entered: 0.7,
		mix: [...]float64{30, 8, 6, 4, 8, 5, 6, 6, 3, 10},
	}
	year := ints{10, 13}
	p.habits = [...]habitParams{
		{ // families: an unlucky number, a child's prank, a wrong accusation
			numbers: ints{2, 6}, devices: ints{1, 4}, accounts: ints{0, 4}, months: year, reports: ints{0, 3},
			seen: reals{0.05, 0.3}, strays: reals{0.05, 0.5}, fidelity: reals{0, 0.2}, local: reals{0, 0.6}, second: reals{0, 0.4},
			flow: within, pays: reals{0, 0.3}, noLoss: reals{0.3, 1},
		},
		{ // hostels: few handsets, many lodgers
			numbers: ints{10, 60}, devices: ints{3, 20}, accounts: ints{0, 15}, months: year, reports: ints{0, 6},
			seen: reals{0.1, 0.4}, strays: reals{0.3, 0.9}, leaves: reals{0.05, 0.3}, fidelity: reals{0, 0.2}, local: reals{0, 0.7},
			second: reals{0, 0.3}, flow: within, pays: reals{0, 0.1}, noLoss: reals{0.3, 1},
		},
		{ // agents: everyone's account is opened and used on the agent's device
			numbers: ints{5, 50}, devices: ints{2, 20}, accounts: ints{20, 120}, months: year, reports: ints{3, 40},
			seen: reals{0.05, 0.25}, strays: reals{0.1, 0.5}, central: reals{0.5, 0.95}, leaves: reals{0, 0.03}, fidelity: reals{0, 0.3},
			local: reals{0.2, 0.9}, head: reals{0.5, 0.95}, second: reals{0.05, 0.4}, flow: counter, pays: reals{0.05, 0.4}, business: true,
			noLoss: reals{0, 0.5},
		},
		{ // delivery companies: riders come and go, customers complain of everything
			numbers: ints{15, 120}, devices: ints{8, 60}, accounts: ints{3, 40}, months: year, reports: ints{3, 15},
			perNumber: reals{0.05, 0.5},
			seen:      reals{0.1, 0.5}, strays: reals{0.1, 0.6}, central: reals{0, 0.3}, leaves: reals{0.05, 0.3}, fidelity: reals{0, 0.4},
			local: reals{0.1, 0.9}, head: reals{0, 0.3}, second: reals{0.02, 0.3}, method: "parcel", flow: payouts, pays: reals{0.5, 2},
			business: true, noLoss: reals{0.1, 0.7},
		},
		{ // sellers: goods that never came, or were not as shown
			numbers: ints{2, 6}, devices: ints{1, 3}, accounts: ints{2, 5}, months: ints{5, 13}, reports: ints{4, 60},
			seen: reals{0.1, 0.5}, strays: reals{0.1, 0.5}, leaves: reals{0, 0.05}, fidelity: reals{0.6, 0.95}, local: reals{0, 0.2},
			head: reals{0.1, 0.6}, second: reals{0.1, 0.5}, method: "shopping", flow: sales, pays: reals{0.5, 4}, business: true, joint: 0.3,
		},
		{ // campaigns: a rumour, a rival, a film that went round
			numbers: ints{2, 12}, devices: ints{1, 4}, accounts: ints{1, 4}, months: year, reports: ints{15, 150},
			seen: reals{0.05, 0.3}, strays: reals{0, 0.4}, leaves: reals{0, 0.05}, fidelity: reals{0.4, 0.95}, local: reals{0, 0.5},
			head: reals{0.1, 0.6}, second: reals{0.1, 0.6}, burst: reals{0.8, 0.98}, burstDays: ints{1, 7},
			flow: takings, pays: reals{0.2, 2},
			business: true, withdrawn: reals{0, 0.2}, voices: reals{0, 0.5}, noLoss: reals{0, 0.9},
		},
		{ // offices: calls that nobody ordered, bills that nobody understands
			numbers: ints{8, 80}, devices: ints{1, 3}, accounts: ints{0, 2}, months: year, reports: ints{1, 10}, perNumber: reals{0.02, 1},
			seen: reals{0.02, 0.3}, strays: reals{0, 0.2}, leaves: reals{0, 0.05}, fidelity: reals{0, 0.4}, local: reals{0, 0.8},
			head: reals{0, 0.5}, second: reals{0, 0.2}, flow: payouts, pays: reals{0, 0.5}, business: true, noLoss: reals{0.3, 0.95},
		},
		{ // shops
			numbers: ints{1, 4}, devices: ints{1, 2}, accounts: ints{1, 3}, months: year, reports: ints{1, 12},
			seen: reals{0.05, 0.4}, strays: reals{0, 0.5}, fidelity: reals{0, 0.5}, local: reals{0.3, 0.95}, head: reals{0.2, 0.8},
			second: reals{0.05, 0.4}, flow: takings, pays: reals{0.5, 4}, business: true, joint: 0.3,
		},
		{ // charities: an appeal for one cause, and doubts about it
			numbers: ints{1, 4}, devices: ints{1, 1}, accounts: ints{2, 5}, months: ints{1, 6}, reports: ints{2, 40},
			seen: reals{0.05, 0.4}, strays: reals{0, 0.3}, fidelity: reals{0.2, 0.8}, local: reals{0.1, 0.6}, head: reals{0.2, 0.7},
			second: reals{0.1, 0.5}, burst: reals{0.4, 0.8}, burstDays: ints{10, 40}, flow: gifts, pays: reals{3, 15}, business: true,
			voices: reals{0, 0.1},
		},
		{ // lone fraudsters
			numbers: ints{1, 1}, devices: ints{1, 1}, accounts: ints{1, 1}, months: ints{1, 8}, reports: ints{3, 60},
			seen: reals{0.1, 0.6}, fidelity: reals{0.55, 0.95}, local: reals{0.3, 0.95}, head: reals{0.4, 0.9}, second: reals{0.2, 0.7},
			flow: proceeds, pays: reals{0, 1}, listed: 0.4,
		},
	}
	return p
}
