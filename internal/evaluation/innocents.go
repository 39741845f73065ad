package evaluation

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// InnocentFlags is how many of the innocent groups of a kind were flagged.
type InnocentFlags struct {
	Kind     world.Kind `json:"kind"`
	Groups   int        `json:"groups"`
	Flagged  int        `json:"flagged"`   // groups that a flagged ring covers
	VeryHigh int        `json:"very_high"` // those of them that a ring of the band very_high covers
}

// CountInnocents counts the innocent groups that were flagged, by kind, ordered by name. A ring
// covers a group if it holds at least half of the group's members, or if at least half of its own
// members are of the group.
//
// It takes time in proportion to the number of members, times the groups that share one.
func CountInnocents(flagged []Flagged, innocents []world.Group) []InnocentFlags {
	groupsOf := map[graph.Token][]int{} // the innocent groups of a token
	sizes := make([]int, len(innocents))
	for i, group := range innocents {
		for _, token := range distinct(group.Members) {
			groupsOf[token] = append(groupsOf[token], i)
			sizes[i]++
		}
	}
	isFlagged, isVeryHigh := make([]bool, len(innocents)), make([]bool, len(innocents))
	for _, f := range flagged {
		members := distinct(f.Members)
		shared := map[int]int{} // by innocent group
		for _, token := range members {
			for _, i := range groupsOf[token] {
				shared[i]++
			}
		}
		for i, n := range shared {
			if 2*n >= sizes[i] || 2*n >= len(members) {
				isFlagged[i] = true
				isVeryHigh[i] = isVeryHigh[i] || f.Band == graph.VeryHigh
			}
		}
	}
	kinds := map[world.Kind]InnocentFlags{}
	for i, group := range innocents {
		k := kinds[group.Kind]
		k.Kind = group.Kind
		k.Groups++
		if isFlagged[i] {
			k.Flagged++
		}
		if isVeryHigh[i] {
			k.VeryHigh++
		}
		kinds[group.Kind] = k
	}
	return sortedInnocents(kinds)
}

func sortedInnocents(kinds map[world.Kind]InnocentFlags) []InnocentFlags {
	all := make([]InnocentFlags, 0, len(kinds))
	for _, k := range kinds {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b InnocentFlags) int { return cmp.Compare(a.Kind, b.Kind) })
	return all
}
