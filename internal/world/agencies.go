package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/ringwatch/ringwatch/graph"
)

// agencyParams say who files records.
type agencyParams struct {
	telcos, banks, police int
	filedWith             [3]float64 // weights of reports: police, banks, telcos
	sendSources           float64    // agencies that say which complainant a report is from
	oneKey                float64    // worlds in which all agencies make a complainant's pseudonym with one key
	again                 float64    // reports of somebody who complained to the agency recently
	elsewhere             float64    // reports filed with the police of another region
	duplicated            float64    // incidents that are filed with other agencies too
	copies                ints       // with how many others
	withdrawn             float64    // reports about strangers that are withdrawn
}

// The kinds of agencies that reports are filed with: indices of agencyParams.filedWith.
const (
	police = iota
	bank
	telco
)

// agencies are those of one world.
type agencies struct {
	params  *agencyParams
	names   [3][]string // by kind
	sends   map[string]bool
	oneKey  bool
	recent  map[string][]string // the latest complainants of each agency, in a ring buffer
	numbers map[string]int      // complainants so far
}

// operator is the agency that keeps the register of businesses.
const operator = "operator-1"

func newAgencies(seed uint64, params *agencyParams) agencies {
	rng := rand.New(rand.NewPCG(seed, math.MaxUint64-2))
	a := agencies{params: params, sends: map[string]bool{}, recent: map[string][]string{}, numbers: map[string]int{}}
	for kind, n := range [...]int{police: params.police, bank: params.banks, telco: params.telcos} {
		for i := range n {
			name := fmt.Sprintf("%s-%d", [...]string{police: "police", bank: "bank", telco: "telco"}[kind], i+1)
			a.names[kind] = append(a.names[kind], name)
			a.sends[name] = chance(rng, params.sendSources)
		}
	}
	a.oneKey = chance(rng, params.oneKey)
	return a
}

// holder returns the bank or telco of an identifier: the same whenever it is named. The first ones
// have the most customers.
func (a *agencies) holder(kind int, id graph.Identifier) string {
	u := 0.0
	for _, c := range []byte(id.Token[len(id.Token)-8 : len(id.Token)-2]) {
		digit := c - 'a'
		if c < 'a' {
			digit = c - '2' + 26
		}
		u = u*32 + float64(digit)
	}
	return a.share(kind, u/math.Pow(32, 6))
}

// share returns the bank or telco at a place, 0 to 1, in the market.
func (a *agencies) share(kind int, place float64) string {
	names := a.names[kind]
	return names[min(int(place*place*float64(len(names))), len(names)-1)]
}

// numberOf draws a number of the telco at a place in the market.
func (a *agencies) numberOf(rng *rand.Rand, place float64) graph.Identifier {
	want := a.share(telco, place)
	for {
		if id := newIdentifier(rng, graph.Number); a.holder(telco, id) == want {
			return id
		}
	}
}

// ofLink returns the agency that sends a link: the telco of a number's handset, the bank of an
// account.
func (a *agencies) ofLink(l *graph.Link) string {
	switch l.Relation {
	case graph.UsedIn:
		return a.holder(telco, l.From)
	case graph.LinkedTo:
		return a.holder(bank, l.To)
	default:
		return a.holder(bank, l.From)
	}
}

// ofReport draws with which agency of a kind a report is filed: with the police of the region, or
// with the bank or telco of an identifier that it names, which is where a victim complains.
func (a *agencies) ofReport(rng *rand.Rand, kind int, region string, ids []graph.Identifier) string {
	place, elsewhere := rng.Float64(), chance(rng, a.params.elsewhere)
	if kind == police {
		h := uint32(2166136261)
		for _, c := range []byte(region) {
			h = (h ^ uint32(c)) * 16777619
		}
		if elsewhere {
			h = uint32(place * (1 << 30))
		}
		return a.names[police][int(h>>3)%len(a.names[police])]
	}
	of := graph.Account
	if kind == telco {
		of = graph.Number
	}
	for _, id := range ids {
		if id.Kind == of && !elsewhere {
			return a.holder(kind, id)
		}
	}
	return a.share(kind, place) // the victim's own
}

// maxRecentSources bounds how many complainants an agency remembers.
const maxRecentSources = 64

// drawSource draws the pseudonym of a complainant; empty if the agency sends none.
func (a *agencies) drawSource(rng *rand.Rand, agency string) string {
	bits, again, which := rng.Uint64(), chance(rng, a.params.again), rng.IntN(maxRecentSources)
	if !a.sends[agency] {
		return ""
	}
	recent := a.recent[agency]
	if again && which < len(recent) {
		return recent[which]
	}
	source := newSource(bits)
	if len(recent) < maxRecentSources {
		a.recent[agency] = append(recent, source)
	} else {
		recent[a.numbers[agency]%maxRecentSources] = source
	}
	a.numbers[agency]++
	return source
}

// newSource returns a pseudonym of letters alone, which no reader takes for a number.
func newSource(bits uint64) string {
	var letters [16]byte
	for i := range letters {
		letters[i] = 'a' + byte(bits>>(4*i)&15)
	}
	return string(letters[:])
}
