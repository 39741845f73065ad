package world

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// sketch is a planted ring before it wakes: as much as the rest of the world must
// know beforehand.
type sketch struct {
	kind    Kind
	index   int // the ring draws from a source of its own, numbered by it
	size    int // numbers, accounts or handsets, by kind
	reports int
	pair    *pair // with the ring that it merges with or was one with, if any
	spells
}

// spells are the days on which a ring works: one spell, or two with a quiet time
// between them.
type spells struct {
	first  int  // day
	length int  // days of work
	quiet  int  // days between the two halves; 0 for one spell
	rests  bool // at weekends
}

// days lists the days of work.
func (s spells) days() []int {
	at := make([]int, 0, s.length)
	for i := range s.length {
		day := s.first + i
		if i >= s.length/2 {
			day += s.quiet
		}
		if !s.rests || !weekend(day) {
			at = append(at, day)
		}
	}
	return at
}

// seasonLength is the days in which the rings of a season begin.
const seasonLength = 60

// sketchRings draws the rings of a world, in the order of their first days.
func (g *generator) sketchRings(reports int) []sketch {
	habits := &g.climate.rings
	wanted, most := int(habits.share*float64(reports)), int(habits.most*float64(reports))
	var all []sketch
	planted := 0
	// A ring that would go over the limit is drawn anew, but a world may be too
	// small for any.
	for misfits := 0; planted < wanted && misfits < 50; {
		s := g.climate.drawSketch(g.rng)
		if planted+s.reports > most {
			misfits++
			continue
		}
		s.index = len(all)
		planted += s.reports
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b sketch) int { return cmp.Compare(a.first, b.first) })
	return all
}

func (c *climate) drawSketch(rng *rand.Rand) sketch {
	s := sketch{kind: Kinds[choose(rng, c.rings.mix[:])]}
	times := func(lo, hi float64) int { return int(float64(s.size) * uniform(rng, lo, hi)) }
	switch s.kind {
	case SIMBox:
		h := &c.simBox
		s.length = h.length.draw(rng)
		s.size = min(max(int(math.Exp(math.Log(h.median)+h.spread*rng.NormFloat64())), h.numbers.lo), h.numbers.hi)
		s.reports = times(h.reports.lo, h.reports.hi)
	case Mules:
		h := &c.mules
		s.length = h.length.draw(rng)
		s.size = h.accounts.skewed(rng)
		s.reports = times(h.reports.lo, h.reports.hi)
	case CallCentre:
		h := &c.centre
		weeks := h.weeks.draw(rng)
		s.length = 7 * weeks
		s.size = h.handsets.draw(rng)
		s.reports = times(h.reports.lo*float64(weeks), h.reports.hi*float64(weeks))
	case Crew:
		h := &c.crew
		s.length = h.length.draw(rng)
		s.size = h.numbers.draw(rng)
		s.reports = times(h.reports.lo, h.reports.hi)
	}
	if s.length > 30 && chance(rng, c.rings.pause) {
		s.quiet = c.rings.quiet.draw(rng)
	}
	latest := days - s.length - s.quiet
	s.first = rng.IntN(latest + 1)
	if maybe(rng, c.rings.season) {
		s.first = min(c.rings.opens+rng.IntN(seasonLength), latest)
	}
	s.rests = s.length >= 14 && maybe(rng, c.rings.rest)
	return s
}
