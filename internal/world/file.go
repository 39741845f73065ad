package world

import (
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// habit is what a fraudster's reports have in common.
type habit struct {
	modus  modus
	region string
	faith  float64 // the share of reports that keep to it
	local  float64 // where over 0, the share that keep to the region, whatever their modus
}

// report files a report.
func (g *generator) report(rng *rand.Rand, day int, h habit, ids []graph.Identifier) *graph.Report {
	h = g.astray(rng, h)
	lacks := &g.climate.filing
	second := moment(rng)
	r := &graph.Report{Identifiers: ids}
	if !chance(rng, lacks.noTime) {
		r.OccurredAt = at(day, second)
	}
	if !chance(rng, lacks.noCategory) {
		r.Category = h.modus.category
	}
	if !chance(rng, lacks.noChannel) {
		r.Channel = h.modus.channel
	}
	if !chance(rng, lacks.noRegion) {
		r.Region = h.region
	}
	if !chance(rng, lacks.noLoss) {
		r.Loss, r.Currency = h.modus.loss(rng), "INR"
	}
	g.put(day, second, r)
	return r
}

// astray is the habit of one report: now and then another than the fraudster's.
func (g *generator) astray(rng *rand.Rand, h habit) habit {
	if h.local > 0 {
		if !chance(rng, h.faith) {
			h.modus = g.climate.land.drawModus(rng)
		}
		if !chance(rng, h.local) {
			h.region = g.climate.land.drawRegion(rng)
		}
		return h
	}
	if !chance(rng, h.faith) {
		h.modus, h.region = g.climate.land.drawModus(rng), g.climate.land.drawRegion(rng)
	}
	return h
}

// link files a link between two identifiers, unless it is one of those that were
// never sent: nil. What the period no longer holds is never sent either.
func (g *generator) link(rng *rand.Rand, day int, from, to graph.Identifier) *graph.Link {
	if chance(rng, g.climate.filing.notSent) || day >= days {
		return nil
	}
	second := rng.IntN(24 * 3600)
	l := &graph.Link{Relation: relation(from.Kind, to.Kind), From: from, To: to}
	if !chance(rng, g.climate.filing.unseen) {
		l.ObservedAt = at(day, second)
	}
	g.put(day, second, l)
	return l
}

// relation is the one that goes from a kind to another. There is one for every pair
// that the world links.
func relation(from, to graph.Kind) graph.Relation {
	for _, r := range graph.Relations {
		if a, b, _ := r.Ends(); a == from && b == to {
			return r
		}
	}
	panic("world: no relation from a " + string(from) + " to a " + string(to))
}

// slip replaces, now and then, an identifier by one that nobody has: a slip of the
// keyboard.
func (g *generator) slip(rng *rand.Rand, id graph.Identifier) (_ graph.Identifier, slipped bool) {
	if !chance(rng, g.climate.filing.mistyped) {
		return id, false
	}
	return newIdentifier(rng, id.Kind), true
}

// named adds an identifier to those that a report names, unless it is there.
func named(ids []graph.Identifier, id graph.Identifier) []graph.Identifier {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}
