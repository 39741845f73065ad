package evidence

import "slices"

// splice says how a list becomes another: stretches of it, each before some of what came.
type splice []stretch

// stretch is a part of a list that stays, and how many of what came follow it.
type stretch struct{ from, to, came int }

// newSplice is that of a list of a length from which some places go, and into which something comes
// before others; both are ascending.
func newSplice(length int, gone, at []int) (s splice) {
	from := 0
	for len(gone)+len(at) > 0 {
		if len(gone) == 0 || len(at) > 0 && at[0] <= gone[0] {
			to := max(at[0], from)
			came := 1
			for came < len(at) && at[came] <= to {
				came++
			}
			s, from, at = append(s, stretch{from, to, came}), to, at[came:]
			continue
		}
		s, from, gone = append(s, stretch{from, gone[0], 0}), gone[0]+1, gone[1:]
	}
	return append(s, stretch{from, length, 0})
}

// length is that of the list that it makes.
func (s splice) length() (n int) {
	for _, stretch := range s {
		n += stretch.to - stretch.from + stretch.came
	}
	return n
}

// spliced is the list that becomes of one; the same where all stays and nothing comes.
func spliced[T any](s splice, old, came []T) []T {
	if len(s) == 1 && s[0].from == 0 {
		return old
	}
	all := make([]T, 0, s.length())
	for _, stretch := range s {
		all = append(all, old[stretch.from:stretch.to]...)
		all, came = append(all, came[:stretch.came]...), came[stretch.came:]
	}
	return all
}

// placed is the list that becomes of one whose numbers become others; what came has those.
func placed(s splice, old, came []uint32, place func(uint32) uint32) []uint32 {
	all := make([]uint32, 0, s.length())
	for _, stretch := range s {
		for _, number := range old[stretch.from:stretch.to] {
			all = append(all, place(number))
		}
		all, came = append(all, came[:stretch.came]...), came[stretch.came:]
	}
	return all
}

// places is where each of the old list is, ascending: of what goes, where the next one is.
func (s splice) places(length int) []uint32 {
	all := make([]uint32, 0, length)
	place := 0
	for _, stretch := range s {
		all = append(all, slices.Repeat([]uint32{uint32(place)}, stretch.from-len(all))...)
		for ; len(all) < stretch.to; place++ {
			all = append(all, uint32(place))
		}
		place += stretch.came
	}
	return append(all, slices.Repeat([]uint32{uint32(place)}, length-len(all))...)
}

// came is where each of what came is.
func (s splice) came() (all []uint32) {
	place := 0
	for _, stretch := range s {
		place += stretch.to - stretch.from
		for range stretch.came {
			all = append(all, uint32(place))
			place++
		}
	}
	return all
}
