package check

import (
	"cmp"
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Index finds the ring of a token, whichever epoch the token is of. It is a hash table with open
// addressing and linear probing, built once for a list of rings: 24 bytes a slot and five slots for
// four tokens, so 30 bytes a token. Each index hashes with a random seed of its own, so nobody can
// file tokens that collide.
type Index struct {
	seed  maphash.Seed
	slots []slot
	count int
	// others are the further rings of tokens that are in several, by their positions from 1, the
	// highest score first: an agency may see one of them and not the first.
	others map[PackedToken][]uint32
}

// slot is a token and its ring. An empty slot has ring 0.
type slot struct {
	token PackedToken
	_     [2]byte
	ring  uint32 // its position from 1
}

// The load factor, the share of the slots that are used, is 4/5.
const loadNumerator, loadDenominator = 4, 5

// NewIndex indexes the members of flagged rings. If a token is in several rings, the one with the
// highest score is its first, and of equal ones the first in the list.
func NewIndex(rings []graph.Ring) *Index {
	x := &Index{seed: maphash.MakeSeed()}
	tokens, flagged := 0, []int(nil)
	for i := range rings {
		if rings[i].Status.Flagged() {
			flagged = append(flagged, i)
			tokens += len(rings[i].Members) + len(rings[i].LaterTokens)
		}
	}
	x.slots = make([]slot, tokens*loadDenominator/loadNumerator+1)
	slices.SortStableFunc(flagged, func(a, b int) int { return cmp.Compare(rings[b].Score, rings[a].Score) })
	for _, i := range flagged {
		for _, m := range rings[i].Members {
			x.add(m.Token, uint32(i)+1)
		}
		for _, token := range rings[i].LaterTokens {
			x.add(token, uint32(i)+1)
		}
	}
	return x
}

// Len returns the number of tokens.
func (x *Index) Len() int { return x.count }

// add appends a ring to those of a token.
func (x *Index) add(token graph.Token, ring uint32) {
	packed, ok := Pack(string(token))
	if !ok {
		return
	}
	switch s := x.slot(&packed); s.ring {
	case 0:
		*s = slot{token: packed, ring: ring}
		x.count++
	case ring:
	default:
		if x.others == nil {
			x.others = map[PackedToken][]uint32{}
		}
		x.others[packed] = append(x.others[packed], ring)
	}
}

// slot returns the slot that holds a token, or the empty slot where it belongs.
func (x *Index) slot(token *PackedToken) *slot {
	i, _ := bits.Mul64(maphash.Bytes(x.seed, token[:]), uint64(len(x.slots)))
	for {
		s := &x.slots[i]
		if s.ring == 0 || s.token == *token {
			return s
		}
		if i++; i == uint64(len(x.slots)) {
			i = 0
		}
	}
}

// Ring returns the position of a token's first ring; ok is false if the token is in no ring.
func (x *Index) Ring(token *PackedToken) (i int, ok bool) {
	s := x.slot(token)
	return int(s.ring) - 1, s.ring != 0
}
