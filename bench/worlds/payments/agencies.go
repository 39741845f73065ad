package main

// agency is an organisation that files records, and how well it files them.
type agency struct {
	name  string
	share float64 // of accounts or numbers in its market
	links float64 // how likely it files a link of an account or number of its own

	region, category, time, loss, channel, source float64 // how likely it fills in the field

	words  map[scheme]string // its own words for categories
	wrong  float64           // how likely it takes one scheme for another
	delay  float64           // median days until it files
	alerts float64           // how likely it reports suspects itself, without a victim
}

// Places of agencies in world.agencies.
const (
	firstBank   = 0
	exchangeOf  = 11 // the crypto exchange, the last of the twelve banks and payment providers
	bankCount   = 12
	firstTelco  = 12
	telcoCount  = 2
	police      = 14
	marketplace = 15
	operator    = 16
	nobody      = 17 // wallets that no agency owns
)

var bankNames = [bankCount]string{
	"bank-a", "bank-b", "bank-c", "bank-d", "bank-e", "bank-f", "bank-g", "bank-h", "wallet-a", "wallet-b", "psp-a", "exchange-a",
}

// newAgencies draws a dozen banks and payment providers of unequal size, two telcos, the police and
// a marketplace. Sizes follow Zipf's law roughly. Three in four banks file many links, the others
// few or none.
func newAgencies(d dice) []agency {
	agencies := make([]agency, nobody+1)
	order := d.Perm(bankCount)
	for i, name := range bankNames {
		a := newAgency(d, name)
		a.share = d.lognormal(1/float64(1+order[i]), 0.3)
		a.links = d.uniform(0.55, 0.98)
		if d.chance(0.25) {
			a.links = d.uniform(0, 0.3)
		}
		a.alerts = d.uniform(0, 0.25)
		agencies[firstBank+i] = a
	}
	agencies[exchangeOf].share *= 0.2
	for i, name := range [telcoCount]string{"telco-a", "telco-b"} {
		a := newAgency(d, name)
		a.share = d.uniform(0.3, 1)
		a.links = d.uniform(0.3, 0.95)
		a.loss *= 0.2
		agencies[firstTelco+i] = a
	}
	p := newAgency(d, "police")
	p.region, p.source, p.delay = d.uniform(0.9, 1), d.uniform(0.7, 1), d.uniform(3, 20)
	agencies[police] = p
	m := newAgency(d, "market-a")
	m.links, m.share, m.source, m.delay = d.uniform(0.5, 0.95), 1, d.uniform(0.6, 1), d.uniform(0.5, 3)
	agencies[marketplace] = m
	agencies[operator] = agency{name: "operator"}
	agencies[nobody] = agency{name: "police", links: 0.5, time: 0.9} // the police trace such wallets
	return agencies
}

func newAgency(d dice, name string) agency {
	a := agency{
		name:   name,
		region: d.uniform(0.4, 1), category: d.uniform(0.5, 1), time: d.uniform(0.8, 1),
		loss: d.uniform(0.4, 1), channel: d.uniform(0.1, 0.95),
		wrong: d.uniform(0.03, 0.2), delay: d.lognormal(1, 0.6),
		words: map[scheme]string{},
	}
	if d.chance(0.45) {
		a.source = d.uniform(0.3, 1)
	}
	if d.chance(0.15) { // a poor form: hardly any field is obligatory
		a.region, a.category, a.channel = a.region*0.3, a.category*0.4, a.channel*0.3
	}
	coarse := one(d, []string{"online_fraud", "payment_fraud", "cyber_fraud", "scam"})
	for s := range schemeCount {
		switch {
		case d.chance(0.6):
			a.words[s] = schemeWords[s]
		case d.chance(0.6):
			a.words[s] = coarse
		default:
			a.words[s] = "code-" + string(rune('a'+d.IntN(12)))
		}
	}
	return a
}

// scheme is how a fraud works, in the eyes of a complainant.
type scheme uint8

const (
	impersonation scheme = iota
	muleAccount
	investment
	invoice
	marketFraud
	simSwap
	refund
	loan
	job
	romance
	nonDelivery
	service
	other
	schemeCount
)

var schemeWords = [schemeCount]string{
	"upi_fraud", "mule_account", "investment_fraud", "invoice_fraud", "marketplace_fraud", "sim_swap", "refund_fraud",
	"loan_scam", "job_scam", "romance_scam", "non_delivery", "service_complaint", "other",
}

var channels = []string{"", "call", "sms", "app", "web", "chat", "email", "branch"}

// regions in order of population, so that the chance of the k-th falls with k.
var regions = []string{
	"UP", "MH", "BR", "WB", "MP", "TN", "RJ", "KA", "GJ", "AP", "OD", "TG", "KL", "JH", "AS", "PB", "CG", "HR", "DL", "UK", "HP", "GA",
}
