package lifecycle

import "github.com/ringwatch/ringwatch/graph"

// OversizedGroups are the groups that a run found too large: it parted or dropped them.
type OversizedGroups struct {
	Groups      [][]int // of indices into Identifiers; an identifier is in one group at most
	Identifiers []graph.Identifier

	groupOf map[graph.Identifier]int // nil before the first call of around
}

// around returns the size of the group that holds more than half of a ring's members, or 0 if none
// does.
func (o *OversizedGroups) around(members []graph.Member) int {
	if o == nil || len(o.Groups) == 0 {
		return 0
	}
	if o.groupOf == nil { // few runs close a ring, so few need it
		o.groupOf = map[graph.Identifier]int{}
		for group, indices := range o.Groups {
			for _, i := range indices {
				o.groupOf[o.Identifiers[i]] = group
			}
		}
	}
	shared := map[int]int{}
	for _, m := range members {
		if group, ok := o.groupOf[m.Identifier]; ok {
			if shared[group]++; 2*shared[group] > len(members) {
				return len(o.Groups[group])
			}
		}
	}
	return 0
}
