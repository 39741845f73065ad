package rings

import "slices"

// aside is the group of identifiers that belong to none.
const aside = ^uint32(0)

// index finds the records that tell of an identifier.
type index struct {
	reports lists
	links   lists
}

func newIndex(e *Evidence) index {
	return index{
		reports: newLists(len(e.Kinds), func(give func(owner, item int)) {
			for report := range e.Reports.Count() {
				for _, u := range e.Reports.NamedBy(report) {
					give(int(u), report)
				}
			}
		}),
		links: newLists(len(e.Kinds), func(give func(owner, item int)) {
			for link, u := range e.Links.From {
				give(int(u), link)
				if v := e.Links.To[link]; v != u {
					give(int(v), link)
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
			if group != aside {
				give(int(group), u)
			}
		}
	})
}

func reportsOf(e *Evidence, of []uint32, count int) lists {
	var named []uint32
	return newLists(count, func(give func(owner, item int)) {
		for report := range e.Reports.Count() {
			named = named[:0]
			for _, u := range e.Reports.NamedBy(report) {
				if of[u] != aside {
					named = append(named, of[u])
				}
			}
			if len(named) > 1 {
				slices.Sort(named)
				named = slices.Compact(named)
			}
			for _, group := range named {
				give(int(group), report)
			}
		}
	})
}

func linksOf(e *Evidence, of []uint32, count int) lists {
	return newLists(count, func(give func(owner, item int)) {
		for link := range e.Links.Count() {
			from, to := of[e.Links.From[link]], of[e.Links.To[link]]
			if from == aside || to == aside {
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
