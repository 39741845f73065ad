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
	received, sent := make([]payment, 0, len(transfers)), make([]payment, 0, len(transfers))
	inside, pairs, mutual := 0, 0, 0
	for i, t := range transfers {
		_, payer := c.position(t.from)
		_, payee := c.position(t.to)
		if payer {
			sent = append(sent, payment{t.from, t.day})
		}
		if payee {
			received = append(received, payment{t.to, t.day})
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
	slices.SortFunc(received, payment.compare)
	slices.SortFunc(sent, payment.compare)
	passing, quick := 0, 0
	for len(received)+len(sent) > 0 {
		var in, out []payment
		account := firstAccount(received, sent)
		in, received = paymentsOf(account, received)
		out, sent = paymentsOf(account, sent)
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

// payment is what an account received or sent on a day.
type payment struct {
	account uint32
	day     int32
}

func (p payment) compare(q payment) int {
	return cmp.Or(cmp.Compare(p.account, q.account), cmp.Compare(p.day, q.day))
}

// firstAccount returns the lowest account of two sorted lists, of which one is not empty.
func firstAccount(x, y []payment) uint32 {
	if len(x) == 0 || len(y) > 0 && y[0].account < x[0].account {
		return y[0].account
	}
	return x[0].account
}

// paymentsOf splits a sorted list of accounts from the given one on into those of this account and
// the rest.
func paymentsOf(account uint32, sorted []payment) (own, rest []payment) {
	end := 0
	for end < len(sorted) && sorted[end].account == account {
		end++
	}
	return sorted[:end], sorted[end:]
}

// followsWithin reports whether a day in out is at most some days after one in in. Both are of one
// account, and sorted.
func followsWithin(in, out []payment, days int32) bool {
	for _, p := range out {
		if p.day == NoDay {
			continue
		}
		i, found := slices.BinarySearchFunc(in, p, payment.compare)
		if found || i > 0 && in[i-1].day != NoDay && int64(p.day)-int64(in[i-1].day) <= int64(days) {
			return true
		}
	}
	return false
}
