package main

import (
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// When a false release says that identifiers passed to others.
const (
	lastDay = world.Days - 1
	future  = world.Days + 90 // after all records
)

// launder has agencies release all members of all rings on a day. They filed some of the evidence
// themselves, as agencies do.
func launder(day int) func(*scene, *filing, int) aim {
	return func(s *scene, f *filing, effort int) aim {
		for _, ring := range s.rings {
			for _, m := range ring.members {
				for _, agency := range s.liars(effort) {
					f.release(agency, m, day)
				}
			}
		}
		return aim{rings: true}
	}
}

// camouflage has members of rings deal with popular innocents, whom many others deal with too.
// Honest agencies see it.
func camouflage(s *scene, f *filing, effort int) aim {
	for _, ring := range s.rings {
		for _, m := range ring.members {
			for range effort {
				for { // some kinds cannot be linked
					relation, from, to := tieOf(m, s.popular[f.IntN(len(s.popular))])
					if relation != "" {
						f.link(s.agencies[f.IntN(4)], relation, from, to, lateDay+f.IntN(28))
						break
					}
				}
			}
		}
	}
	return aim{rings: true}
}

// tieOf returns a link that can join two identifiers; the relation is empty if none can.
func tieOf(m, other graph.Identifier) (relation graph.Relation, from, to graph.Identifier) {
	switch [2]graph.Kind{m.Kind, other.Kind} {
	case [2]graph.Kind{graph.Number, graph.Device}:
		return graph.UsedIn, m, other
	case [2]graph.Kind{graph.Device, graph.Number}:
		return graph.UsedIn, other, m
	case [2]graph.Kind{graph.Number, graph.Account}:
		return graph.LinkedTo, m, other
	case [2]graph.Kind{graph.Account, graph.Number}:
		return graph.LinkedTo, other, m
	case [2]graph.Kind{graph.Account, graph.Device}:
		return graph.AccessedFrom, m, other
	case [2]graph.Kind{graph.Device, graph.Account}:
		return graph.AccessedFrom, other, m
	case [2]graph.Kind{graph.Account, graph.Account}:
		return graph.TransferredTo, m, other
	}
	return "", m, other
}

// listRings has one agency file reports that name so many tokens: five members each of some rings,
// in turn, and strangers.
func listRings(length, rings int) func(*scene, *filing, int) aim {
	return func(s *scene, f *filing, effort int) aim {
		for n := range effort {
			var ids []graph.Identifier
			for i := range min(rings, len(s.rings)) {
				members := s.rings[(n*rings+i)%len(s.rings)].members
				ids = append(ids, members[:min(5, len(members))]...)
			}
			for _, at := range f.Perm(len(s.strays))[:min(len(s.strays), max(length-len(ids), 0))] {
				ids = append(ids, s.strays[at])
			}
			f.report(s.liars(1)[0], f.newStory(), lateDay+f.IntN(28), unique(ids)...)
		}
		return aim{rings: true}
	}
}

// giantStar has one agency link one device to three numbers of each ring, and to strangers.
func giantStar(s *scene, f *filing, effort int) aim {
	var ends []graph.Identifier
	for _, ring := range s.rings {
		left := 3
		for _, m := range ring.members {
			if m.Kind == graph.Number && left > 0 {
				ends = append(ends, m)
				left--
			}
		}
	}
	for _, at := range f.Perm(len(s.strays))[:min(len(s.strays), max(effort-len(ends), 0))] {
		ends = append(ends, s.strays[at])
	}
	for len(ends) < effort {
		ends = append(ends, f.newIdentifier(graph.Number, 1))
	}
	device := f.newIdentifier(graph.Device, 1)
	for _, number := range unique(ends) {
		f.link(s.liars(1)[0], graph.UsedIn, number, device, lateDay+f.IntN(28))
	}
	return aim{rings: true}
}

// unique returns identifiers without repetition, in their order.
func unique(ids []graph.Identifier) (all []graph.Identifier) {
	seen := map[graph.Token]bool{}
	for _, id := range ids {
		if !seen[id.Token] {
			seen[id.Token] = true
			all = append(all, id)
		}
	}
	return all
}
