package evidence

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// NewSnapshot sorts rows into a snapshot.
//
// Mentions and links whose ends are not among the rows are left out: the database changed while the
// rows were read. So are identifiers without any mention or link: no evidence names them any more.
// If a row was read twice, the first one counts.
func NewSnapshot(r *Rows) *Snapshot {
	s := &Snapshot{Standing: r.Standing.sorted()}
	nodes := s.setNodes(r)
	var work parallel.Group
	work.Go(func() error { s.setMentions(&r.Mentions, nodes); return nil })
	work.Go(func() error { s.setAttributes(r.Reports, nodes); return nil })
	s.setLinks(&r.Links, nodes)
	_ = work.Wait() // no worker fails
	return s
}

// keyIndex gives the node of each key, counted from 1. 0 means that no node has the key.
type keyIndex []uint32

func (x keyIndex) node(key int64) uint32 {
	if key < 0 || key >= int64(len(x)) {
		return 0
	}
	return x[key]
}

// hashed is the index of a row and the hash that orders it.
type hashed struct {
	hash  uint64
	index uint32
}

// setNodes fills in the identifiers that have a mention or link, and the reports. Both are ordered
// by hash, then by token or id: comparing strings alone takes most of the time of a snapshot.
func (s *Snapshot) setNodes(r *Rows) keyIndex {
	const present, connected, taken = 1, 2, 3
	state := make([]uint8, r.maxKey()+1) // by key
	for i := range r.Identifiers {
		state[r.Identifiers[i].Key] = present
	}
	for i := range r.Reports {
		state[r.Reports[i].Key] = present
	}
	exists := func(key int64) bool { return key >= 0 && key < int64(len(state)) && state[key] != 0 }
	connect := func(from, to []int64) {
		for i := range from {
			if exists(from[i]) && exists(to[i]) {
				state[from[i]], state[to[i]] = connected, connected
			}
		}
	}
	connect(r.Mentions.Report, r.Mentions.Identifier)
	connect(r.Links.From, r.Links.To)

	reports := make([]hashed, 0, len(r.Reports))
	for i := range r.Reports {
		if row := &r.Reports[i]; state[row.Key] != taken {
			state[row.Key] = taken
			reports = append(reports, hashed{hash(row.ID), uint32(i)})
		}
	}
	var sorting parallel.Group
	sorting.Go(func() error {
		slices.SortFunc(reports, func(a, b hashed) int {
			if a.hash != b.hash {
				return cmp.Compare(a.hash, b.hash)
			}
			return cmp.Compare(r.Reports[a.index].ID, r.Reports[b.index].ID)
		})
		return nil
	})
	identifiers := make([]hashed, 0, len(r.Identifiers))
	for i := range r.Identifiers {
		if row := &r.Identifiers[i]; state[row.Key] == connected {
			state[row.Key] = taken
			identifiers = append(identifiers, hashed{hash(string(row.Token)), uint32(i)})
		}
	}
	slices.SortFunc(identifiers, func(a, b hashed) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return graph.CompareIdentifiers(r.Identifiers[a.index].Identifier, r.Identifiers[b.index].Identifier)
	})
	_ = sorting.Wait() // sorting does not fail

	nodes := make(keyIndex, len(state))
	s.Identifiers, s.identifierHashes = make([]graph.Identifier, len(identifiers)), make([]uint64, len(identifiers))
	for i, h := range identifiers {
		row := &r.Identifiers[h.index]
		s.Identifiers[i], s.identifierHashes[i] = row.Identifier, h.hash
		nodes[row.Key] = uint32(i) + 1
	}
	s.ReportIDs, s.reportHashes = make([]string, len(reports)), make([]uint64, len(reports))
	for i, h := range reports {
		row := &r.Reports[h.index]
		s.ReportIDs[i], s.reportHashes[i] = row.ID, h.hash
		nodes[row.Key] = uint32(len(identifiers)+i) + 1
	}
	packIdentifiers(s.Identifiers)
	pack(s.ReportIDs)
	return nodes
}

// setMentions fills in the mentions, by counting sort over the reports and a sort within each
// report.
func (s *Snapshot) setMentions(all *Mentions[int64], nodes keyIndex) {
	starts := make([]uint32, len(s.ReportIDs)+1)
	each := func(take func(report int, identifier uint32)) {
		for i := range all.Report {
			u, v := nodes.node(all.Report[i]), nodes.node(all.Identifier[i])
			if u == 0 || v == 0 {
				continue
			}
			if report, ok := s.Report(int(u) - 1); ok {
				take(report, v-1)
			}
		}
	}
	each(func(report int, _ uint32) { starts[report+1]++ })
	for report := range s.ReportIDs {
		starts[report+1] += starts[report]
	}
	n := starts[len(s.ReportIDs)]
	s.Mentions = Mentions[uint32]{Report: make([]uint32, n), Identifier: make([]uint32, n)}
	each(func(report int, identifier uint32) {
		at := starts[report]
		starts[report]++
		s.Mentions.Report[at], s.Mentions.Identifier[at] = uint32(len(s.Identifiers)+report), identifier
	})
	first := uint32(0)
	for _, end := range starts[:len(s.ReportIDs)] { // starts are ends by now
		slices.Sort(s.Mentions.Identifier[first:end])
		first = end
	}
}

// setLinks fills in the links, ordered by from, to, day and id.
func (s *Snapshot) setLinks(all *Links[int64], nodes keyIndex) {
	order := make([]uint32, 0, len(all.From))
	from, to := make([]uint32, len(all.From)), make([]uint32, len(all.From))
	for i := range all.From {
		u, v := nodes.node(all.From[i]), nodes.node(all.To[i])
		if u > 0 && v > 0 {
			from[i], to[i] = u-1, v-1
			order = append(order, uint32(i))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(
			cmp.Compare(from[a], from[b]), cmp.Compare(to[a], to[b]),
			cmp.Compare(all.Day[a], all.Day[b]), cmp.Compare(all.ID[a], all.ID[b]),
		)
	})
	n := len(order)
	s.Links = Links[uint32]{
		From: make([]uint32, 0, n), To: make([]uint32, 0, n),
		Relation: make([]graph.Relation, 0, n), Day: make([]Day, 0, n), ID: make([]string, 0, n),
	}
	for _, i := range order {
		s.Links.Add(from[i], to[i], all.Relation[i], all.Day[i], all.ID[i])
	}
	pack(s.Links.ID)
}

// setAttributes fills in the attributes of the reports, and the dictionary of their words.
// Consecutive rows often have the same words, so their codes are looked up once.
func (s *Snapshot) setAttributes(rows []ReportRow, nodes keyIndex) {
	n := len(s.ReportIDs)
	s.Second, s.Loss, s.Currency = make([]Second, n), make([]graph.Amount, n), make([]uint32, n)
	s.Source = make([]SourceHash, n)
	s.Category, s.Channel, s.Region = make([]uint32, n), make([]uint32, n), make([]uint32, n)

	codes := map[string]uint32{"": 0}
	var previous *Attributes
	for i := range rows {
		if a := &rows[i].Attributes; previous == nil || !a.sameWords(previous) {
			codes[a.Category], codes[a.Channel], codes[a.Region], codes[a.Currency] = 0, 0, 0, 0
			previous = a
		}
	}
	s.Dictionary = slices.Sorted(maps.Keys(codes))
	for code, word := range s.Dictionary {
		codes[word] = uint32(code)
	}
	var category, channel, region, currency uint32
	previous = nil
	for i := range rows {
		a := &rows[i].Attributes
		report, ok := s.Report(int(nodes.node(rows[i].Key)) - 1)
		if !ok {
			continue
		}
		if previous == nil || !a.sameWords(previous) {
			category, channel, region, currency = codes[a.Category], codes[a.Channel], codes[a.Region], codes[a.Currency]
			previous = a
		}
		s.Second[report], s.Source[report] = a.Second, a.Source
		s.Loss[report], s.Currency[report] = a.Loss, currency
		s.Category[report], s.Channel[report], s.Region[report] = category, channel, region
	}
	pack(s.Loss)
}
