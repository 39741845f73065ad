package evidence

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// change is a snapshot and what is added to and removed from it. Removed elements are positions in
// the snapshot's columns, ascending.
type change struct {
	*Snapshot
	added struct {
		identifiers []graph.Identifier // in the order of a snapshot
		reports     []DeltaReport      // in the order of a snapshot
		links       []DeltaLink
	}
	kinds map[int]graph.Kind // new kinds of existing identifiers, by position
	// standing is that of the new snapshot.
	standing Standing
	removed  struct{ reports, mentions, links []int }
}

// renumbering gives the node numbers of identifiers in the new snapshot.
type renumbering struct {
	positions []uint32                 // of each identifier of the old snapshot
	of        func(graph.Token) uint32 // of an identifier that the new snapshot has
}

// old returns the new number of an identifier of the old snapshot.
func (r *renumbering) old(identifier uint32) uint32 { return r.positions[identifier] }

// apply returns the new snapshot.
func (c *change) apply() *Snapshot {
	s := &Snapshot{Standing: c.standing}
	numbers := c.applyIdentifiers(s)
	var work parallel.Group
	work.Go(func() error { c.applyLinks(s, numbers); return nil })
	c.applyReports(s, numbers)
	_ = work.Wait() // no worker fails
	return s
}

// applyIdentifiers sets the identifiers of the new snapshot.
func (c *change) applyIdentifiers(s *Snapshot) *renumbering {
	hashes, insertAt := make([]uint64, len(c.added.identifiers)), make([]int, len(c.added.identifiers))
	for i, id := range c.added.identifiers {
		hashes[i] = hash(string(id.Token))
		at, _ := slices.BinarySearch(c.identifierHashes, hashes[i])
		for at < len(c.Identifiers) && c.identifierHashes[at] == hashes[i] && graph.CompareIdentifiers(c.Identifiers[at], id) < 0 {
			at++
		}
		insertAt[i] = at
	}
	script := newEditScript(len(c.Identifiers), c.orphans(), insertAt)
	s.Identifiers = applyEdits(script, c.Identifiers, c.added.identifiers)
	s.identifierHashes = applyEdits(script, c.identifierHashes, hashes)
	numbers := &renumbering{positions: script.newPositions(len(c.Identifiers))}
	numbers.of = func(token graph.Token) uint32 {
		at, _ := s.findIdentifier(token)
		return uint32(at)
	}
	if len(c.kinds) > 0 {
		s.Identifiers = slices.Clone(s.Identifiers) // the old snapshot may share them
	}
	for at, kind := range c.kinds {
		s.Identifiers[numbers.positions[at]].Kind = kind
	}
	return numbers
}

// orphans returns the identifiers that no mention or link of the new snapshot refers to, ascending.
func (c *change) orphans() (orphans []int) {
	if len(c.removed.mentions)+len(c.removed.links) == 0 {
		return nil
	}
	connected := make([]bool, len(c.Identifiers))
	remaining := func(n int, removed []int, connect func(i int)) {
		for i := range n {
			if len(removed) > 0 && removed[0] == i {
				removed = removed[1:]
				continue
			}
			connect(i)
		}
	}
	remaining(len(c.Mentions.Identifier), c.removed.mentions, func(i int) { connected[c.Mentions.Identifier[i]] = true })
	remaining(len(c.Links.From), c.removed.links, func(i int) { connected[c.Links.From[i]], connected[c.Links.To[i]] = true, true })
	note := func(id graph.Identifier) {
		if at, ok := c.findIdentifier(id.Token); ok {
			connected[at] = true
		}
	}
	for i := range c.added.reports {
		for _, id := range c.added.reports[i].Identifiers {
			note(id)
		}
	}
	for i := range c.added.links {
		note(c.added.links[i].From)
		note(c.added.links[i].To)
	}
	for at, ok := range connected {
		if !ok {
			orphans = append(orphans, at)
		}
	}
	return orphans
}

// applyReports sets the reports of the new snapshot and their mentions.
func (c *change) applyReports(s *Snapshot, numbers *renumbering) {
	n := len(c.added.reports)
	ids, hashes, losses, seconds := make([]string, n), make([]uint64, n), make([]graph.Amount, n), make([]Second, n)
	sources := make([]SourceHash, n)
	insertAt, insertMentionAt := make([]int, n), []int(nil)
	var mentioned []uint32 // the identifiers that the added reports name
	for i := range c.added.reports {
		r := &c.added.reports[i]
		ids[i], hashes[i], losses[i], seconds[i], sources[i] = r.ID, hash(r.ID), r.Loss, r.Second, r.Source
		insertAt[i] = c.searchReport(hashes[i], r.ID)
		first, at := len(mentioned), 0
		if len(r.Identifiers) > 0 {
			at, _ = slices.BinarySearch(c.Mentions.Report, uint32(len(c.Identifiers)+insertAt[i]))
		}
		for _, id := range r.Identifiers {
			mentioned, insertMentionAt = append(mentioned, numbers.of(id.Token)), append(insertMentionAt, at)
		}
		slices.Sort(mentioned[first:])
	}
	pack(ids)
	pack(losses)
	script := newEditScript(len(c.ReportIDs), c.removed.reports, insertAt)
	var work parallel.Group
	work.Go(func() error {
		s.ReportIDs, s.reportHashes = applyEdits(script, c.ReportIDs, ids), applyEdits(script, c.reportHashes, hashes)
		s.Loss, s.Second = applyEdits(script, c.Loss, losses), applyEdits(script, c.Second, seconds)
		s.Source = applyEdits(script, c.Source, sources)
		c.applyWords(s, script)
		return nil
	})
	c.applyMentions(s, script, numbers, mentioned, insertMentionAt)
	_ = work.Wait() // no worker fails
}

// applyMentions sets the mentions of the new snapshot. The added reports name the mentioned
// identifiers, report by report; each mention is inserted before the position in insertAt.
func (c *change) applyMentions(s *Snapshot, reports editScript, numbers *renumbering, mentioned []uint32, insertAt []int) {
	offset := uint32(len(s.Identifiers)) // of the reports' nodes
	reportNodes := make([]uint32, 0, len(mentioned))
	for i, position := range reports.insertedPositions() {
		for range c.added.reports[i].Identifiers {
			reportNodes = append(reportNodes, offset+position)
		}
	}
	positions := reports.newPositions(len(c.ReportIDs))
	newNode := func(node uint32) uint32 { return offset + positions[int(node)-len(c.Identifiers)] }
	script := newEditScript(len(c.Mentions.Report), c.removed.mentions, insertAt)
	s.Mentions = Mentions[uint32]{
		Report:     applyEditsMapped(script, c.Mentions.Report, reportNodes, newNode),
		Identifier: applyEditsMapped(script, c.Mentions.Identifier, mentioned, numbers.old),
	}
}

// applyWords sets the words of the new snapshot's reports, and its dictionary.
func (c *change) applyWords(s *Snapshot, script editScript) {
	columns := [...]struct {
		column *[]uint32
		old    []uint32
		word   func(*Attributes) string
	}{
		{&s.Category, c.Category, func(a *Attributes) string { return a.Category }},
		{&s.Channel, c.Channel, func(a *Attributes) string { return a.Channel }},
		{&s.Region, c.Region, func(a *Attributes) string { return a.Region }},
		{&s.Currency, c.Currency, func(a *Attributes) string { return a.Currency }},
	}
	used := make(map[string]bool, len(c.Dictionary))
	used[""] = true
	if len(c.removed.reports) == 0 {
		for _, word := range c.Dictionary {
			used[word] = true
		}
	} else { // a word may only have been used by removed reports
		for _, column := range columns {
			for _, segment := range script {
				for _, code := range column.old[segment.from:segment.to] {
					used[c.Dictionary[code]] = true
				}
			}
		}
	}
	for i := range c.added.reports {
		for _, column := range columns {
			used[column.word(&c.added.reports[i].Attributes)] = true
		}
	}
	s.Dictionary = slices.Sorted(maps.Keys(used))
	code := func(word string) uint32 {
		at, _ := slices.BinarySearch(s.Dictionary, word)
		return uint32(at)
	}
	codes := make([]uint32, len(c.Dictionary)) // the new code of each old one
	for old, word := range c.Dictionary {
		codes[old] = code(word)
	}
	added := make([]uint32, len(c.added.reports))
	for _, column := range columns {
		for i := range added {
			added[i] = code(column.word(&c.added.reports[i].Attributes))
		}
		*column.column = applyEditsMapped(script, column.old, added, func(old uint32) uint32 { return codes[old] })
	}
}

// applyLinks sets the links of the new snapshot.
func (c *change) applyLinks(s *Snapshot, numbers *renumbering) {
	order := make([]uint32, len(c.added.links))
	from, to := make([]uint32, len(order)), make([]uint32, len(order))
	for i := range c.added.links {
		order[i], from[i], to[i] = uint32(i), numbers.of(c.added.links[i].From.Token), numbers.of(c.added.links[i].To.Token)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		l, m := &c.added.links[x], &c.added.links[y]
		return cmp.Or(cmp.Compare(from[x], from[y]), cmp.Compare(to[x], to[y]), cmp.Compare(l.Day, m.Day), cmp.Compare(l.ID, m.ID))
	})
	var added Links[uint32]
	insertAt := make([]int, len(order))
	for i, link := range order {
		l := &c.added.links[link]
		added.Add(from[link], to[link], l.Relation, l.Day, l.ID)
		insertAt[i] = c.searchLink(numbers.old, from[link], to[link], l.Day, l.ID)
	}
	pack(added.ID)
	script := newEditScript(len(c.Links.From), c.removed.links, insertAt)
	s.Links = Links[uint32]{
		From: applyEditsMapped(script, c.Links.From, added.From, numbers.old), To: applyEditsMapped(script, c.Links.To,
			added.To, numbers.old),
		Relation: applyEdits(script, c.Links.Relation, added.Relation), Day: applyEdits(script, c.Links.Day, added.Day),
		ID: applyEdits(script, c.Links.ID, added.ID),
	}
}
