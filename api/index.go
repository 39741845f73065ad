package api

import (
	"cmp"
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// checkIndex tells which ring a token is in, whichever of its epochs that is of. It is an open-addressing table with linear
// probing, made once for a published set: 24 bytes a slot and five slots for four tokens,
// 30 bytes a token. Tokens are hashed with a seed of the index's own, so that nobody can
// file tokens that crowd one place.
type checkIndex struct {
	seed  maphash.Seed
	slots []checkSlot
	count int
	// lesser are the other rings of tokens that are in several, by their places in the set, from 1, and
	// in the order in which they count: an agency may see one of them and not the first.
	lesser map[packedToken][]uint32
}

// checkSlot is a token and its ring. An empty slot has no ring.
type checkSlot struct {
	token packedToken
	_     [2]byte
	ring  uint32 // its place in the set, from 1
}

// packedToken is the 16 bytes that 26 characters of base32 hold, and in two more the epoch,
// of which 14 bits are used, and the 2 bits by which 26 characters are more than 16 bytes:
// so that no two tokens are one.
type packedToken [18]byte

// fillOf is how many of five slots are taken.
const fillOf = 4

func newCheckIndex(rings []graph.Ring) *checkIndex {
	x := &checkIndex{seed: maphash.MakeSeed()}
	members, flagged := 0, []int(nil)
	for i := range rings {
		if rings[i].Status.Flagged() {
			flagged = append(flagged, i)
			members += len(rings[i].Members) + len(rings[i].LaterTokens)
		}
	}
	x.slots = make([]checkSlot, members*(fillOf+1)/fillOf+1)
	// Of several rings of a token the one with the highest score counts, and of those the first.
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

// add notes that a token is in a ring, behind those that it is in already.
func (x *checkIndex) add(token graph.Token, ring uint32) {
	packed, ok := packToken(string(token))
	if !ok {
		return
	}
	switch slot := x.slot(&packed); slot.ring {
	case 0:
		*slot = checkSlot{token: packed, ring: ring}
		x.count++
	case ring:
	default:
		if x.lesser == nil {
			x.lesser = map[packedToken][]uint32{}
		}
		x.lesser[packed] = append(x.lesser[packed], ring)
	}
}

// slot is where a token is, or would be.
func (x *checkIndex) slot(token *packedToken) *checkSlot {
	place, _ := bits.Mul64(maphash.Bytes(x.seed, token[:]), uint64(len(x.slots)))
	for {
		slot := &x.slots[place]
		if slot.ring == 0 || slot.token == *token {
			return slot
		}
		if place++; place == uint64(len(x.slots)) {
			place = 0
		}
	}
}

// ring is the place of the ring that a token is in; ok is false where it is in none.
func (x *checkIndex) ring(token *packedToken) (place int, ok bool) {
	slot := x.slot(token)
	return int(slot.ring) - 1, slot.ring != 0
}

// base32Values are the values of the characters of a token; 255 is no such character.
var base32Values = func() (values [256]byte) {
	for i := range values {
		values[i] = 255
	}
	for i, c := range []byte("abcdefghijklmnopqrstuvwxyz234567") {
		values[c] = byte(i)
	}
	return values
}()

// packToken packs a token; ok is false for what is not one (graph.Token.Valid).
func packToken[T string | []byte](t T) (packed packedToken, ok bool) {
	const tail = 26
	digits := len(t) - len("tk_") - tail
	if digits < 1 || digits > 4 || t[0] != 't' || t[1] != 'k' || t[2] == '0' || t[2+digits] != '_' {
		return packed, false
	}
	epoch := uint16(0)
	for i := 2; i < 2+digits; i++ {
		if t[i] < '0' || t[i] > '9' {
			return packed, false
		}
		epoch = epoch*10 + uint16(t[i]-'0')
	}
	// 24 characters are 15 bytes; the last two are 8 bits and 2.
	rest, bad := t[3+digits:], byte(0)
	for i := range 3 {
		group := uint64(0)
		for j := range 8 {
			v := base32Values[rest[8*i+j]]
			bad |= v
			group = group<<5 | uint64(v&31)
		}
		packed[5*i], packed[5*i+1], packed[5*i+2], packed[5*i+3], packed[5*i+4] = byte(group>>32), byte(group>>24), byte(group>>16), byte(group>>8), byte(group)
	}
	v, w := base32Values[rest[24]], base32Values[rest[25]]
	bad |= v | w
	last := uint16(v&31)<<5 | uint16(w&31)
	packed[15] = byte(last >> 2)
	epoch |= last << 14
	packed[16], packed[17] = byte(epoch>>8), byte(epoch)
	return packed, bad < 32
}
