package world

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// plan is a ring that has not started: as much of it as the rest of the world depends on.
type plan struct {
	kind    Kind
	habit   Kind // that makes it hard to find; empty for most
	index   int  // seeds the ring's own random source
	size    int  // numbers, accounts or handsets, by kind
	reports int
	pair    *pair // with the ring that it merges with or splits from; nil for neither
	workTime
}

// workTime says on which days a ring works: in one stretch, or in two halves with a pause between.
type workTime struct {
	first        int // day
	length       int // days of work, weekends included
	pause        int // days between the halves; 0 for one stretch
	restWeekends bool
}

// days returns the days of work.
func (w workTime) days() []int {
	workdays := make([]int, 0, w.length)
	for i := range w.length {
		day := w.first + i
		if i >= w.length/2 {
			day += w.pause
		}
		if !w.restWeekends || !isWeekend(day) {
			workdays = append(workdays, day)
		}
	}
	return workdays
}

// releaseDays is how long before the end of the period rings stop whose numbers are released.
const releaseDays = 90

// seasonDays is the length of the season in which seasonal rings begin.
const seasonDays = 60

// maxMisfits is how many plans planRings rejects, because their reports would exceed maxShare,
// before it stops drawing: in a small world no further ring may fit.
const maxMisfits = 50

// planLargeRings draws the rings of a thousand numbers or more, which only large worlds have.
func (g *generator) planLargeRings(reports int) []plan {
	params := &g.params.large
	var all []plan
	add := func(size int) {
		p := plan{kind: SIMBox, habit: Large, index: len(all), size: size}
		p.length = params.length.draw(g.rng)
		p.first = g.rng.IntN(days - p.length + 1)
		p.reports = int(float64(size) * params.reports.draw(g.rng))
		all = append(all, p)
	}
	if reports >= params.hugeFrom {
		add(params.huge)
	}
	for range reports / params.every {
		add(params.numbers.skewed(g.rng))
	}
	return all
}

// planRings draws the rings of a world, in the order of their first days.
func (g *generator) planRings(reports int) []plan {
	params := &g.params.rings
	wanted, most := int(params.share*float64(reports)), int(params.maxShare*float64(reports))
	all := g.planLargeRings(reports)
	planned := 0
	for _, p := range all {
		planned += p.reports
	}
	for misfits := 0; planned < wanted && misfits < maxMisfits; {
		p := g.params.drawPlan(g.rng)
		if planned+p.reports > most {
			misfits++
			continue
		}
		p.index = len(all)
		planned += p.reports
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b plan) int { return cmp.Compare(a.first, b.first) })
	return all
}

func (params *parameters) drawPlan(rng *rand.Rand) plan {
	p := plan{kind: Kinds[weightedReal(rng, params.rings.mix[:])]}
	p.habit, p.kind = params.drawHabit(rng, p.kind)
	perSize := func(lo, hi float64) int { return int(float64(p.size) * uniform(rng, lo, hi)) }
	switch p.kind {
	case SIMBox:
		k := &params.simBox
		p.length = k.length.draw(rng)
		p.size = min(max(int(math.Exp(math.Log(k.median)+k.spread*rng.NormFloat64())), k.numbers.lo), k.numbers.hi)
		p.reports = perSize(k.reports.lo, k.reports.hi)
	case Mules:
		k := &params.mules
		p.length = k.length.draw(rng)
		p.size = k.accounts.skewed(rng)
		p.reports = perSize(k.reports.lo, k.reports.hi)
	case CallCentre:
		k := &params.centre
		weeks := k.weeks.draw(rng)
		p.length = 7 * weeks
		p.size = k.handsets.draw(rng)
		p.reports = perSize(k.reports.lo*float64(weeks), k.reports.hi*float64(weeks))
	case Crew:
		k := &params.crew
		p.length = k.length.draw(rng)
		p.size = k.numbers.draw(rng)
		p.reports = perSize(k.reports.lo, k.reports.hi)
	}
	params.applyHabit(rng, &p)
	if p.length > 30 && p.habit != Slow && chance(rng, params.rings.pause) {
		p.pause = params.rings.pauseDays.draw(rng)
	}
	latest := days - p.length - p.pause
	if p.habit == Released { // so that the next holders show too
		latest = max(latest-releaseDays, 0)
	}
	p.first = rng.IntN(latest + 1)
	if optional(rng, params.rings.seasonal) {
		p.first = min(params.rings.seasonStart+rng.IntN(seasonDays), latest)
	}
	p.restWeekends = p.length >= 14 && optional(rng, params.rings.restWeekends)
	return p
}
