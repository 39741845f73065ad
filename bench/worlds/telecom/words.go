package main

import "github.com/ringwatch/ringwatch/graph"

// Categories of fraud, as they are. Each kind of agency has its own words for them.
const (
	upi uint8 = iota
	invest
	arrest
	loan
	job
	kyc
	care // false customer care
	sextortion
	lottery
	parcel
	bill
	personation
	card
	market
	harassment
	spam
	categories
)

// The words that agencies use, by kind of agency and category. A bank and a police force have
// fewer, and they are not those of the portal.
var words = [...][categories]string{
	portalKind: {
		"upi_fraud", "investment_scam", "digital_arrest", "loan_app",
		"job_scam", "kyc_fraud", "customer_care_fraud", "sextortion",
		"lottery_scam", "parcel_scam", "bill_scam", "impersonation",
		"card_fraud", "marketplace_fraud", "harassment", "spam_call",
	},
	telcoKind: {
		"fraud_call", "fraud_call", "fraud_call", "fraud_call",
		"fraud_call", "fraud_call", "fraud_call", "harassing_call",
		"spam_call", "fraud_call", "fraud_call", "fraud_call",
		"fraud_call", "spam_call", "harassing_call", "spam_call",
	},
	policeKind: {
		"cheating", "cheating", "extortion", "extortion",
		"cheating", "cheating_by_personation", "cheating_by_personation", "extortion",
		"cheating", "cheating_by_personation", "cheating_by_personation", "cheating_by_personation",
		"cheating", "cheating", "stalking", "other",
	},
	bankKind: {
		"unauthorised_payment", "authorised_scam", "authorised_scam", "mule_account",
		"authorised_scam", "phishing", "phishing", "authorised_scam",
		"authorised_scam", "phishing", "phishing", "authorised_scam",
		"card_fraud", "unauthorised_payment", "other", "other",
	},
}

// everyday are the weights of categories among frauds by strangers.
var everyday = []float64{22, 9, 2, 5, 8, 8, 6, 5, 4, 4, 3, 6, 5, 9, 6, 14}

// Channels. The zero is none.
const (
	noChannel uint8 = iota
	call
	sms
	whatsapp
	app
	web
)

var channels = [...]string{"", "call", "sms", "whatsapp", "app", "web"}

// Relations of links.
const (
	usedIn uint8 = iota
	linkedTo
	accessedFrom
	transferredTo
)

var relations = [...]graph.Relation{graph.UsedIn, graph.LinkedTo, graph.AccessedFrom, graph.TransferredTo}

// regions are the states and territories of India (ISO 3166-2:IN), and the millions who live in
// each (projection for 2024, rounded). The first is none.
var regions = [...]struct {
	code   string
	people float64
}{
	{"", 0},
	{"UP", 236},
	{"BR", 128},
	{"RJ", 81},
	{"MP", 87},
	{"DL", 21},
	{"HR", 30},
	{"JH", 39},
	{"UK", 12},
	{"CG", 30},
	{"HP", 7.5}, // 1 to 10
	{"TN", 77},
	{"KA", 68},
	{"KL", 36},
	{"AP", 53},
	{"TS", 38},
	{"PY", 1.7}, // 11 to 16
	{"MH", 127},
	{"GJ", 72},
	{"GA", 1.6}, // 17 to 19
	{"WB", 99},
	{"OD", 46},
	{"AS", 36},
	{"TR", 4.2},
	{"ML", 3.4},
	{"MN", 3.2},
	{"NL", 2.2},
	{"AR", 1.6},
	{"MZ", 1.2},
	{"SK", 0.7}, // 20 to 29
	{"PB", 31},
	{"JK", 14},
	{"CH", 1.2},
	{"LA", 0.3}, // 30 to 33
	{"DH", 1.2},
	{"AN", 0.4},
	{"LD", 0.1},
}

// zones are neighbouring regions whose people a caller can speak to in one language or two.
var zones = [][2]int{{1, 10}, {1, 10}, {1, 10}, {11, 16}, {11, 16}, {17, 19}, {20, 29}, {30, 33}}

var people = func() (all []float64) {
	for _, r := range regions {
		all = append(all, r.people)
	}
	return all
}()

func (w *world) anyRegion() uint8 { return uint8(w.weighted(people)) }

// zone returns regions where a ring or a business is active: one, those of one language, or nil for
// the whole country.
func (w *world) zone() []uint8 {
	switch r := w.Float64(); {
	case r < 0.3:
		return nil
	case r < 0.5:
		return []uint8{w.anyRegion()}
	}
	var in []uint8
	z := one(w, zones)
	for r := z[0]; r <= z[1]; r++ {
		if w.chance(0.6) {
			in = append(in, uint8(r))
		}
	}
	return append(in, w.anyRegion())
}

// regionIn returns one of the regions by their people.
func (w *world) regionIn(zone []uint8) uint8 {
	if len(zone) == 0 {
		return w.anyRegion()
	}
	weights := make([]float64, len(zone))
	for i, r := range zone {
		weights[i] = people[r]
	}
	return zone[w.weighted(weights)]
}
