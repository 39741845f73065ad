package rings

import (
	"fmt"
	"slices"
)

// addTies adds a reason for each pattern of ties. They share the weight by the number of their
// ties.
func (x *explanation) addTies(weight float64) {
	patterns := x.c.explanation.patterns
	total := 0
	for _, p := range patterns {
		total += p.ties
	}
	if total == 0 {
		text := "single links hold its identifiers together: no device or account has two users among them"
		x.add(weight, Reason{Kind: ReasonTies, Text: text})
	}
	for _, p := range patterns {
		share := weight * float64(p.ties) / float64(total)
		x.add(share, Reason{Kind: ReasonTies, Text: p.text, Reports: samples(p.reports), Links: samples(p.links)})
	}
}

// pattern is a way in which members are connected.
type pattern struct {
	text           string
	ties           int
	reports, links []int
}

// patterns returns the patterns that the ring shows: shared devices and accounts, transfers, and
// reports that name several members.
func (x *explanation) patterns() (all []pattern) {
	for _, shared := range []struct {
		Relation
		users, used Kind
		verb        string
	}{
		{UsedIn, Number, Device, "used"},
		{LinkedTo, Number, Account, "were linked to"},
		{AccessedFrom, Account, Device, "were used from"},
	} {
		if p, ok := x.sharing(shared.Relation, shared.users, shared.used, shared.verb); ok {
			all = append(all, p)
		}
	}
	if p, ok := x.transfers(); ok {
		all = append(all, p)
	}
	if p, ok := x.namedTogether(); ok {
		all = append(all, p)
	}
	return all
}

// sharing returns the pattern of members that have links to the same members of another kind:
// '14 of 22 numbers used 3 shared devices between 3 and 21 May 2026'.
func (x *explanation) sharing(relation Relation, users, used Kind, verb string) (p pattern, ok bool) {
	usersOf := map[uint32]map[uint32]bool{}
	for _, link := range x.c.links {
		if x.e.Links.Relation[link] == relation {
			from, to := x.e.Links.From[link], x.e.Links.To[link]
			if usersOf[to] == nil {
				usersOf[to] = map[uint32]bool{}
			}
			usersOf[to][from] = true
		}
	}
	sharing := map[uint32]bool{}
	shared := 0
	for _, users := range usersOf {
		if len(users) > 1 {
			shared++
			for u := range users {
				sharing[u] = true
			}
			p.ties += len(users)
		}
	}
	if shared == 0 {
		return p, false
	}
	first, last := int32(0), int32(NoDay)
	for _, link := range x.c.links {
		if x.e.Links.Relation[link] != relation || len(usersOf[x.e.Links.To[link]]) < 2 {
			continue
		}
		p.links = append(p.links, int(link))
		if day := x.e.Links.Day[link]; day != NoDay {
			if last == NoDay {
				first = day
			}
			first, last = min(first, day), max(last, day)
		}
	}
	what := "the same " + kindNames[used]
	if shared > 1 {
		what = thousands(shared) + " shared " + kindNames[used] + "s"
	}
	p.text = outOf(len(sharing), x.membersOf(users), kindNames[users], kindNames[users]+"s") + " " + verb + " " + what
	if last != NoDay {
		p.text += between(first, last)
	}
	return p, true
}

// membersOf returns the number of members of a kind.
func (x *explanation) membersOf(kind Kind) (n int) {
	for _, u := range x.c.members {
		if x.e.Kinds[u] == kind {
			n++
		}
	}
	return n
}

// transfers returns the pattern of accounts that paid each other.
func (x *explanation) transfers() (p pattern, ok bool) {
	accounts := map[uint32]bool{}
	pairs := map[[2]uint32]bool{}
	for _, link := range x.c.links {
		if x.e.Links.Relation[link] == TransferredTo {
			from, to := x.e.Links.From[link], x.e.Links.To[link]
			if from == to {
				continue
			}
			accounts[from], accounts[to], pairs[[2]uint32{from, to}] = true, true, true
			p.links = append(p.links, int(link))
		}
	}
	p.ties = len(pairs)
	p.text = thousands(len(accounts)) + " accounts made " + count(len(p.links), "transfer", "transfers") + " among themselves"
	return p, len(pairs) > 0
}

// namedTogether returns the pattern of reports that name two or more members.
func (x *explanation) namedTogether() (p pattern, ok bool) {
	isMember := map[uint32]bool{}
	for _, u := range x.c.members {
		isMember[u] = true
	}
	named := map[uint32]bool{}
	for _, report := range x.c.reports {
		var members []uint32
		for _, u := range x.e.Reports.Named(int(report)) {
			if isMember[u] {
				members = append(members, u)
			}
		}
		if len(members) < 2 {
			continue
		}
		p.reports = append(p.reports, int(report))
		p.ties += len(members) - 1
		for _, u := range members {
			named[u] = true
		}
	}
	p.text = count(len(p.reports), "report names", "reports each name") + " two or more of its identifiers, " +
		thousands(len(named)) + " different ones in all"
	return p, p.ties > 0
}

// spread says whether one identifier makes the ring or several do, and how many ties could be
// wrong.
func (x *explanation) spread() string {
	c := x.c
	incidents := c.incidents(x.e, selection{})
	named, records := make([]int, len(c.members)), make([]int, len(c.members))
	for i := range incidents {
		for _, u := range incidents[i].named {
			named[u]++
			records[u]++
		}
	}
	for _, link := range c.links {
		for _, u := range [...]uint32{x.e.Links.From[link], x.e.Links.To[link]} {
			position, _ := c.position(u)
			records[position]++
		}
	}
	supported := 0
	for _, n := range records {
		if n >= 2 {
			supported++
		}
	}
	dominance := "no single identifier is in more than " + thousands(slices.Max(named)) + " of them"
	if slices.Max(named) == len(incidents) {
		dominance = "one identifier is in all of them"
	}
	ties, spare := int(c.measured.cycles.ties), int(c.measured.cycles.all)
	redundancy := "and each is needed"
	if spare > 0 {
		redundancy = "where " + thousands(ties-spare) + " would do"
	}
	appear := "appear"
	if supported == 1 {
		appear = "appears"
	}
	what, name := [2]string{"report names its identifiers", "reports name its identifiers"}, count(len(c.reports), "report", "reports")
	if len(incidents) < len(c.reports) {
		what = [2]string{"incident, in " + name + ", names its identifiers", "incidents, in " + name + ", name its identifiers"}
	}
	return fmt.Sprintf("%s, and %s; %s %s in two or more records; %s them together, %s",
		count(len(incidents), what[0], what[1]), dominance,
		outOf(supported, len(c.members), "identifier", "identifiers"), appear, count(ties, "tie holds", "ties hold"), redundancy)
}
