package main

import (
	"slices"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
)

// answer is a group in an answer file.
type answer = truth.Group[ident]

// answers returns the rings, what a detection can find of them, and the innocent groups, with the
// members that a record names.
func (w *world) answers() truth.World[ident] {
	named := make([]bool, len(w.kinds))
	for i := range w.links {
		named[w.links[i].from], named[w.links[i].to] = true, true
	}
	for _, r := range w.releases {
		named[r.number] = true
	}
	for _, k := range w.knowns {
		named[k.id] = true
	}
	records := w.standing()
	for ids := range records.Reports {
		for _, id := range ids {
			named[id] = true
		}
	}
	rings := answersOf(w.rings, func(id ident) bool { return named[id] && !w.released[id] })
	innocents := answersOf(w.innocents, func(id ident) bool { return named[id] })
	records.Count(rings)
	records.Count(innocents)
	rings = truth.OnlyLarge(rings)
	// One identifier that was reported once is a stranger, whatever its kind.
	innocents = slices.DeleteFunc(innocents, func(a answer) bool { return len(a.Members) == 0 || len(a.Members) == 1 && a.Reports < 2 })
	return truth.World[ident]{Planned: rings, Rings: records.Parts(rings), Innocents: innocents, Token: w.token}
}

// standing returns what was not withdrawn.
func (w *world) standing() truth.Records[ident] {
	return truth.Records[ident]{
		Identifiers: len(w.kinds),
		Reports: func(yield func([]ident) bool) {
			for i := range w.reports {
				if r := &w.reports[i]; !r.withdrawn && !yield(w.namesOf(r)) {
					return
				}
			}
		},
		Links: func(yield func([]ident) bool) {
			for i := range w.links {
				if l := &w.links[i]; !yield([]ident{l.from, l.to}) {
					return
				}
			}
		},
	}
}

// answersOf returns groups with the members that count.
func answersOf(groups []*group, counts func(ident) bool) []answer {
	all := make([]answer, len(groups))
	for i, g := range groups {
		all[i].Kind = g.kind
		for _, id := range g.members {
			if counts(id) {
				all[i].Members = append(all[i].Members, id)
			}
		}
	}
	return all
}
