package world

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// profile is what the reports about a fraudster or ring have in common.
type profile struct {
	method   method
	region   string
	fidelity float64 // the share of reports with this method and region; the others have random ones
	// If above 0, the share of reports with this region. Fidelity is that of the method then, and
	// the two are independent.
	regionFidelity float64
	noLoss         float64 // the share of reports without a loss, beyond those that lack it anyway
	list           *list   // that the reports come from; nil for none
	blank          bool    // no report has a category, region or time
}

// report files a report.
func (g *generator) report(rng *rand.Rand, day int, p profile, ids []graph.Identifier) *graph.Report {
	p = g.deviate(rng, p)
	lacks := &g.params.filing
	second := drawSecond(rng)
	r := &graph.Report{Identifiers: ids}
	if !chance(rng, lacks.noTime) {
		r.OccurredAt = timeOf(day, second)
	}
	if !chance(rng, lacks.noCategory) {
		r.Category = p.method.category
	}
	if !chance(rng, lacks.noChannel) {
		r.Channel = p.method.channel
	}
	if !chance(rng, lacks.noRegion) {
		r.Region = p.region
	}
	if !chance(rng, lacks.noLoss) {
		r.Loss, r.Currency = p.method.drawLoss(rng), "INR"
	}
	if optional(rng, p.noLoss) {
		r.Loss, r.Currency = "", ""
	}
	if p.list != nil {
		r.Category, r.Region = p.list.state(rng, r.Category, r.Region)
	}
	if p.blank {
		r.OccurredAt, r.Category, r.Region = time.Time{}, "", ""
	}
	filedWith := weightedReal(rng, g.params.agencies.filedWith[:])
	r.Agency = g.agencies.ofReport(rng, filedWith, p.region, ids)
	r.Source = g.agencies.drawSource(rng, r.Agency)
	g.enqueue(day, second, r)
	if chance(rng, g.params.agencies.duplicated) {
		g.fileElsewhere(rng, day, second, r, filedWith, p.region, g.params.agencies.copies.draw(rng))
	}
	return r
}

// deviate returns the profile of one report.
func (g *generator) deviate(rng *rand.Rand, p profile) profile {
	if p.regionFidelity > 0 {
		if !chance(rng, p.fidelity) {
			p.method = g.params.country.drawMethod(rng)
		}
		if !chance(rng, p.regionFidelity) {
			p.region = g.params.country.drawRegion(rng)
		}
		return p
	}
	if !chance(rng, p.fidelity) {
		p.method, p.region = g.params.country.drawMethod(rng), g.params.country.drawRegion(rng)
	}
	return p
}

// link files a link. It returns nil for a link that was never sent, or whose day is after the
// period.
func (g *generator) link(rng *rand.Rand, day int, from, to graph.Identifier) *graph.Link {
	if chance(rng, g.params.filing.notSent) || day >= days {
		return nil
	}
	second := rng.IntN(24 * 3600)
	l := &graph.Link{Relation: relation(from.Kind, to.Kind), From: from, To: to}
	l.Agency = g.agencies.ofLink(l)
	if !chance(rng, g.params.filing.noLinkTime) {
		l.ObservedAt = timeOf(day, second)
	}
	g.enqueue(day, second, l)
	return l
}

// relation returns the relation from one kind to another. There is one for every pair of kinds that
// the generator links.
func relation(from, to graph.Kind) graph.Relation {
	for _, r := range graph.Relations {
		if a, b, _ := r.Ends(); a == from && b == to {
			return r
		}
	}
	panic("world: no relation from a " + string(from) + " to a " + string(to))
}

// mistype sometimes replaces an identifier by a new one, as a typing error does.
func (g *generator) mistype(rng *rand.Rand, id graph.Identifier) (_ graph.Identifier, mistyped bool) {
	if !chance(rng, g.params.filing.mistyped) {
		return id, false
	}
	return newIdentifier(rng, id.Kind), true
}

// appendDistinct appends an identifier unless the list has it.
func appendDistinct(ids []graph.Identifier, id graph.Identifier) []graph.Identifier {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}
