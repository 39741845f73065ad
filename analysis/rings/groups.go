package rings

import "slices"

// aside is the group of identifiers that belong to none.
const aside = ^uint32(0)

// outside is the group of identifiers whose own is not looked at.
const outside = aside - 1

// index finds the records that tell of some identifiers, and the first report of each other.
type index struct {
	reports, links lists    // by the place of an identifier among those
	first          []uint32 // of each identifier, the first report that names it; aside where none does
}

func newIndex(e *Evidence, identifiers []int) index {
	place, first := make([]uint32, len(e.Kinds)), make([]uint32, len(e.Kinds))
	for u := range place {
		place[u], first[u] = aside, aside
	}
	for i, u := range identifiers {
		place[u] = uint32(i)
	}
	for report := range e.Reports.Count() {
		for _, u := range e.Reports.Named(report) {
			first[u] = min(first[u], uint32(report))
		}
	}
	return index{
		first: first,
		reports: newLists(len(identifiers), func(give func(owner, item int)) {
			for report := range e.Reports.Count() {
				for _, u := range e.Reports.Named(report) {
					if place[u] != aside {
						give(int(place[u]), report)
					}
				}
			}
		}),
		links: newLists(len(identifiers), func(give func(owner, item int)) {
			for link, u := range e.Links.From {
				v := e.Links.To[link]
				if place[u] != aside {
					give(int(place[u]), link)
				}
				if v != u && place[v] != aside {
					give(int(place[v]), link)
				}
			}
		}),
	}
}

// groups are identifiers put together, and the records that tell of each group.
type groups struct {
	of      []uint32 // the group of each identifier, or aside
	count   int
	members lists // ascending
	reports lists // those that name a member, ascending, each once
	links   lists // those between identifiers that are not aside, of which one is a member; ascending, each once
}

func newGroups(e *Evidence, of []uint32, count int) *groups {
	g := &groups{of: of, count: count}
	g.members = membersOf(of, count)
	g.reports = reportsOf(e, of, count)
	g.links = linksOf(e, of, count)
	return g
}

func membersOf(of []uint32, count int) lists {
	return newLists(count, func(give func(owner, item int)) {
		for u, group := range of {
			if group < outside {
				give(int(group), u)
			}
		}
	})
}

func reportsOf(e *Evidence, of []uint32, count int) lists {
	var named []uint32
	return newLists(count, func(give func(owner, item int)) {
		for report := range e.Reports.Count() {
			named = groupsNamed(named[:0], e.Reports.Named(report), of)
			for _, group := range named {
				give(int(group), report)
			}
		}
	})
}

// groupsNamed appends the groups that identifiers belong to, ascending, each once.
func groupsNamed(groups, identifiers, of []uint32) []uint32 {
	for _, u := range identifiers {
		if group := of[u]; group < outside && (len(groups) == 0 || group != groups[len(groups)-1]) {
			groups = append(groups, group)
		}
	}
	if len(groups) > 1 {
		slices.Sort(groups)
		groups = slices.Compact(groups)
	}
	return groups
}

func linksOf(e *Evidence, of []uint32, count int) lists {
	return newLists(count, func(give func(owner, item int)) {
		for link, u := range e.Links.From {
			from, to := of[u], of[e.Links.To[link]]
			if from >= outside || to >= outside {
				continue
			}
			give(int(from), link)
			if to != from {
				give(int(to), link)
			}
		}
	})
}

// habitsOf are those of a group with these records.
func habitsOf(e *Evidence, d *diary, reports, links []uint32) habits {
	for _, report := range reports {
		d.report(e, int(report))
	}
	for _, link := range links {
		d.link(e, int(link))
	}
	return d.close()
}

// renumber gives the groups the numbers from 0 on, in the order of their first
// identifiers, and returns how many there are. Numbers are below size.
func renumber(of []uint32, size int) int {
	to := make([]uint32, size)
	for i := range to {
		to[i] = aside
	}
	count := uint32(0)
	for u, group := range of {
		if group == aside {
			continue
		}
		if to[group] == aside {
			to[group] = count
			count++
		}
		of[u] = to[group]
	}
	return int(count)
}
