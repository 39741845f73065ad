package world

import "github.com/ringwatch/ringwatch/graph"

// simBox files the records of a SIM box: numbers take turns in a few devices, each for some days.
// No report names most of them.
func (r *activeRing) simBox() {
	params := &r.g.params.simBox
	count := params.devices.draw(r.rng)
	switch r.habit {
	case QuietBox:
		count = 1
	case Large:
		count = max(r.size/r.g.params.large.perDevice, 1)
	}
	devices := r.addMembers(graph.Device, count)
	numbers := r.addMembers(graph.Number, r.size)
	lastDevice := make([]int, r.size) // of each number
	for i, number := range numbers {
		for range params.stays.draw(r.rng) {
			lastDevice[i] = pick(r.rng, devices)
			r.link(r.turn(i, r.size, 3), number, lastDevice[i])
		}
	}
	reported := r.rng.Perm(r.size)[:max(r.size*params.reported.draw(r.rng)/100, 1)]
	for range r.reports {
		i := pick(r.rng, reported)
		named := []int{numbers[i]}
		if chance(r.rng, params.device) {
			named = append(named, lastDevice[i])
		}
		if chance(r.rng, params.secondName) {
			named = append(named, numbers[pick(r.rng, reported)])
		}
		r.report(r.turn(i, r.size, 5), named...)
	}
}
