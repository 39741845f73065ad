package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// party is a ring or an innocent group at work: its members and what records say of them. Members
// are indices.
type party struct {
	g          *generator
	rng        *rand.Rand // its own, so that the rest of the world has no effect on it
	members    []graph.Identifier
	firstNamed []int // the day on which a record first names each member; days for never
	reportDays []int // of the reports that name a member
	telco      float64
}

// bulk is the share of a party's numbers that come from one telco.
const bulk = 0.6

func newParty(g *generator, stream uint64) party {
	p := party{g: g, rng: rand.New(rand.NewPCG(g.seed, stream))}
	p.telco = p.rng.Float64()
	return p
}

// addMembers adds n members of a kind and returns their indices.
func (p *party) addMembers(kind graph.Kind, n int) []int {
	indices := make([]int, n)
	for i := range indices {
		id := newIdentifier(p.rng, kind)
		if kind == graph.Number && chance(p.rng, bulk) {
			id = p.g.agencies.numberOf(p.rng, p.telco)
		}
		indices[i] = len(p.members)
		p.members = append(p.members, id)
		p.firstNamed = append(p.firstNamed, days)
	}
	return indices
}

// markNamed notes that a record of a day names a member.
func (p *party) markNamed(member, day int) {
	p.firstNamed[member] = min(p.firstNamed[member], day)
}

// namedMembers returns the members that a record before a day names, ascending.
func (p *party) namedMembers(until int) []graph.Token {
	var members []graph.Token
	for i, id := range p.members {
		if p.firstNamed[i] < until {
			members = append(members, id.Token)
		}
	}
	return sorted(members)
}

func sorted(tokens []graph.Token) []graph.Token {
	slices.Sort(tokens)
	return tokens
}

// reportsUntil returns how many reports before a day name a member.
func (p *party) reportsUntil(until int) (n int) {
	for _, day := range p.reportDays {
		if day < until {
			n++
		}
	}
	return n
}

// link files a link between two members.
func (p *party) link(day, from, to int) {
	if p.g.link(p.rng, day, p.members[from], p.members[to]) != nil {
		p.markNamed(from, day)
		p.markNamed(to, day)
	}
}

// linkOut files a link from a member to an identifier outside.
func (p *party) linkOut(day, from int, to graph.Identifier) {
	if p.g.link(p.rng, day, p.members[from], to) != nil {
		p.markNamed(from, day)
	}
}

// linkIn files a link from an identifier outside to a member.
func (p *party) linkIn(day int, from graph.Identifier, to int) {
	if p.g.link(p.rng, day, from, p.members[to]) != nil {
		p.markNamed(to, day)
	}
}

// name returns the identifiers of members as a report of a day names them, some of them mistyped,
// and whether one of them is right.
func (p *party) name(day int, members []int) (ids []graph.Identifier, right bool) {
	ids = make([]graph.Identifier, 0, len(members)+1)
	for _, m := range members {
		id, mistyped := p.g.mistype(p.rng, p.members[m])
		if !mistyped {
			p.markNamed(m, day)
			right = true
		}
		ids = appendDistinct(ids, id)
	}
	if right {
		p.reportDays = append(p.reportDays, day)
	}
	return ids, right
}
