package check

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// NumberToVerify is a number that telcos should verify again, and the position of a ring that it is
// in.
type NumberToVerify struct {
	Token graph.Token
	Ring  int
}

// NeedsVerification reports whether telcos should verify the numbers of a ring. Rings of band
// medium are wrong too often to bother their subscribers.
func NeedsVerification(r *graph.Ring) bool {
	return r.Status.Flagged() && (r.Band == graph.High || r.Band == graph.VeryHigh)
}

// numbersToVerify returns a number once for each of its rings, in the order of the tokens and then
// of the rings' scores, the highest first.
func numbersToVerify(rings []graph.Ring) (all []NumberToVerify) {
	for i := range rings {
		if !NeedsVerification(&rings[i]) {
			continue
		}
		for _, m := range rings[i].Members {
			if m.Kind == graph.Number {
				all = append(all, NumberToVerify{m.Token, i})
			}
		}
	}
	slices.SortFunc(all, func(a, b NumberToVerify) int {
		return cmp.Or(cmp.Compare(a.Token, b.Token), cmp.Compare(rings[b.Ring].Score, rings[a.Ring].Score), cmp.Compare(a.Ring, b.Ring))
	})
	return all
}

// NumbersToVerify returns up to limit of the numbers after a token that are in a ring that the
// caller may see, in the order of their tokens, each once with the ring of the highest score.
func (v *View) NumbersToVerify(after graph.Token, limit int) (numbers []NumberToVerify) {
	all := v.Set.numbers()
	byToken := func(n NumberToVerify, token graph.Token) int { return cmp.Compare(n.Token, token) }
	i, _ := slices.BinarySearchFunc(all, after, byToken)
	for ; i < len(all) && len(numbers) < limit; i++ {
		if all[i].Token != after && v.Sees(all[i].Ring) {
			numbers, after = append(numbers, all[i]), all[i].Token
		}
	}
	return numbers
}
