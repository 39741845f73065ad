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
	spells
}

// spells are the days on which a ring works: one spell, or two with a quiet time
// between them.
type spells struct {
	first  int // day
	length int // days of work
	quiet  int // days between the two halves; 0 for one spell
}

// days lists the days of work.
func (s spells) days() []int {
	at := make([]int, s.length)
	for i := range at {
		at[i] = s.first + i
		if i >= s.length/2 {
			at[i] += s.quiet
		}
	}
	return at
}

// The share of reports that come from rings: rings are planted until the first is
// reached, and none goes over the second.
const ringShare, mostRingShare = 0.35, 0.40

// sketchRings draws the rings of a world, in the order of their first days.
func sketchRings(rng *rand.Rand, o Options) []sketch {
	wanted, most := int(ringShare*float64(o.Reports)), int(mostRingShare*float64(o.Reports))
	var all []sketch
	planted := 0
	// A ring that would go over the limit is drawn anew, but a world may be too
	// small for any.
	for misfits := 0; planted < wanted && misfits < 50; {
		s := drawSketch(rng)
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

func drawSketch(rng *rand.Rand) sketch {
	var s sketch
	times := func(lo, hi float64) int { return int(float64(s.size) * uniform(rng, lo, hi)) }
	switch x := rng.Float64(); {
	case x < 0.20:
		s.kind, s.length = SIMBox, between(rng, 14, 70)
		s.size = min(max(int(math.Exp(math.Log(80)+0.6*rng.NormFloat64())), 30), 300)
		s.reports = times(0.3, 0.9)
	case x < 0.50:
		s.kind, s.length = Mules, between(rng, 21, 120)
		s.size = skewed(rng, 5, 20)
		s.reports = times(1.5, 4)
	case x < 0.65:
		weeks := between(rng, 4, 12)
		s.kind, s.length = CallCentre, 7*weeks
		s.size = between(rng, 4, 12)
		s.reports = times(0.5*float64(weeks), 1.5*float64(weeks))
	default:
		s.kind, s.length = Crew, between(rng, 14, 150)
		s.size = between(rng, 4, 8)
		s.reports = times(2, 5)
	}
	if s.length > 30 && chance(rng, 0.3) {
		s.quiet = between(rng, 20, 60)
	}
	s.first = rng.IntN(days - s.length - s.quiet + 1)
	return s
}
