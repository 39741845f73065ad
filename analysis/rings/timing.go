package rings

import (
	"math"
	"slices"
)

// minBurst is how many dated incidents a burst needs.
const minBurst = 4

// burstDays is the length of the time in which a campaign against a business happens.
const burstDays = 7

// timing returns the days from the first to the last incident, negative if fewer than two are
// dated, and the share of dated incidents within the densest burstDays, 0 if there are fewer than
// minBurst.
func timing(incidents []incident) (span, burst float64) {
	days := make([]int64, 0, len(incidents))
	for i := range incidents {
		if incidents[i].day != NoDay {
			days = append(days, int64(incidents[i].day))
		}
	}
	if len(days) < 2 {
		return -1, 0
	}
	slices.Sort(days)
	span = float64(days[len(days)-1] - days[0])
	if len(days) < minBurst {
		return span, 0
	}
	first, most := 0, 0
	for last := range days {
		for days[last]-days[first] >= burstDays {
			first++
		}
		most = max(most, last-first+1)
	}
	return span, float64(most) / float64(len(days))
}

// lifeOfNumbers returns the mean of log(1 + days) over numbers with two dated records or more,
// where days lie between the first and the last. It returns -1 if there are fewer than two such
// numbers. A ring uses up its numbers; a family keeps them for years.
func (c *candidate) lifeOfNumbers(e *Evidence, incidents []incident, inside []uint32) float64 {
	type life struct {
		first, last int32
		records     int
	}
	lives := make([]life, len(c.members))
	see := func(u uint32, day int32) {
		l := &lives[u]
		if l.records == 0 {
			l.first, l.last = day, day
		}
		l.first, l.last = min(l.first, day), max(l.last, day)
		l.records++
	}
	for i := range incidents {
		if incidents[i].day == NoDay {
			continue
		}
		for _, u := range incidents[i].named {
			see(u, incidents[i].day)
		}
	}
	for _, link := range inside {
		if day := e.Links.Day[link]; day != NoDay {
			from, _ := c.position(e.Links.From[link])
			to, _ := c.position(e.Links.To[link])
			see(from, day)
			see(to, day)
		}
	}
	sum, n := 0.0, 0
	for u, l := range lives {
		if e.Kinds[c.members[u]] == Number && l.records >= 2 {
			sum += math.Log1p(float64(l.last) - float64(l.first))
			n++
		}
	}
	if n < 2 {
		return -1
	}
	return sum / float64(n)
}
