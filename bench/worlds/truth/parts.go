package truth

import "iter"

// Records are the records of a world that were not withdrawn, by the identifiers that each names.
// Both sequences can be read several times.
type Records[I Index] struct {
	Identifiers int // every identifier is less than this
	Reports     iter.Seq[[]I]
	Links       iter.Seq[[]I] // two identifiers each
}

// Count sets how many reports name a member of each group.
func (r Records[I]) Count(groups []Group[I]) {
	m := newMemberships(groups, r.Identifiers)
	for i := range groups {
		groups[i].Reports = 0
	}
	m.count(r.Reports, len(groups), func(slot int32) int32 { return m.group[slot] }, func(group int32) { groups[group].Reports++ })
}

// Parts returns the large connected parts of the groups. Two members are connected by a report that
// names both and by a link between them. Each part is a group of its own, of the same kind. Parts
// of the same group follow each other.
func (r Records[I]) Parts(groups []Group[I]) []Group[I] {
	m := newMemberships(groups, r.Identifiers)
	m.connect(r.Reports, len(groups))
	m.connect(r.Links, len(groups))
	partOf := make([]int32, len(m.parent)) // of a root, from 1
	var parts []Group[I]
	next := int32(0)
	for _, g := range groups {
		for _, id := range g.Members {
			root := m.root(next)
			next++
			if partOf[root] == 0 {
				parts = append(parts, Group[I]{Kind: g.Kind})
				partOf[root] = int32(len(parts))
			}
			part := &parts[partOf[root]-1]
			part.Members = append(part.Members, id)
		}
	}
	m.count(r.Reports, len(parts), func(slot int32) int32 { return partOf[m.root(slot)] - 1 }, func(part int32) { parts[part].Reports++ })
	return OnlyLarge(parts)
}

// memberships are the members of all groups one after the other, each in a slot. They form a
// disjoint-set forest of what records connect.
type memberships[I Index] struct {
	group  []int32 // of each slot
	parent []int32 // of each slot; a root is its own
	start  []int32 // of each identifier's slots in slots, and their end
	slots  []int32
}

func newMemberships[I Index](groups []Group[I], identifiers int) *memberships[I] {
	m := &memberships[I]{start: make([]int32, identifiers+1)}
	for i, g := range groups {
		for _, id := range g.Members {
			m.parent = append(m.parent, int32(len(m.parent)))
			m.group = append(m.group, int32(i))
			m.start[id+1]++
		}
	}
	for i := range identifiers {
		m.start[i+1] += m.start[i]
	}
	m.slots = make([]int32, len(m.parent))
	next := append([]int32(nil), m.start...)
	slot := int32(0)
	for _, g := range groups {
		for _, id := range g.Members {
			m.slots[next[id]] = slot
			next[id]++
			slot++
		}
	}
	return m
}

func (m *memberships[I]) of(id I) []int32 { return m.slots[m.start[id]:m.start[id+1]] }

func (m *memberships[I]) root(slot int32) int32 {
	for m.parent[slot] != slot {
		m.parent[slot] = m.parent[m.parent[slot]]
		slot = m.parent[slot]
	}
	return slot
}

// connect joins the members of each group that one record names.
func (m *memberships[I]) connect(records iter.Seq[[]I], groups int) {
	last := make([]int32, groups)  // the last record that names a member, from 1
	first := make([]int32, groups) // the slot of the first member that it names
	record := int32(0)
	for ids := range records {
		record++
		for _, id := range ids {
			for _, slot := range m.of(id) {
				g := m.group[slot]
				if last[g] != record {
					last[g], first[g] = record, slot
				} else {
					m.parent[m.root(slot)] = m.root(first[g])
				}
			}
		}
	}
}

// count calls add once for each record and each of n things that the record's members belong to.
func (m *memberships[I]) count(records iter.Seq[[]I], n int, thingOf func(slot int32) int32, add func(thing int32)) {
	last := make([]int32, n) // the last record that was counted, from 1
	record := int32(0)
	for ids := range records {
		record++
		for _, id := range ids {
			for _, slot := range m.of(id) {
				if thing := thingOf(slot); last[thing] != record {
					last[thing] = record
					add(thing)
				}
			}
		}
	}
}
