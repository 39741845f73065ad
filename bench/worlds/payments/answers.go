package main

import (
	"iter"
	"slices"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
)

// answers returns the rings, what a detection can find of them, and the innocent groups, with the
// members that a report or link names.
func (w *world) answers() truth.World[id] {
	records := w.standing()
	seen := make([]bool, len(w.kinds))
	for _, list := range []iter.Seq[[]id]{records.Reports, records.Links} {
		for ids := range list {
			for _, i := range ids {
				seen[i] = true
			}
		}
	}
	rings, innocents := answersOf(w.rings, seen), answersOf(w.innocents, seen)
	records.Count(rings)
	records.Count(innocents)
	rings = truth.OnlyLarge(rings)
	innocents = slices.DeleteFunc(innocents, func(g truth.Group[id]) bool { return len(g.Members) == 0 })
	return truth.World[id]{Planned: rings, Rings: records.Parts(rings), Innocents: innocents, Token: w.token}
}

// standing returns what was not withdrawn.
func (w *world) standing() truth.Records[id] {
	withdrawn := map[uint32]bool{}
	for at := range w.events {
		if e := &w.events[at]; e.what == isWithdrawal {
			withdrawn[e.first] = true
		}
	}
	events := func(counts func(what uint8) bool) iter.Seq[[]id] {
		return func(yield func([]id) bool) {
			for at := range w.events {
				e := &w.events[at]
				if counts(e.what) && !withdrawn[uint32(at)] && !yield(w.named[e.first:e.first+uint32(e.count)]) {
					return
				}
			}
		}
	}
	return truth.Records[id]{
		Identifiers: len(w.kinds),
		Reports:     events(func(what uint8) bool { return what == isReport }),
		Links:       events(func(what uint8) bool { return what <= transferredTo }),
	}
}

// answersOf returns groups with the members that were seen, each once.
func answersOf(groups []*group, seen []bool) []truth.Group[id] {
	all := make([]truth.Group[id], len(groups))
	for n, g := range groups {
		members := slices.DeleteFunc(slices.Clone(g.members), func(i id) bool { return !seen[i] })
		slices.Sort(members)
		all[n] = truth.Group[id]{Kind: g.kind, Members: slices.Compact(members)}
	}
	return all
}
