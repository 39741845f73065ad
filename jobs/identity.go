package jobs

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// sameRing is the share of a ring's weight, of the one before or of the one found, that
// must be in both for the two to have to do with each other. A ring that only grew has
// all of the one before, one that only shrank lies wholly in it.
const sameRing = 0.5

// leastWeight is what a member counts at least: hanging by a thread is still a member.
const leastWeight = 0.05

// nobody stands for no ring where an index is wanted.
const nobody = -1

// kinship says how the rings of a run continue those of before.
type kinship struct {
	heirOf []int // of each ring found: the ring of before whose id it keeps
	from   []int // of each ring found that keeps no id: the ring of before that it came out of
	into   []int // of each ring of before that has no heir: the ring found that took it in
}

// overlap is what a ring of before and a ring found have in common.
type overlap struct {
	older, ring     int
	shared          float64 // the weight of the members they share: the mean of what those weigh in each
	ofOlder, ofRing float64 // what part of each they are, by weight
}

// recognise tells which rings are the same as before. Members count by their strength.
// Of all pairs that have to do with each other, the one that shares most comes first: so
// a ring that took others in keeps the id of the one that it shares most with, and of a
// ring that fell apart the part that has most of it keeps the id. A closed ring gives its
// id only to a ring that continues no other. The work grows with the number of members.
func recognise(before, found []graph.Ring) kinship {
	k := kinship{heirOf: nobodies(len(found)), from: nobodies(len(found)), into: nobodies(len(before))}
	inherited := k.settle(before, found)
	overlaps := k.overlapping(before, found, inherited)
	slices.SortFunc(overlaps, func(a, b overlap) int {
		x, y := &before[a.older], &before[b.older]
		return cmp.Or(
			cmp.Compare(rank(x), rank(y)), cmp.Compare(b.shared, a.shared),
			x.FirstSeen.Compare(y.FirstSeen), cmp.Compare(x.ID, y.ID), cmp.Compare(a.ring, b.ring),
		)
	})
	for _, o := range overlaps {
		if max(o.ofOlder, o.ofRing) >= sameRing && k.heirOf[o.ring] == nobody && !inherited[o.older] {
			k.heirOf[o.ring], inherited[o.older] = o.older, true
		}
	}
	for _, o := range overlaps {
		if o.ofRing >= sameRing && k.heirOf[o.ring] == nobody && k.from[o.ring] == nobody {
			k.from[o.ring] = o.older
		}
		if o.ofOlder >= sameRing && !inherited[o.older] && k.into[o.older] == nobody && before[o.older].Status != graph.Closed {
			k.into[o.older] = o.ring
		}
	}
	return k
}

func nobodies(n int) []int { return slices.Repeat([]int{nobody}, n) }

// rank puts closed rings behind all others.
func rank(r *graph.Ring) int {
	if r.Status == graph.Closed {
		return 1
	}
	return 0
}

// settle lets rings found continue those of before that have the very same members, as most
// do, and tells which of before have an heir. Rings of one run share no member: so no other could
// be the heir, and nothing else has to do with the two but closed rings, which come last.
func (k *kinship) settle(before, found []graph.Ring) (inherited []bool) {
	inherited = make([]bool, len(before))
	first := make(map[graph.Token]int, len(before))
	for i := range before {
		if len(before[i].Members) > 0 && before[i].Status != graph.Closed {
			first[before[i].Members[0].Token] = i
		}
	}
	for i := range found {
		if len(found[i].Members) == 0 {
			continue
		}
		older, ok := first[found[i].Members[0].Token]
		if ok && sameMembers(before[older].Members, found[i].Members) {
			k.heirOf[i], inherited[older] = older, true
		}
	}
	return inherited
}

// sameMembers tells whether rings have the same members, which are in order.
func sameMembers(a, b []graph.Member) bool {
	return slices.EqualFunc(a, b, func(a, b graph.Member) bool { return a.Identifier == b.Identifier })
}

// overlapping lists the pairs that share a member, of those that are not settled.
func (k *kinship) overlapping(before, found []graph.Ring, inherited []bool) (all []overlap) {
	// An identifier may be remembered of several closed rings: its parts follow one another.
	type part struct {
		older  int
		weight float64
		next   int // place of the next; 0 for none
	}
	members := 0
	for i := range before {
		if !inherited[i] {
			members += len(before[i].Members)
		}
	}
	parts, first := make([]part, 1, members+1), make(map[graph.Token]int, members)
	total := make([]float64, len(before))
	for i, ring := range slices.Backward(before) { // so that the parts of one come in their order
		if inherited[i] {
			continue
		}
		for _, m := range ring.Members {
			parts = append(parts, part{i, weight(m), first[m.Token]})
			first[m.Token] = len(parts) - 1
			total[i] += weight(m)
		}
	}
	for i := range found {
		if k.heirOf[i] != nobody {
			continue
		}
		own, of, whole := len(all), map[int]int{}, 0.0
		for _, m := range found[i].Members {
			w := weight(m)
			whole += w
			for next := first[m.Token]; next > 0; next = parts[next].next {
				p := &parts[next]
				at, met := of[p.older]
				if !met {
					at = len(all)
					of[p.older] = at
					all = append(all, overlap{older: p.older, ring: i})
				}
				o := &all[at]
				o.shared, o.ofOlder, o.ofRing = o.shared+(w+p.weight)/2, o.ofOlder+p.weight, o.ofRing+w
			}
		}
		for j := own; j < len(all); j++ {
			all[j].ofOlder /= total[all[j].older]
			all[j].ofRing /= whole
		}
	}
	return all
}

func weight(m graph.Member) float64 { return max(m.Strength, leastWeight) }

// keepIDs gives each ring found the id that is its own: that of the ring it continues,
// or one made of its members that no ring had before. It leaves rings in the order of
// their ids; the kinship is of that order.
func keepIDs(before, found []graph.Ring) kinship {
	// In an order of their own, so that equal overlaps are decided alike every time.
	slices.SortFunc(found, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	k := recognise(before, found)
	taken := make(map[string]bool, len(before)+len(found))
	for i := range before {
		taken[before[i].ID] = true
	}
	for i := range found {
		if older := k.heirOf[i]; older != nobody {
			found[i].ID = before[older].ID
			continue
		}
		// A ring may have drifted away from the members that its id was made of.
		for salt := 1; taken[found[i].ID]; salt++ {
			found[i].ID = idOf(found[i].Members, salt)
		}
		taken[found[i].ID] = true
	}
	return k.inOrderOf(found)
}

// inOrderOf sorts rings found by their ids, and the kinship with them.
func (k kinship) inOrderOf(found []graph.Ring) kinship {
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(found[a].ID, found[b].ID) })
	sorted := make([]graph.Ring, len(found))
	place := make([]int, len(found)) // where each came to be
	n := kinship{heirOf: make([]int, len(found)), from: make([]int, len(found)), into: k.into}
	for i, was := range order {
		sorted[i], n.heirOf[i], n.from[i], place[was] = found[was], k.heirOf[was], k.from[was], i
	}
	copy(found, sorted)
	for older, ring := range n.into {
		if ring != nobody {
			n.into[older] = place[ring]
		}
	}
	return n
}
