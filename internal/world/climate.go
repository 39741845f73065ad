package world

// climate is what is so all over a world: the habits of its rings, how well reports
// are filed, how strong each trap is. Every number that the generator goes by is
// here; usual gives those of a world without variety, drawClimate another set.
type climate struct {
	land   land
	filing filing
	rings  ringHabits
	simBox simBoxHabits
	mules  muleHabits
	centre centreHabits
	crew   crewHabits
	people peopleHabits
	traps  trapHabits
	surges []surge // weeks in which one modus is everywhere
}

// filing is what reports and links lack, and what is wrong with them: shares.
type filing struct {
	noTime     float64
	noCategory float64
	noChannel  float64
	noRegion   float64
	noLoss     float64
	unseen     float64 // links without the time at which they were seen
	mistyped   float64 // of the identifiers that victims name
	notSent    float64 // of the links that telcos and banks know
}

// ringHabits are what rings of every kind have in common.
type ringHabits struct {
	share, most float64             // of the reports: rings are planted until the first is reached, and none goes over the second
	mix         [len(Kinds)]float64 // how common each kind is, in the order of Kinds
	faith       reals               // the share of a ring's reports that keep to its modus and region
	apart       float64             // rings that keep to the two by shares of their own
	pause       float64             // of the rings at work for over 30 days, those that stop for a time
	quiet       ints                // days of it
	rest        float64             // rings that rest at weekends
	season      float64             // rings that begin in one season of the year
	opens       int                 // its first day
	rent        float64             // rings that rent from a broker
	rentNamed   float64             // reports that name what was rented
	rentSeen    float64             // numbers and accounts seen with it
	helperNamed float64             // reports that name a helpline or a gateway
	passerBy    float64             // reports that name a stranger
	cloneSeen   float64             // numbers seen in a cloned handset
	shopSeen    float64             // numbers tried in a repair shop
	gatewaySeen float64             // accounts that pay into a gateway
}

// simBoxHabits tell how SIM boxes work.
type simBoxHabits struct {
	length   ints // days
	median   float64
	spread   float64 // of the logarithm
	numbers  ints    // bounds of the size
	reports  reals   // for each number
	devices  ints
	stays    ints    // devices that a number sits in, one after another
	reported ints    // the hundredths of the numbers that draw reports
	device   float64 // reports that name the device as well
	second   float64 // reports that name another number
}

// muleHabits tell how mule accounts work.
type muleHabits struct {
	length      ints
	accounts    ints
	reports     reals // for each account
	forms       [len(muleForms)]float64
	holders     float64 // numbers behind the accounts, for each account
	devices     ints
	skips       float64 // that money skips an account of a chain
	transfers   ints    // between two accounts
	otherDevice float64 // accounts run from two
	second      float64 // reports that name another account
	holder      float64 // reports that name the number behind it
}

// centreHabits tell how call centres work.
type centreHabits struct {
	weeks        ints
	handsets     ints
	reports      reals   // for each handset and week
	shift        int     // days that a number stays in a handset
	moved        float64 // numbers that another handset had before
	accounts     ints
	accountSeen  float64 // numbers seen with one of them, by shift
	device       float64 // reports that name the handset as well
	second       float64 // reports that name another number
	accountNamed float64
}

// crewHabits tell how small crews work.
type crewHabits struct {
	length       ints
	numbers      ints
	reports      reals // for each number
	devices      ints
	accounts     ints
	swaps        ints    // handsets that a number is seen in
	accountSeen  float64 // numbers seen with the account
	second       float64 // reports that name another number
	device       float64
	accountNamed float64
	bare         float64 // crews that share no handset and no account: only reports that name two of them tie them
	bareSecond   reals   // the share of such reports
}

// peopleHabits are those of the background: who is reported and what telcos know.
type peopleHabits struct {
	benign, solo, block float64    // the shares of reports about them; the rest is about strangers
	second              float64    // strangers' reports that name another
	helper              float64    // reports that name a helpline or a gateway
	again               float64    // reports about somebody who was named of late
	number, device      float64    // what strangers' reports name; the rest are accounts
	numberSeen          float64    // strangers' numbers that telcos know the handset of
	accountSeen         float64    // strangers' accounts that banks know something of
	handsets            [4]float64 // how common they are: one's own, a household's, a repair shop's, a cloned one
	unreported          float64    // numbers that nobody reported and telcos tell of, for each report
	unreportedClones    float64    // of these, in cloned handsets
	soloNamed           float64    // a lone fraudster's other identifiers: each named
	soloSeen            float64    // and each seen with the number
	wrong               float64    // strangers' reports with a wrong identifier that others give as well
	wrongAgain          float64    // of these, with two of them, so that they make chains
}

// trapHabits tell how many each trap draws in.
type trapHabits struct {
	benignUses    ints // reports about one number that annoys and does not defraud
	soloUses      ints // reports about one lone fraudster
	soloAccount   float64
	soloDevice    float64
	soloNumber    float64 // those with a second number
	shopUses      ints    // numbers tried in one handset of a repair shop
	shopLocal     float64 // the share of its strangers' reports that come from the shop's own region
	householdUses ints
	brokerUses    ints // rings that rent the same account or handset
	brokerAccount float64
	blockNumbers  ints // of one company
	blockUses     ints // reports for each of them
	blockSeen     float64
	wrongUses     ints // reports that share one wrong identifier
}

// surge is a time in which much of what is reported is done in one way, by people
// who have nothing to do with each other.
type surge struct {
	first, last int     // days
	modus       int     // its place in the land's list
	strength    float64 // the share of reports it takes
}

// ints and reals are bounds, both included.
type (
	ints  struct{ lo, hi int }
	reals struct{ lo, hi float64 }
)

// usual is the climate of a world without variety.
func usual() climate {
	return climate{
		land:   land{modi[:], regions[:]},
		filing: filing{noTime: 0.03, noCategory: 0.05, noChannel: 0.15, noRegion: 0.08, noLoss: 0.35, unseen: 0.03, mistyped: 0.03, notSent: 0.30},
		rings: ringHabits{
			share: 0.35, most: 0.40, mix: [...]float64{0.20, 0.30, 0.15, 0.35}, faith: reals{0.55, 0.90},
			pause: 0.3, quiet: ints{20, 60}, rent: 0.2, rentNamed: 0.12, rentSeen: 0.1,
			helperNamed: 0.03, passerBy: 0.02, cloneSeen: 0.03, shopSeen: 0.01, gatewaySeen: 0.1,
		},
		simBox: simBoxHabits{
			length: ints{14, 70}, median: 80, spread: 0.6, numbers: ints{30, 300}, reports: reals{0.3, 0.9},
			devices: ints{2, 8}, stays: ints{1, 3}, reported: ints{15, 33}, device: 0.12, second: 0.08,
		},
		mules: muleHabits{
			length: ints{21, 120}, accounts: ints{5, 20}, reports: reals{1.5, 4}, forms: [len(muleForms)]float64{chain: 1},
			holders: 0.5, devices: ints{1, 3}, skips: 0.3, transfers: ints{1, 3}, otherDevice: 0.4, second: 0.25, holder: 0.35,
		},
		centre: centreHabits{
			weeks: ints{4, 12}, handsets: ints{4, 12}, reports: reals{0.5, 1.5}, shift: 7, moved: 0.2, accounts: ints{0, 3},
			accountSeen: 0.1, device: 0.10, second: 0.12, accountNamed: 0.15,
		},
		crew: crewHabits{
			length: ints{14, 150}, numbers: ints{4, 8}, reports: reals{2, 5}, devices: ints{1, 2}, accounts: ints{0, 1},
			swaps: ints{1, 2}, accountSeen: 0.5, second: 0.25, device: 0.12, accountNamed: 0.35,
		},
		people: peopleHabits{
			benign: 0.05, solo: 0.13, second: 0.3, helper: 0.05, again: 0.12, number: 0.62, device: 0.05,
			numberSeen: 0.35, accountSeen: 0.25, handsets: [...]float64{0.45, 0.25, 0.12, 0.18},
			unreported: 0.10, unreportedClones: 0.04, soloNamed: 0.4, soloSeen: 0.15,
		},
		traps: trapHabits{
			benignUses: ints{10, 400}, soloUses: ints{3, 80}, soloAccount: 0.4, soloDevice: 0.2, shopUses: ints{4, 40},
			householdUses: ints{2, 4}, brokerUses: ints{2, 6}, brokerAccount: 0.6,
		},
	}
}
