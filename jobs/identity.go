package jobs

import (
	"cmp"
	"slices"

	"ringwatch/graph"
)

// sameRing is the Jaccard overlap of members from which two rings are one that
// changed.
const sameRing = 0.5

// keepIDs gives each ring the id of the published ring that it continues: the one
// with which it shares most, if that is at least half of both together. It returns
// rings in the order of their ids.
func keepIDs(before, rings []graph.Ring) []graph.Ring {
	heirs := inherit(before, rings)
	taken := make(map[string]bool, len(rings))
	for _, id := range heirs {
		taken[id] = true
	}
	for i := range rings {
		if id, ok := heirs[i]; ok {
			rings[i].ID = id
			continue
		}
		// A ring may have drifted away from the members that its id was made of.
		for salt := 1; taken[rings[i].ID]; salt++ {
			rings[i].ID = idOf(rings[i].Members, salt)
		}
		taken[rings[i].ID] = true
	}
	slices.SortFunc(rings, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return rings
}

// inherit pairs rings with ids of rings before, each at most once, the greatest
// overlap first.
func inherit(before, rings []graph.Ring) map[int]string {
	in := map[graph.Identifier]int{}
	for i := range before {
		for _, m := range before[i].Members {
			in[m.Identifier] = i
		}
	}
	type pair struct {
		overlap     float64
		ring, older int
	}
	var pairs []pair
	for i := range rings {
		shared := map[int]int{}
		for _, m := range rings[i].Members {
			if older, ok := in[m.Identifier]; ok {
				shared[older]++
			}
		}
		for older, n := range shared {
			if overlap := float64(n) / float64(len(rings[i].Members)+len(before[older].Members)-n); overlap >= sameRing {
				pairs = append(pairs, pair{overlap, i, older})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.ring, b.ring), cmp.Compare(a.older, b.older))
	})
	heirs, given := map[int]string{}, map[int]bool{}
	for _, p := range pairs {
		if _, has := heirs[p.ring]; !has && !given[p.older] {
			heirs[p.ring], given[p.older] = before[p.older].ID, true
		}
	}
	return heirs
}
