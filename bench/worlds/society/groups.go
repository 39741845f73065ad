package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The smallest groups that are written.
const (
	minMembers = 4 // named identifiers
	minReports = 3 // that name one of them
)

// group is a gang or an innocent group, with its identifiers that records name.
type group struct {
	kind    string
	members []int32
	reports int // that name a member
}

// groups returns the gangs and the innocent groups that are large enough to be written. A gang
// needs enough members and enough reports, an innocent group either.
func (w *world) groups() (truth, innocents []group) {
	w.markNamed()
	stolen := make([]bool, len(w.ids)) // used by a gang
	for _, g := range w.gangs {
		truth = append(truth, group{kind: g.trade.name, members: w.named(g.used, nil)})
		for _, id := range g.used {
			stolen[id] = true
		}
	}
	innocents = append(innocents, w.placeGroups()...)
	innocents = append(innocents, w.households()...)
	for _, l := range w.lones {
		innocents = append(innocents, group{kind: "lone_fraudster", members: w.named(l.used, stolen)})
	}
	w.countReports(truth)
	w.countReports(innocents)
	truth = slices.DeleteFunc(truth, func(g group) bool { return len(g.members) < minMembers || g.reports < minReports })
	innocents = slices.DeleteFunc(innocents, func(g group) bool {
		return len(g.members) == 0 || len(g.members) < minMembers && g.reports < minReports
	})
	return truth, innocents
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
		list = append(list, group{kind: placeNames[pl.kind], members: w.named(members, fraudulent)})
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
				list[p.home].members = append(list[p.home].members, id)
			}
		}
	}
	for i := range list {
		list[i].kind = "household"
		slices.Sort(list[i].members)
		list[i].members = slices.Compact(list[i].members)
	}
	return slices.DeleteFunc(list, func(g group) bool { return len(g.members) == 0 })
}

// countReports sets how many reports name a member of each group.
func (w *world) countReports(list []group) {
	start := make([]int32, len(w.ids)+1) // of each identifier's groups in in
	for _, g := range list {
		for _, id := range g.members {
			start[id+1]++
		}
	}
	for i := range w.ids {
		start[i+1] += start[i]
	}
	in, next := make([]int32, start[len(w.ids)]), slices.Clone(start)
	for i, g := range list {
		for _, id := range g.members {
			in[next[id]] = int32(i)
			next[id]++
		}
	}
	counted := make([]int32, len(list)) // the last report that was counted, from 1
	for i := range w.reports {
		r := &w.reports[i]
		if r.back {
			continue
		}
		for _, id := range r.ids[:r.count] {
			for _, g := range in[start[id]:start[id+1]] {
				if counted[g] != int32(i+1) {
					counted[g] = int32(i + 1)
					list[g].reports++
				}
			}
		}
	}
}

// summary returns a table of the groups by kind.
func (w *world) summary(truth, innocents []group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d reports, %d links, %d releases, %d withdrawals\n", len(w.reports), len(w.links), len(w.releases), len(w.withdrawn))
	for _, part := range []struct {
		title string
		list  []group
	}{{"gangs", truth}, {"innocents", innocents}} {
		type tally struct{ groups, members, reports int }
		tallies := map[string]tally{}
		for _, g := range part.list {
			t := tallies[g.kind]
			tallies[g.kind] = tally{t.groups + 1, t.members + len(g.members), t.reports + g.reports}
		}
		fmt.Fprintf(&b, "%s\n", part.title)
		for _, kind := range slices.Sorted(maps.Keys(tallies)) {
			t := tallies[kind]
			n := float64(t.groups)
			fmt.Fprintf(&b, "  %-16s %6d, on average %6.1f members, %6.1f reports\n", kind, t.groups, float64(t.members)/n, float64(t.reports)/n)
		}
	}
	return b.String()
}
