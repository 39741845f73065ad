package world

// parameters are all the numbers that the generator uses. A float64 is a probability or a share
// unless its comment says otherwise. defaultParameters holds for worlds without variety,
// drawParameters draws others.
type parameters struct {
	country   country
	filing    filingParams
	rings     ringParams
	simBox    simBoxParams
	mules     muleParams
	centre    centreParams
	crew      crewParams
	strangers strangerParams
	traps     trapParams
	migrating migratingParams
	large     largeParams
	walletSet walletSetParams
	tight     tightParams
	innocents innocentParams
	agencies  agencyParams
	surges    []surge
}

// filingParams say what reports and links lack, and what is wrong with them.
type filingParams struct {
	noTime     float64
	noCategory float64
	noChannel  float64
	noRegion   float64
	noLoss     float64
	noLinkTime float64 // links without a time
	mistyped   float64 // identifiers in reports
	notSent    float64 // links that telcos and banks could send and do not
}

// ringParams are common to all kinds of rings.
type ringParams struct {
	share, maxShare  float64             // of the reports: rings are planted until share is reached, and none beyond maxShare
	mix              [len(Kinds)]float64 // weight of each kind, in the order of Kinds
	fidelity         reals               // reports of a ring that have its method and region
	separate         float64             // rings with one fidelity for the method and another for the region
	pause            float64             // rings with a pause, of those that work for over 30 days
	pauseDays        ints
	restWeekends     float64              // rings that rest at weekends
	seasonal         float64              // rings that begin in the season
	seasonStart      int                  // the first day of the season
	rent             float64              // rings that rent from a broker
	rentNamed        float64              // reports that name what was rented
	rentSeen         float64              // numbers and accounts with a link to it
	bystanderNamed   float64              // reports that name a helpline or a gateway
	strangerNamed    float64              // reports that name a stranger
	cloneSeen        float64              // numbers with a link to a cloned handset
	shopSeen         float64              // numbers with a link to a repair shop's handset
	gatewaySeen      float64              // accounts with a link to a gateway
	popular          float64              // rings whose members touch several popular things
	popularLinks     ints                 // links of such a ring to them
	habit            float64              // rings with a habit that makes them hard to find
	habits           [len(Habits)]float64 // weight of each, in the order of Habits
	releaseConfirmed float64              // releases that the operator confirms
	releasedShare    reals                // numbers that pass to others, of a ring that has the habit
}

type simBoxParams struct {
	length       ints    // days
	median       float64 // of the number of numbers, which is log-normal
	spread       float64 // the standard deviation of its logarithm
	numbers      ints    // bounds of it
	reports      reals   // per number
	devices      ints
	stays        ints    // devices that a number is in, one after another
	quietReports reals   // per number, of a box of one device that has the habit
	reported     ints    // percent of the numbers that reports name
	device       float64 // reports that name the device too
	secondName   float64 // reports that name another number
}

type muleParams struct {
	length       ints // days
	accounts     ints
	reports      reals                   // per account
	forms        [len(muleForms)]float64 // weights
	holders      float64                 // numbers per account
	devices      ints
	skips        float64 // accounts that also pay one further on
	transfers    ints    // from one account to another
	holdDays     float64 // the most days that money stays in an account
	secondDevice float64 // accounts used from two devices
	secondName   float64 // reports that name another account
	holderNamed  float64 // reports that name the account's number
}

type centreParams struct {
	weeks        ints
	handsets     ints
	reports      reals   // per handset and week
	shift        int     // days that a number stays in a handset
	moved        float64 // numbers that were in another handset before
	accounts     ints
	accountSeen  float64 // numbers with a link to an account, per shift
	device       float64 // reports that name the handset too
	secondName   float64 // reports that name another number
	accountNamed float64 // reports that name an account
}

type crewParams struct {
	length         ints // days
	numbers        ints
	reports        reals // per number
	devices        ints
	accounts       ints
	swaps          ints    // handsets that a number is in
	accountSeen    float64 // numbers with a link to the account
	secondName     float64 // reports that name another number
	device         float64 // reports that name a device
	accountNamed   float64 // reports that name the account
	bare           float64 // crews without devices and accounts, connected only by reports that name two numbers
	bareSecondName reals   // such reports of those crews; with few, no record would connect the crew
}

// strangerParams describe the background: whom reports name, and which links telcos and banks send.
type strangerParams struct {
	nuisance, solo, company float64    // reports about each; the others are about strangers
	incident                float64    // reports of incidents that are filed with several agencies
	secondName              float64    // strangers' reports that name another
	bystander               float64    // reports that name a helpline or a gateway
	again                   float64    // reports about an identifier that was named recently
	number, device          float64    // what strangers' reports name; the others name accounts
	numberSeen              float64    // strangers' numbers with a link
	accountSeen             float64    // strangers' accounts with a link
	handsets                [4]float64 // weights: one's own, a household's, a repair shop's, a cloned one
	unreported              float64    // linked numbers that no report names, per report
	unreportedClones        float64    // the same in cloned handsets, per report
	soloNamed               float64    // a lone fraudster's other identifiers that a report names
	soloSeen                float64    // the same with a link to the number
	mistaken                float64    // strangers' reports with a mistaken identifier that others give too
	secondMistaken          float64    // of these, those with two: they form chains
}

// trapParams say how often each trap is used.
type trapParams struct {
	nuisanceUses    ints // reports about one number that annoys many and defrauds nobody
	soloUses        ints // reports about one lone fraudster
	soloAccount     float64
	soloDevice      float64
	soloNumber      float64 // lone fraudsters with a second number
	shopUses        ints    // numbers tried in one handset of a repair shop
	shopLocal       float64 // reports of a shop's customers that come from its region
	householdUses   ints
	brokerUses      ints // rings that rent the same account or handset
	brokerAccount   float64
	companySize     ints    // numbers of one company
	companyUses     ints    // reports per number
	companySeen     float64 // numbers with a link to the company's switchboard
	mistakenUses    ints    // reports that share one mistaken identifier
	reportsPerClone float64 // background reports for each cloned IMEI: the larger the world, the more of them
	cloneOverlap    float64 // links to a cloned handset with another, of a number that was in one before
}

// migratingParams describe rings that replace their numbers and handsets, and keep their accounts.
type migratingParams struct {
	length       ints  // days
	numbers      ints  // at a time
	reports      reals // per number and 30 days
	stay         ints  // workdays until numbers are replaced
	accounts     ints
	accountSeen  float64 // numbers with a link to an account
	accountNamed float64 // reports that name an account
}

// largeParams describe the largest rings: farms of SIM boxes.
type largeParams struct {
	every     int // reports in the world for each
	numbers   ints
	hugeFrom  int   // reports from which the world has a ring of the next size
	huge      int   // numbers
	perDevice int   // numbers for each device
	length    ints  // days
	reports   reals // per number
}

// surge is a time in which many reports have the same method, though unrelated people are behind
// them.
type surge struct {
	first, last int     // days
	method      int     // an index into the country's methods
	strength    float64 // reports that it affects
}

// ints and reals are ranges, both bounds included.
type (
	ints  struct{ lo, hi int }
	reals struct{ lo, hi float64 }
)

// defaultParameters are those of a world without variety.
func defaultParameters() parameters {
	return parameters{
		country: country{methods[:], regions[:]},
		filing: filingParams{
			noTime: 0.03, noCategory: 0.05, noChannel: 0.15, noRegion: 0.08, noLoss: 0.35, noLinkTime: 0.03, mistyped: 0.03, notSent: 0.30,
		},
		rings: ringParams{
			share: 0.35, maxShare: 0.40, mix: [...]float64{0.20, 0.30, 0.15, 0.35}, fidelity: reals{0.55, 0.90},
			pause: 0.3, pauseDays: ints{20, 60}, rent: 0.2, rentNamed: 0.12, rentSeen: 0.1,
			bystanderNamed: 0.03, strangerNamed: 0.02, cloneSeen: 0.03, shopSeen: 0.01, gatewaySeen: 0.1,
			popular: 0.15, popularLinks: ints{3, 10}, habit: 0.23,
			habits: [...]float64{1.5, 1, 1, 1, 1, 1.5, 1, 1, 2.4, 2.4}, releasedShare: reals{0.2, 0.6}, releaseConfirmed: 0.7,
		},
		simBox: simBoxParams{
			length: ints{14, 70}, median: 80, spread: 0.6, numbers: ints{30, 300}, reports: reals{0.3, 0.9}, quietReports: reals{0.2, 0.45},
			devices: ints{2, 8}, stays: ints{1, 3}, reported: ints{15, 33}, device: 0.12, secondName: 0.08,
		},
		mules: muleParams{
			length: ints{21, 120}, accounts: ints{5, 20}, reports: reals{1.5, 4}, forms: [len(muleForms)]float64{chain: 1},
			holders: 0.5, devices: ints{1, 3}, skips: 0.3, transfers: ints{1, 3}, holdDays: 2, secondDevice: 0.4,
			secondName: 0.25, holderNamed: 0.35,
		},
		centre: centreParams{
			weeks: ints{4, 12}, handsets: ints{4, 12}, reports: reals{0.5, 1.5}, shift: 7, moved: 0.2, accounts: ints{0, 3},
			accountSeen: 0.1, device: 0.10, secondName: 0.12, accountNamed: 0.15,
		},
		crew: crewParams{
			length: ints{14, 150}, numbers: ints{4, 8}, reports: reals{2, 5}, devices: ints{1, 2}, accounts: ints{0, 1},
			swaps: ints{1, 2}, accountSeen: 0.5, secondName: 0.25, device: 0.12, accountNamed: 0.35, bareSecondName: reals{0.4, 0.8},
		},
		strangers: strangerParams{
			nuisance: 0.05, solo: 0.13, incident: 0.002, secondName: 0.3, bystander: 0.05, again: 0.12, number: 0.62, device: 0.05,
			numberSeen: 0.35, accountSeen: 0.25, handsets: [...]float64{0.45, 0.25, 0.12, 0.18},
			unreported: 0.10, unreportedClones: 0.04, soloNamed: 0.4, soloSeen: 0.15,
		},
		traps: trapParams{
			nuisanceUses: ints{10, 400}, soloUses: ints{3, 80}, soloAccount: 0.4, soloDevice: 0.2, shopUses: ints{4, 40},
			householdUses: ints{2, 4}, brokerUses: ints{2, 6}, brokerAccount: 0.6,
			reportsPerClone: 7_000, cloneOverlap: 0.2,
		},
		migrating: migratingParams{
			length: ints{60, 250}, numbers: ints{2, 6}, reports: reals{0.7, 2}, stay: ints{14, 35}, accounts: ints{1, 4},
			accountSeen: 0.5, accountNamed: 0.4,
		},
		large: largeParams{
			every: 120_000, numbers: ints{1000, 2500}, hugeFrom: 280_000, huge: 6000, perDevice: 60, length: ints{60, 200},
			reports: reals{0.2, 0.5},
		},
		walletSet: defaultWalletSets(),
		tight:     defaultTight(),
		innocents: defaultInnocents(),
		agencies: agencyParams{
			telcos: 3, banks: 5, police: 6, filedWith: [...]float64{0.6, 0.25, 0.15}, sendSources: 0.6, oneKey: 0.3, again: 0.02,
			elsewhere: 0.15, duplicated: 0.04, copies: ints{1, 2}, withdrawn: 0.004,
		},
	}
}
