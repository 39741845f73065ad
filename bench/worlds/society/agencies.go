package main

// agencyKind is what an agency is.
type agencyKind uint8

const (
	telco agencyKind = iota
	bank
	police
	portal   // a national helpline with a web form
	operator // keeps the register of known businesses
)

// noAgency stands for a carrier that is not on the platform.
const noAgency uint8 = 255

// agency is what an agency receives, what its form asks, and what links it files.
type agency struct {
	id     string
	kind   agencyKind
	share  float64 // of customers, or of complaints, among agencies of its kind
	number float64 // how often a report names the number that the victim saw
	acct   float64 // … the account
	handed float64 // … a handset, from call records or a seizure
	region float64 // how often a report has a region
	source float64 // how often a report has a pseudonym of the complainant
	loss   float64 // how often a report has the loss
	// vocabulary is how fine its categories are: 0 by fraud, 1 by channel, 2 codes of its own, 3
	// none.
	vocabulary int
	scheme     uint64 // agencies with one scheme give a complainant one pseudonym
	byDay      bool   // its times are whole days
	timeless   float64
	errors     float64 // how often a clerk mistypes a number
	// Links: how often it looks up a reported identifier, the days that takes, how often it then
	// lists who else met the same handset, how often it files the release of a number, and how many
	// links of random identifiers it files for each report that it has.
	lookup   float64
	delay    int
	expand   float64
	releases float64
	sample   float64
}

// agencies have sizes, forms and policies of their own, as in a first year of sharing.
var agencies = [...]agency{
	{
		id: "telco-east", kind: telco, share: 0.40, number: 1, acct: 0.03, region: 0.6, source: 0.9, vocabulary: 1, scheme: 1,
		errors: 0.012, lookup: 0.85, delay: 7, expand: 0.5, releases: 0.95, sample: 0.3,
	},
	{
		id: "telco-west", kind: telco, share: 0.30, number: 1, region: 0, source: 0.5, vocabulary: 3, scheme: 2, byDay: true,
		errors: 0.015, lookup: 0.7, delay: 14, expand: 0.3, releases: 0.4, sample: 0.06,
	},
	{
		id: "telco-south", kind: telco, share: 0.14, number: 1, region: 0.9, source: 0, vocabulary: 1, scheme: 3,
		errors: 0.01, lookup: 0.45, delay: 30, expand: 0.1, releases: 0, sample: 0.9,
	},
	{
		id: "bank-union", kind: bank, share: 0.38, number: 0.3, acct: 0.97, region: 0.7, source: 0.95, loss: 0.95, scheme: 4,
		errors: 0.008, lookup: 0.8, delay: 5, expand: 0.5, sample: 0.18,
	},
	{
		id: "bank-coastal", kind: bank, share: 0.22, number: 0.5, acct: 0.9, region: 0.95, source: 0.2, loss: 0.8, vocabulary: 2,
		scheme: 5, byDay: true, errors: 0.02, lookup: 0.6, delay: 15, expand: 0.2, sample: 0.03,
	},
	{
		id: "wallet-swift", kind: bank, share: 0.20, number: 0.7, acct: 0.95, source: 1, loss: 1, vocabulary: 2, scheme: 6,
		errors: 0.005, lookup: 0.9, delay: 2, expand: 0.7, sample: 0.36,
	},
	{
		id: "bank-hill", kind: bank, share: 0.06, number: 0.2, acct: 0.8, region: 1, loss: 0.6, vocabulary: 3, scheme: 7,
		timeless: 0.4, errors: 0.03, lookup: 0.2, delay: 40, sample: 0,
	},
	{
		id: "police-state", kind: police, share: 0.65, number: 0.85, acct: 0.6, handed: 0.03, region: 0.97, source: 0.7, loss: 0.9,
		scheme: 8, byDay: true, errors: 0.02, lookup: 0,
	},
	{
		id: "police-city", kind: police, share: 0.35, number: 0.9, acct: 0.5, handed: 0.06, region: 1, source: 0, loss: 0.5,
		vocabulary: 1, scheme: 9, timeless: 0.2, errors: 0.03, lookup: 0,
	},
	{
		id: "helpline-national", kind: portal, share: 1, number: 0.9, acct: 0.65, region: 0.85, source: 0.9, loss: 0.75, scheme: 8,
		errors: 0.02, lookup: 0,
	},
	{id: "platform-operator", kind: operator},
}

// registrar is the agency that files the known businesses.
const registrar uint8 = 10

// pickAgency returns an agency of a kind by its share; noAgency for what remains.
func (w *world) pickAgency(k agencyKind) uint8 {
	at := w.rng.Float64()
	for i, a := range agencies {
		if a.kind != k {
			continue
		}
		if at -= a.share; at < 0 {
			return uint8(i)
		}
	}
	return noAgency
}

// regions are codes by which persons, victims and places are distributed, the largest first.
var regions = [...]string{
	"UP", "MH", "BR", "WB", "MP", "TN", "RJ", "KA", "GJ", "AP", "OD", "TS", "KL", "JH", "AS", "PB", "HR", "DL",
}

// region returns a region; the first is about six times as frequent as the last.
func (w *world) region() uint8 {
	x := w.rng.Float64()
	return uint8(x * (0.45 + 0.55*x) * float64(len(regions)))
}

// fraud is how victims are defrauded.
type fraud uint8

const (
	impersonation fraud = iota
	verification        // "your account will be blocked"
	collectRequest
	investment
	romance
	loanApp
	parcel
	job
	marketplace
	nuisance // unwanted calls, complaints about service
)

var fraudNames = [...]string{
	"impersonation", "kyc_fraud", "upi_fraud", "investment_fraud", "romance", "loan_app", "parcel_scam", "job_scam",
	"marketplace_fraud", "nuisance",
}

// category is what an agency calls a fraud. Clerks choose another category now and then.
func (w *world) category(a uint8, f fraud) string {
	if w.chance(0.08) {
		f = fraud(w.rng.IntN(len(fraudNames)))
	}
	switch agencies[a].vocabulary {
	case 0:
		return fraudNames[f]
	case 1:
		return [...]string{"call", "call", "payment", "online", "online", "harassment", "call", "online", "payment", "call"}[f]
	case 2:
		return [...]string{"c/11", "c/11", "c/20", "c/31", "c/31", "c/40", "c/12", "c/30", "c/21", "c/90"}[f]
	}
	return ""
}
