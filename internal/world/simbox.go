package world

import "github.com/ringwatch/ringwatch/graph"

// simBox: numbers take turns in a few devices, each for some days; most of them
// never draw a report.
func (l *layout) simBox() {
	h := &l.g.climate.simBox
	devices := l.enlist(graph.Device, h.devices.draw(l.rng))
	numbers := l.enlist(graph.Number, l.size)
	sat := make([]int, l.size) // the device that each was last in
	for i, number := range numbers {
		for range h.stays.draw(l.rng) {
			sat[i] = pick(l.rng, devices)
			l.link(l.along(i, l.size, 3), number, sat[i])
		}
	}
	caught := l.rng.Perm(l.size)[:max(l.size*h.reported.draw(l.rng)/100, 1)]
	for range l.reports {
		i := pick(l.rng, caught)
		who := []int{numbers[i]}
		if chance(l.rng, h.device) {
			who = append(who, sat[i])
		}
		if chance(l.rng, h.second) {
			who = append(who, numbers[pick(l.rng, caught)])
		}
		l.report(l.along(i, l.size, 5), who...)
	}
}
