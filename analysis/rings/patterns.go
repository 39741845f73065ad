package rings

// ties tells how the members are tied, sort by sort, and shares the weight among the
// sorts by how many ties each makes.
func (x *explanation) ties(weight float64) {
	patterns := x.own.told.patterns
	total := 0
	for _, p := range patterns {
		total += p.ties
	}
	if total == 0 {
		x.say(weight, Reason{Kind: ReasonTies, Text: "single links hold its identifiers together: no device or account has two users among them"})
	}
	for _, p := range patterns {
		x.say(weight*float64(p.ties)/float64(total), Reason{Kind: ReasonTies, Text: p.text, Reports: some(p.reports), Links: some(p.links)})
	}
}

// pattern is a way in which members are tied.
type pattern struct {
	text           string
	ties           int
	reports, links []int
}

func (x *explanation) patterns() (all []pattern) {
	for _, relation := range []struct {
		Relation
		of, shared Kind
		verb       string
	}{
		{UsedIn, Number, Device, "used"},
		{LinkedTo, Number, Account, "were linked to"},
		{AccessedFrom, Account, Device, "were used from"},
	} {
		if p, ok := x.sharing(relation.Relation, relation.of, relation.shared, relation.verb); ok {
			all = append(all, p)
		}
	}
	if p, ok := x.transfers(); ok {
		all = append(all, p)
	}
	if p, ok := x.together(); ok {
		all = append(all, p)
	}
	return all
}

// sharing tells of members of one kind that were linked to the same of another:
// '14 of 22 numbers used 3 shared devices between 3 and 21 May 2026'.
func (x *explanation) sharing(relation Relation, of, shared Kind, verb string) (p pattern, ok bool) {
	users := map[uint32]map[uint32]bool{}
	for _, link := range x.own.links {
		if x.e.Links.Relation[link] == relation {
			from, to := x.e.Links.From[link], x.e.Links.To[link]
			if users[to] == nil {
				users[to] = map[uint32]bool{}
			}
			users[to][from] = true
		}
	}
	sharing := map[uint32]bool{}
	things := 0
	for _, own := range users {
		if len(own) > 1 {
			things++
			for u := range own {
				sharing[u] = true
			}
			p.ties += len(own)
		}
	}
	if things == 0 {
		return p, false
	}
	first, last := int32(0), int32(NoDay)
	for _, link := range x.own.links {
		if x.e.Links.Relation[link] != relation || len(users[x.e.Links.To[link]]) < 2 {
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
	same := "the same " + kindNames[shared]
	if things > 1 {
		same = thousands(things) + " shared " + kindNames[shared] + "s"
	}
	p.text = outOf(len(sharing), x.members(of), kindNames[of], kindNames[of]+"s") + " " + verb + " " + same
	if last != NoDay {
		p.text += between(first, last)
	}
	return p, true
}

func (x *explanation) members(of Kind) (n int) {
	for _, u := range x.own.members {
		if x.e.Kinds[u] == of {
			n++
		}
	}
	return n
}

// transfers tells of accounts that paid each other.
func (x *explanation) transfers() (p pattern, ok bool) {
	accounts := map[uint32]bool{}
	pairs := map[[2]uint32]bool{}
	for _, link := range x.own.links {
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

// together tells of reports that name members together.
func (x *explanation) together() (p pattern, ok bool) {
	mine := map[uint32]bool{}
	for _, u := range x.own.members {
		mine[u] = true
	}
	named := map[uint32]bool{}
	for _, report := range x.own.reports {
		var own []uint32
		for _, u := range x.e.Reports.Named(int(report)) {
			if mine[u] {
				own = append(own, u)
			}
		}
		if len(own) < 2 {
			continue
		}
		p.reports = append(p.reports, int(report))
		p.ties += len(own) - 1
		for _, u := range own {
			named[u] = true
		}
	}
	p.text = count(len(p.reports), "report names", "reports each name") + " two or more of its identifiers, " + thousands(len(named)) + " different ones in all"
	return p, p.ties > 0
}
