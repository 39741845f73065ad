package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
)

// group is a gang or an innocent group, with its identifiers that records name.
type group = truth.Group[int32]

// answers returns the gangs, what a detection can find of them, and the innocent groups. An
// innocent group needs as many members or as many reports as a ring, not both.
func (w *world) answers() truth.World[int32] {
	w.markNamed()
	var gangs, innocents []group
	stolen := make([]bool, len(w.ids)) // used by a gang
	for _, g := range w.gangs {
		gangs = append(gangs, group{Kind: g.trade.name, Members: w.named(g.used, nil)})
		for _, id := range g.used {
			stolen[id] = true
		}
	}
	innocents = append(innocents, w.placeGroups()...)
	innocents = append(innocents, w.households()...)
	for _, l := range w.lones {
		innocents = append(innocents, group{Kind: "lone_fraudster", Members: w.named(l.used, stolen)})
	}
	records := w.standing()
	records.Count(gangs)
	records.Count(innocents)
	gangs = truth.OnlyLarge(gangs)
	innocents = slices.DeleteFunc(innocents, func(g group) bool {
		return len(g.Members) == 0 || len(g.Members) < truth.MinMembers && g.Reports < truth.MinReports
	})
	return truth.World[int32]{Planned: gangs, Rings: records.Parts(gangs), Innocents: innocents, Token: w.token}
}

// standing returns what was not withdrawn.
func (w *world) standing() truth.Records[int32] {
	return truth.Records[int32]{
		Identifiers: len(w.ids),
		Reports: func(yield func([]int32) bool) {
			for i := range w.reports {
				if r := &w.reports[i]; !r.back && !yield(r.ids[:r.count]) {
					return
				}
			}
		},
		Links: func(yield func([]int32) bool) {
			for _, l := range w.links {
				if e := &w.edges[l.edge]; !yield([]int32{e.a, e.b}) {
					return
				}
			}
		},
	}
}

// markNamed marks what reports and links name. A withdrawn report names nothing.
func (w *world) markNamed() {
	for i := range w.reports {
		if r := &w.reports[i]; !r.back {
			for _, id := range r.ids[:r.count] {
				w.ids[id].named = true
			}
		}
	}
	for _, l := range w.links {
		e := &w.edges[l.edge]
		w.ids[e.a].named, w.ids[e.b].named = true, true
	}
}

// named returns those of the identifiers that are named and not in except, sorted, each once.
func (w *world) named(list []int32, except []bool) []int32 {
	var found []int32
	for _, id := range list {
		if id != none && w.ids[id].named && (except == nil || !except[id]) {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// placeGroups returns each place with the identifiers that met its handsets. What was used in fraud
// is left out.
func (w *world) placeGroups() (list []group) {
	fraudulent := make([]bool, len(w.ids))
	for i := range w.ids {
		fraudulent[i] = w.ids[i].fraud
	}
	for i := range w.places {
		pl := &w.places[i]
		members := slices.Concat(pl.numbers, pl.devices, pl.accounts)
		for _, d := range pl.devices {
			for at := w.ids[d].newest; at != none; {
				e := &w.edges[at] // a handset is the second end of all its edges
				members = append(members, e.a)
				at = e.nextB
			}
		}
		list = append(list, group{Kind: placeNames[pl.kind], Members: w.named(members, fraudulent)})
	}
	return list
}

// households returns what the members of each household hold on the last day, without what was used
// in fraud or belongs to a place.
func (w *world) households() (list []group) {
	list = make([]group, w.homes)
	for i := range w.persons {
		p := &w.persons[i]
		for _, id := range [...]int32{p.number, p.second, p.device, p.account} {
			if id != none && w.ids[id].named && !w.ids[id].fraud && w.ids[id].place == none {
				list[p.home].Members = append(list[p.home].Members, id)
			}
		}
	}
	for i := range list {
		list[i].Kind = "household"
		slices.Sort(list[i].Members)
		list[i].Members = slices.Compact(list[i].Members)
	}
	return slices.DeleteFunc(list, func(g group) bool { return len(g.Members) == 0 })
}

// summary returns a table of the groups by kind.
func (w *world) summary(t truth.World[int32]) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d reports, %d links, %d releases, %d withdrawals\n", len(w.reports), len(w.links), len(w.releases), len(w.withdrawn))
	for _, part := range []struct {
		title string
		list  []group
	}{{"gangs as planned", t.Planned}, {"connected parts of gangs", t.Rings}, {"innocents", t.Innocents}} {
		type tally struct{ groups, members, reports int }
		tallies := map[string]tally{}
		for _, g := range part.list {
			sum := tallies[g.Kind]
			tallies[g.Kind] = tally{sum.groups + 1, sum.members + len(g.Members), sum.reports + g.Reports}
		}
		fmt.Fprintf(&b, "%s\n", part.title)
		for _, kind := range slices.Sorted(maps.Keys(tallies)) {
			sum := tallies[kind]
			n := float64(sum.groups)
			fmt.Fprintf(&b, "  %-16s %6d, on average %6.1f members, %6.1f reports\n", kind, sum.groups, float64(sum.members)/n, float64(sum.reports)/n)
		}
	}
	return b.String()
}
