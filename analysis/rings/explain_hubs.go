package rings

import (
	"maps"
	"slices"
)

// hubReasons returns a reason for each hub that members of a ring have an edge to.
func (c *components) hubReasons(hubs []Hub, members []Member) (reasons []Reason) {
	adjacent := map[int]int{} // members by hub
	for _, m := range members {
		for _, v := range c.g.Neighbours(m.Identifier) {
			if c.labels[v] == none {
				adjacent[int(v)]++
			}
		}
	}
	for _, u := range slices.Sorted(maps.Keys(adjacent)) {
		i, _ := slices.BinarySearchFunc(hubs, u, func(h Hub, u int) int { return h.Identifier - u })
		h := &hubs[i]
		neighbours := thousands(h.Degree) + " identifiers, " + thousands(h.Degree-h.Related) + " of them unrelated"
		if h.Related == 0 {
			neighbours = thousands(h.Degree) + " unrelated identifiers"
		}
		text := "set aside: " + hubNames[c.e.Kinds[u]] + " " + neighbours + "; " +
			count(adjacent[u], "member is", "members are") + " among them"
		reasons = append(reasons, Reason{Kind: ReasonHub, Text: text})
	}
	return reasons
}

var hubNames = [kindCount]string{"a number seen with", "a device shared by", "an account shared by"}
