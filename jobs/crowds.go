package jobs

import "ringwatch/graph"

// crowds are the groups that are too large to be rings: of each identifier in one, which and
// how many it is among.
type crowds map[graph.Identifier]crowd

type crowd struct{ number, size int }

func crowdsOf(s *graph.Snapshot, tooLarge [][]int) crowds {
	c := crowds{}
	for number, group := range tooLarge {
		for _, u := range group {
			c[s.Identifiers[u]] = crowd{number, len(group)}
		}
	}
	return c
}

// around is how many identifiers the crowd has in which more than half of a ring's members
// got; 0 if there is none.
func (c crowds) around(members []graph.Member) int {
	in := map[crowd]int{}
	for _, m := range members {
		if its, ok := c[m.Identifier]; ok {
			if in[its]++; 2*in[its] > len(members) {
				return its.size
			}
		}
	}
	return 0
}
