package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// fileElsewhere files the incident of a report with up to n other agencies too: the victim went to
// the police, the bank and the telco. Each keeps its own date and category of it, and some of its
// identifiers.
//
// The copies come in place of background reports, so that the number of reports stays exact.
func (g *generator) fileElsewhere(rng *rand.Rand, day, second int, r *graph.Report, filedWith int, region string, n int) {
	kinds := rng.Perm(len(g.agencies.names))
	for range n {
		filedWith = kinds[(slices.Index(kinds, filedWith)+1)%len(kinds)]
		copied := *r
		copied.Identifiers = slices.Clone(r.Identifiers)
		if n := len(copied.Identifiers); n > 1 && chance(rng, 0.4) {
			i := rng.IntN(n)
			copied.Identifiers = slices.Delete(copied.Identifiers, i, i+1)
		}
		copied.Agency = g.agencies.ofReport(rng, filedWith, region, copied.Identifiers)
		source := g.agencies.drawSource(rng, copied.Agency)
		if !g.agencies.oneKey || source == "" || r.Source == "" {
			copied.Source = source
		}
		later := 0
		if chance(rng, 0.6) {
			later = between(rng, 1, 10)
		}
		if !copied.OccurredAt.IsZero() {
			copied.OccurredAt = timeOf(day+later, second)
		}
		switch x := rng.Float64(); {
		case copied.Category == "":
		case x < 0.2:
			copied.Category = ""
		case x < 0.3:
			copied.Category = g.params.country.drawMethod(rng).category
		}
		if copied.Agency != r.Agency && day+later < days && g.owed < g.backgroundLeft {
			g.owed++
			g.enqueue(day+later, second, &copied)
		}
	}
}

// fileIncident files an incident of which the victim knows much, with several agencies: three to
// five identifiers that nobody else names.
func (g *generator) fileIncident(day int) {
	rng := g.rng
	ids := []graph.Identifier{newIdentifier(rng, graph.Number), newIdentifier(rng, graph.Account)}
	for range between(rng, 1, 3) {
		ids = append(ids, newIdentifier(rng, pick(rng, graph.Kinds[:])))
	}
	members := make([]graph.Token, len(ids))
	for i, id := range ids {
		members[i] = id.Token
	}
	if chance(rng, g.params.strangers.numberSeen) {
		g.link(rng, day+rng.IntN(20), ids[0], ids[1])
	}
	p := g.backgroundProfile(day)
	r := g.report(rng, day, p, ids)
	filedWith := slices.IndexFunc(g.agencies.names[:], func(names []string) bool { return slices.Contains(names, r.Agency) })
	g.fileElsewhere(rng, day, drawSecond(rng), r, filedWith, p.region, between(rng, 1, 3))
	g.truth.Innocents = append(g.truth.Innocents, Group{Kind: Incident, Members: sorted(members)})
}
