package api

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// askedNumber is a number that telcos are asked to verify anew, and the place in the set of a
// ring that it is in.
type askedNumber struct {
	token graph.Token
	place int
}

// asks tells whether telcos are asked about the numbers of a ring: what is of band medium is
// wrong too often to trouble its subscribers.
func asks(r *graph.Ring) bool {
	return r.Status.Flagged() && (r.Band == graph.High || r.Band == graph.VeryHigh)
}

// askedNumbers lists the numbers of rings that are asked about, in the order of their tokens, and of
// one token the ring with the highest score first.
func askedNumbers(rings []graph.Ring) (all []askedNumber) {
	for i := range rings {
		if !asks(&rings[i]) {
			continue
		}
		for _, m := range rings[i].Members {
			if m.Kind == graph.Number {
				all = append(all, askedNumber{m.Token, i})
			}
		}
	}
	slices.SortFunc(all, func(a, b askedNumber) int {
		return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(rings[b.place].Score, rings[a.place].Score), cmp.Compare(a.place, b.place))
	})
	return all
}

// asked lists at most so many of the numbers behind a token that the agency is told are asked
// about, each once.
func (v *view) asked(after graph.Token, most int) (numbers []askedNumber) {
	all := v.ringSet.asked()
	i, _ := slices.BinarySearchFunc(all, after, func(a askedNumber, token graph.Token) int { return cmp.Compare(a.token, token) })
	for ; i < len(all) && len(numbers) < most; i++ {
		if all[i].token != after && v.sees(all[i].place) {
			numbers, after = append(numbers, all[i]), all[i].token
		}
	}
	return numbers
}
