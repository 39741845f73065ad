package evidence

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// News is evidence that came, and the agency-scoped ids of what was taken back.
type Delta struct {
	Reports   []DeltaReport
	Links     []DeltaLink
	Withdrawn []string
}

// NewReport is a report that came; the key of what it says does not matter.
type DeltaReport struct {
	ID string // agency-scoped
	Attributes
	Identifiers []graph.Identifier
}

// NewLink is a link that came.
type DeltaLink struct {
	ID       string // agency-scoped
	From, To graph.Identifier
	Relation graph.Relation
	Day      Day
}

// Voided is evidence that does not count: what was seen before an identifier passed to its
// present holder.
type Void struct {
	Mentions map[Mention]bool
	Links    map[string]bool // agency-scoped ids
}

// Naming is that a report names an identifier.
type Mention struct {
	ReportID string
	Token    graph.Token
}

// With is the snapshot with news, as if all had been laid out together. Records that are there are
// not new; an identifier that a new record claims for another kind is of that. What stays is copied in long
// stretches, so that this takes a tenth of the time of laying all out.
func (s *Snapshot) With(n *Delta) *Snapshot {
	a := &amendment{Snapshot: s}
	arrived, departed := a.arrive(n), a.depart(n.Withdrawn)
	if !arrived && !departed {
		return s
	}
	return a.made()
}

// Without is the snapshot without what is voided.
func (s *Snapshot) Without(v *Void) *Snapshot {
	a := &amendment{Snapshot: s}
	for n := range v.Mentions {
		if report, ok := s.findReport(n.ReportID); ok {
			lo, hi := s.namedBy(report)
			for i := lo; i < hi; i++ {
				if s.Identifiers[s.Mentions.Identifier[i]].Token == n.Token {
					a.gone.named = append(a.gone.named, i)
				}
			}
		}
	}
	if len(v.Links) > 0 {
		a.gone.links = places(s.Links.ID, v.Links)
	}
	if len(a.gone.named)+len(a.gone.links) == 0 {
		return s
	}
	slices.Sort(a.gone.named)
	return a.made()
}

// HasReport tells whether there is a report, by its agency-scoped id.
func (s *Snapshot) HasReport(id string) bool {
	_, ok := s.findReport(id)
	return ok
}

// findReport finds a report by its id.
func (s *Snapshot) findReport(id string) (int, bool) {
	at := s.reportPlace(hash(id), id)
	return at, at < len(s.ReportIDs) && s.ReportIDs[at] == id
}

// reportPlace is where a report is, or would be.
func (s *Snapshot) reportPlace(hash uint64, id string) int {
	at, _ := slices.BinarySearch(s.reportHashes, hash)
	for ; at < len(s.reportHashes) && s.reportHashes[at] == hash && s.ReportIDs[at] < id; at++ {
	}
	return at
}

// findIdentifier finds an identifier by its token.
func (s *Snapshot) findIdentifier(token graph.Token) (int, bool) {
	hash := hash(string(token))
	at, _ := slices.BinarySearch(s.identifierHashes, hash)
	for ; at < len(s.identifierHashes) && s.identifierHashes[at] == hash; at++ {
		if s.Identifiers[at].Token == token {
			return at, true
		}
	}
	return 0, false
}

// namedBy is where a report's names are.
func (s *Snapshot) namedBy(report int) (lo, hi int) {
	node := uint32(len(s.Identifiers) + report)
	lo, _ = slices.BinarySearch(s.Mentions.Report, node)
	for hi = lo; hi < len(s.Mentions.Report) && s.Mentions.Report[hi] == node; hi++ {
	}
	return lo, hi
}

// places are those of the ids that are wanted.
func places(ids []string, wanted map[string]bool) (all []int) {
	for i, id := range ids {
		if wanted[id] {
			all = append(all, i)
		}
	}
	return all
}

// amendment is a snapshot and what becomes of it.
type amendment struct {
	*Snapshot
	came struct {
		identifiers []graph.Identifier // in their order
		reports     []DeltaReport      // in theirs
		links       []DeltaLink
	}
	kinds map[int]graph.Kind // of identifiers that are of another kind now
	gone  struct{ reports, named, links []int }
}

// arrive takes note of what came, and tells whether anything is new.
func (a *amendment) arrive(n *Delta) bool {
	back := make(map[string]bool, len(n.Withdrawn))
	for _, id := range n.Withdrawn {
		back[id] = true
	}
	came := map[graph.Token]graph.Kind{}
	a.kinds = map[int]graph.Kind{}
	meet := func(id graph.Identifier) {
		if at, ok := a.findIdentifier(id.Token); ok {
			if delete(a.kinds, at); a.Identifiers[at].Kind != id.Kind {
				a.kinds[at] = id.Kind.Canonical()
			}
		} else {
			came[id.Token] = id.Kind
		}
	}
	seen := map[string]bool{}
	for _, r := range n.Reports {
		if _, there := a.findReport(r.ID); there || seen[r.ID] || back[r.ID] {
			continue
		}
		seen[r.ID] = true
		a.came.reports = append(a.came.reports, r)
		for _, id := range r.Identifiers {
			meet(id)
		}
	}
	clear(seen)
	for _, l := range n.Links {
		if seen[l.ID] || back[l.ID] || a.hasLink(&l) {
			continue
		}
		seen[l.ID] = true
		a.came.links = append(a.came.links, l)
		meet(l.From)
		meet(l.To)
	}
	for token, kind := range came {
		a.came.identifiers = append(a.came.identifiers, graph.Identifier{Kind: kind, Token: token})
	}
	packIdentifiers(a.came.identifiers)
	slices.SortFunc(a.came.identifiers, func(x, y graph.Identifier) int {
		return cmp.Or(cmp.Compare(hash(string(x.Token)), hash(string(y.Token))), graph.CompareIdentifiers(x, y))
	})
	slices.SortFunc(a.came.reports, func(x, y DeltaReport) int {
		return cmp.Or(cmp.Compare(hash(x.ID), hash(y.ID)), cmp.Compare(x.ID, y.ID))
	})
	return len(a.came.reports)+len(a.came.links) > 0
}

// hasLink tells whether a link is there.
func (s *Snapshot) hasLink(l *DeltaLink) bool {
	from, known := s.findIdentifier(l.From.Token)
	to, both := s.findIdentifier(l.To.Token)
	if !known || !both {
		return false
	}
	at := s.linkPlace(func(u uint32) uint32 { return u }, uint32(from), uint32(to), l.Day, l.ID)
	return at < len(s.Links.ID) && s.Links.ID[at] == l.ID && s.Links.From[at] == uint32(from) && s.Links.To[at] == uint32(to)
}

// linkPlace is where a link is, or would be. Its ends are in numbers of their own, in which
// place gives those of the snapshot's identifiers, in the same order.
func (s *Snapshot) linkPlace(place func(uint32) uint32, from, to uint32, day Day, id string) int {
	at, end := 0, len(s.Links.ID)
	for at < end {
		i := (at + end) / 2
		if cmp.Or(cmp.Compare(place(s.Links.From[i]), from), cmp.Compare(place(s.Links.To[i]), to), cmp.Compare(s.Links.Day[i], day), cmp.Compare(s.Links.ID[i], id)) < 0 {
			at = i + 1
		} else {
			end = i
		}
	}
	return at
}

// depart takes note of what was taken back, and tells whether any of it is there.
func (a *amendment) depart(ids []string) bool {
	if len(ids) == 0 {
		return false
	}
	links := make(map[string]bool, len(ids))
	for _, id := range ids {
		if report, ok := a.findReport(id); ok {
			a.gone.reports = append(a.gone.reports, report)
		}
		links[id] = true
	}
	slices.Sort(a.gone.reports)
	a.gone.reports = slices.Compact(a.gone.reports)
	for _, report := range a.gone.reports {
		lo, hi := a.namedBy(report)
		for i := lo; i < hi; i++ {
			a.gone.named = append(a.gone.named, i)
		}
	}
	a.gone.links = places(a.Links.ID, links)
	return len(a.gone.reports)+len(a.gone.links) > 0
}

// lonely lists the identifiers that nothing joins to anything once what is gone is gone.
func (a *amendment) lonely() (all []int) {
	if len(a.gone.named)+len(a.gone.links) == 0 {
		return nil
	}
	joined := make([]bool, len(a.Identifiers))
	remaining := func(n int, gone []int, join func(i int)) {
		for i := range n {
			if len(gone) > 0 && gone[0] == i {
				gone = gone[1:]
				continue
			}
			join(i)
		}
	}
	remaining(len(a.Mentions.Identifier), a.gone.named, func(i int) { joined[a.Mentions.Identifier[i]] = true })
	remaining(len(a.Links.From), a.gone.links, func(i int) { joined[a.Links.From[i]], joined[a.Links.To[i]] = true, true })
	meet := func(id graph.Identifier) {
		if at, ok := a.findIdentifier(id.Token); ok {
			joined[at] = true
		}
	}
	for i := range a.came.reports {
		for _, id := range a.came.reports[i].Identifiers {
			meet(id)
		}
	}
	for i := range a.came.links {
		meet(a.came.links[i].From)
		meet(a.came.links[i].To)
	}
	for at, ok := range joined {
		if !ok {
			all = append(all, at)
		}
	}
	return all
}

// made is the snapshot with all that came, and without what is gone.
func (a *amendment) made() *Snapshot {
	s := &Snapshot{}
	place, known := a.identify(s)
	var beside sync.WaitGroup
	beside.Go(func() { a.link(s, place, known) })
	a.report(s, place, known)
	beside.Wait()
	return s
}

// identify makes the identifiers of the snapshot. It tells the place of each that was there, and
// finds those that came or are named again.
func (a *amendment) identify(s *Snapshot) (place []uint32, known func(graph.Token) uint32) {
	hashes, at := make([]uint64, len(a.came.identifiers)), make([]int, len(a.came.identifiers))
	for i, id := range a.came.identifiers {
		hashes[i] = hash(string(id.Token))
		at[i], _ = slices.BinarySearch(a.identifierHashes, hashes[i])
		for at[i] < len(a.Identifiers) && a.identifierHashes[at[i]] == hashes[i] && graph.CompareIdentifiers(a.Identifiers[at[i]], id) < 0 {
			at[i]++
		}
	}
	p := newSplice(len(a.Identifiers), a.lonely(), at)
	s.Identifiers, s.identifierHashes = spliced(p, a.Identifiers, a.came.identifiers), spliced(p, a.identifierHashes, hashes)
	place = p.places(len(a.Identifiers))
	if len(a.kinds) > 0 {
		s.Identifiers = slices.Clone(s.Identifiers) // they may be shared
	}
	for at, kind := range a.kinds {
		s.Identifiers[place[at]].Kind = kind
	}
	return place, func(token graph.Token) uint32 {
		at, _ := s.findIdentifier(token)
		return uint32(at)
	}
}

// report makes the reports of the snapshot, and whom they name.
func (a *amendment) report(s *Snapshot, place []uint32, known func(graph.Token) uint32) {
	n := len(a.came.reports)
	ids, hashes, losses, seconds := make([]string, n), make([]uint64, n), make([]graph.Amount, n), make([]Second, n)
	at, namedAt := make([]int, n), []int(nil)
	var named []uint32
	for i := range a.came.reports {
		r := &a.came.reports[i]
		ids[i], hashes[i], losses[i], seconds[i] = r.ID, hash(r.ID), r.Loss, r.Second
		at[i] = a.reportPlace(hashes[i], r.ID)
		first, before := len(named), 0
		if len(r.Identifiers) > 0 {
			before, _ = slices.BinarySearch(a.Mentions.Report, uint32(len(a.Identifiers)+at[i]))
		}
		for _, id := range r.Identifiers {
			named, namedAt = append(named, known(id.Token)), append(namedAt, before)
		}
		slices.Sort(named[first:])
	}
	pack(ids)
	pack(losses)
	p := newSplice(len(a.ReportIDs), a.gone.reports, at)
	var beside sync.WaitGroup
	beside.Go(func() {
		s.ReportIDs, s.reportHashes, s.Loss = spliced(p, a.ReportIDs, ids), spliced(p, a.reportHashes, hashes), spliced(p, a.Loss, losses)
		s.Second = spliced(p, a.Second, seconds)
		a.say(s, p)
	})
	// A report's node is as far behind its identifiers' as before, and further by what came before it.
	reports := p.places(len(a.ReportIDs))
	nodes := make([]uint32, 0, len(named))
	for i, place := range p.came() {
		for range a.came.reports[i].Identifiers {
			nodes = append(nodes, uint32(len(s.Identifiers))+place)
		}
	}
	q := newSplice(len(a.Mentions.Report), a.gone.named, namedAt)
	s.Mentions = Mentions[uint32]{
		Report:     placed(q, a.Mentions.Report, nodes, func(node uint32) uint32 { return uint32(len(s.Identifiers)) + reports[int(node)-len(a.Identifiers)] }),
		Identifier: placed(q, a.Mentions.Identifier, named, func(u uint32) uint32 { return place[u] }),
	}
	beside.Wait()
}

// say makes what the reports of the snapshot say.
func (a *amendment) say(s *Snapshot, p splice) {
	used := make(map[string]bool, len(a.Dictionary))
	columns := [...]struct {
		to   *[]uint32
		old  []uint32
		text func(*Attributes) string
	}{
		{&s.Category, a.Category, func(r *Attributes) string { return r.Category }}, {&s.Channel, a.Channel, func(r *Attributes) string { return r.Channel }},
		{&s.Region, a.Region, func(r *Attributes) string { return r.Region }}, {&s.Currency, a.Currency, func(r *Attributes) string { return r.Currency }},
	}
	used[""] = true
	if len(a.gone.reports) == 0 {
		for _, word := range a.Dictionary {
			used[word] = true
		}
	} else { // a word may have gone with them
		for _, column := range columns {
			for _, stretch := range p {
				for _, code := range column.old[stretch.from:stretch.to] {
					used[a.Dictionary[code]] = true
				}
			}
		}
	}
	for i := range a.came.reports {
		for _, column := range columns {
			used[column.text(&a.came.reports[i].Attributes)] = true
		}
	}
	s.Dictionary = slices.Sorted(maps.Keys(used))
	code := func(word string) uint32 {
		at, _ := slices.BinarySearch(s.Dictionary, word)
		return uint32(at)
	}
	codes := make([]uint32, len(a.Dictionary))
	for old, word := range a.Dictionary {
		codes[old] = code(word)
	}
	came := make([]uint32, len(a.came.reports))
	for _, column := range columns {
		for i := range came {
			came[i] = code(column.text(&a.came.reports[i].Attributes))
		}
		*column.to = placed(p, column.old, came, func(old uint32) uint32 { return codes[old] })
	}
}

// link makes the links of the snapshot.
func (a *amendment) link(s *Snapshot, place []uint32, known func(graph.Token) uint32) {
	came := make([]uint32, len(a.came.links))
	from, to := make([]uint32, len(came)), make([]uint32, len(came))
	for i := range a.came.links {
		came[i], from[i], to[i] = uint32(i), known(a.came.links[i].From.Token), known(a.came.links[i].To.Token)
	}
	slices.SortFunc(came, func(x, y uint32) int {
		l, m := &a.came.links[x], &a.came.links[y]
		return cmp.Or(cmp.Compare(from[x], from[y]), cmp.Compare(to[x], to[y]), cmp.Compare(l.Day, m.Day), cmp.Compare(l.ID, m.ID))
	})
	var fresh Links[uint32]
	at := make([]int, len(came))
	placeOf := func(u uint32) uint32 { return place[u] }
	for i, link := range came {
		l := &a.came.links[link]
		fresh.Add(from[link], to[link], l.Relation, l.Day, l.ID)
		at[i] = a.linkPlace(placeOf, from[link], to[link], l.Day, l.ID)
	}
	pack(fresh.ID)
	p := newSplice(len(a.Links.From), a.gone.links, at)
	s.Links = Links[uint32]{
		From: placed(p, a.Links.From, fresh.From, placeOf), To: placed(p, a.Links.To, fresh.To, placeOf),
		Relation: spliced(p, a.Links.Relation, fresh.Relation), Day: spliced(p, a.Links.Day, fresh.Day), ID: spliced(p, a.Links.ID, fresh.ID),
	}
}
