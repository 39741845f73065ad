package rings

import (
	"cmp"
	"slices"
)

// flow says how money moves through the accounts of a candidate. Money that a ring took passes on
// within days, in one direction. A family and a savings club pay each other, and a business pays
// out of what many pay in.
type flow struct {
	accounts int     // members with a transfer
	passing  float64 // share of those that received and sent
	quick    float64 // share of those that sent within quickDays after they received
	mutual   float64 // share of the pairs of accounts that paid in both directions
	inside   float64 // share of the transfers between members
}

const quickDays = 3

// measureFlow measures the selected transfers of members.
func (c *candidate) measureFlow(e *Evidence, s selection) (f flow) {
	var transfers []transfer
	for _, link := range c.touching {
		from, to := e.Links.From[link], e.Links.To[link]
		if e.Links.Relation[link] == TransferredTo && from != to && s.hasLink(e, int(link)) {
			transfers = append(transfers, transfer{from, to, e.Links.Day[link]})
		}
	}
	if len(transfers) == 0 {
		return f
	}
	slices.SortFunc(transfers, func(x, y transfer) int {
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to), cmp.Compare(x.day, y.day))
	})
	received, sent := map[uint32][]int32{}, map[uint32][]int32{}
	inside, pairs, mutual := 0, 0, 0
	for i, t := range transfers {
		_, payer := c.position(t.from)
		_, payee := c.position(t.to)
		if payer {
			sent[t.from] = append(sent[t.from], t.day)
		}
		if payee {
			received[t.to] = append(received[t.to], t.day)
		}
		if !payer || !payee {
			continue
		}
		inside++
		if i > 0 && transfers[i-1].from == t.from && transfers[i-1].to == t.to {
			continue
		}
		pairs++
		if _, back := slices.BinarySearchFunc(transfers, t, func(x, y transfer) int {
			return cmp.Or(cmp.Compare(x.from, y.to), cmp.Compare(x.to, y.from))
		}); back {
			mutual++
		}
	}
	passing, quick := 0, 0
	for _, u := range c.members {
		in, out := received[u], sent[u]
		if len(in)+len(out) == 0 {
			continue
		}
		f.accounts++
		if len(in) > 0 && len(out) > 0 {
			passing++
			if followsWithin(in, out, quickDays) {
				quick++
			}
		}
	}
	f.passing, f.quick = float64(passing)/float64(f.accounts), float64(quick)/float64(f.accounts)
	f.mutual = float64(mutual) / max(float64(pairs), 1)
	f.inside = float64(inside) / float64(len(transfers))
	return f
}

type transfer struct {
	from, to uint32
	day      int32
}

// followsWithin reports whether a day in out is at most some days after one in in.
func followsWithin(in, out []int32, days int32) bool {
	slices.Sort(in)
	for _, day := range out {
		if day == NoDay {
			continue
		}
		i, found := slices.BinarySearch(in, day)
		if found || i > 0 && in[i-1] != NoDay && int64(day)-int64(in[i-1]) <= int64(days) {
			return true
		}
	}
	return false
}
