package rings

import "slices"

// Labels that are no group or component. Every other label is below both.
const (
	none    = ^uint32(0) // of a hub, and of an identifier in no group
	skipped = none - 1   // of an identifier in a component too small to hold a ring
)

// groups are disjoint sets of identifiers, and the records of each.
type groups struct {
	labels  []uint32 // the group of each identifier, or none
	count   int
	members grouped // ascending
	reports grouped // those that name a member, ascending, without duplicates
	links   grouped // those with a member at one end or both, and none of them unlabelled; ascending, without duplicates
}

func newGroups(e *Evidence, labels []uint32, count int) *groups {
	return &groups{
		labels: labels, count: count,
		members: membersOf(labels, count), reports: reportsOf(e, labels, count), links: linksOf(e, labels, count),
	}
}

func membersOf(labels []uint32, count int) grouped {
	return newGrouped(count, func(yield func(owner, item int)) {
		for u, label := range labels {
			if label < skipped {
				yield(int(label), u)
			}
		}
	})
}

func reportsOf(e *Evidence, labels []uint32, count int) grouped {
	var named []uint32
	return newGrouped(count, func(yield func(owner, item int)) {
		for report := range e.Reports.Count() {
			named = appendLabels(named[:0], e.Reports.Named(report), labels)
			for _, label := range named {
				yield(int(label), report)
			}
		}
	})
}

// appendLabels appends the labels of identifiers to an empty list, ascending and without
// duplicates.
func appendLabels(found, identifiers, labels []uint32) []uint32 {
	for _, u := range identifiers {
		if label := labels[u]; label < skipped && (len(found) == 0 || label != found[len(found)-1]) {
			found = append(found, label)
		}
	}
	if len(found) > 1 {
		slices.Sort(found)
		found = slices.Compact(found)
	}
	return found
}

func linksOf(e *Evidence, labels []uint32, count int) grouped {
	return newGrouped(count, func(yield func(owner, item int)) {
		for link, u := range e.Links.From {
			from, to := labels[u], labels[e.Links.To[link]]
			if from >= skipped || to >= skipped {
				continue
			}
			yield(int(from), link)
			if to != from {
				yield(int(to), link)
			}
		}
	})
}

// renumber gives groups the labels from 0 on, in the order of their first identifiers, and returns
// the number of groups. All labels but none are below size.
func renumber(labels []uint32, size int) int {
	renumbered := make([]uint32, size)
	for i := range renumbered {
		renumbered[i] = none
	}
	count := uint32(0)
	for u, label := range labels {
		if label == none {
			continue
		}
		if renumbered[label] == none {
			renumbered[label] = count
			count++
		}
		labels[u] = renumbered[label]
	}
	return int(count)
}
