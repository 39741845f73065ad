package jobs

import "github.com/ringwatch/ringwatch/graph"

// crowds are the groups of a run that are too large to be rings. Few runs ask for them.
type crowds struct {
	groups      [][]int // of identifiers, by their places
	identifiers []graph.Identifier
	of          map[graph.Identifier]int // the crowd of each; nil until somebody asks
}

// around is how many identifiers the crowd has in which more than half of a ring's members
// got; 0 if there is none.
func (c *crowds) around(members []graph.Member) int {
	if c == nil || len(c.groups) == 0 {
		return 0
	}
	if c.of == nil {
		c.of = map[graph.Identifier]int{}
		for crowd, group := range c.groups {
			for _, u := range group {
				c.of[c.identifiers[u]] = crowd
			}
		}
	}
	in := map[int]int{}
	for _, m := range members {
		if crowd, ok := c.of[m.Identifier]; ok {
			if in[crowd]++; 2*in[crowd] > len(members) {
				return len(c.groups[crowd])
			}
		}
	}
	return 0
}
