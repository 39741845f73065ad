package evidence

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// NewSnapshot lays out evidence in a snapshot's order. Edges to keys that no node has are
// left out: those nodes came or went while the rest was read; of nodes that were read twice the
// first counts. Identifiers that no edge joins to anything are left out too: no evidence tells of
// them any more.
func NewSnapshot(c *Rows) *Snapshot {
	s := &Snapshot{}
	place := s.place(c).of
	var beside sync.WaitGroup
	beside.Go(func() { s.name(&c.Mentions, place) })
	beside.Go(func() { s.say(c.Attributes, place) })
	s.link(&c.Links, place)
	beside.Wait()
	return s
}

// ranked is a node by its place among the columns' nodes, and the hash that orders it.
type ranked struct {
	hash  uint64
	place uint32
}

// place puts the reports, and the identifiers that an edge between two nodes joins, into the
// snapshot, each sort by a hash: comparing strings would take most of the time that a snapshot
// takes. It returns the place of each key's node, from 1; 0 is no node.
func (s *Snapshot) place(c *Rows) byKey {
	const there, joined = 1, 2
	state := make([]uint8, greatestKey(c.Nodes)+1)
	for i := range c.Nodes {
		state[c.Nodes[i].Key] = there
	}
	among := func(key int64) bool { return key >= 0 && key < int64(len(state)) && state[key] != 0 }
	join := func(from, to []int64) {
		for i := range from {
			if among(from[i]) && among(to[i]) {
				state[from[i]], state[to[i]] = joined, joined
			}
		}
	}
	join(c.Mentions.Report, c.Mentions.Identifier)
	join(c.Links.From, c.Links.To)
	identifiers, reports := make([]ranked, 0, max(len(c.Nodes)-len(c.Attributes), 0)), make([]ranked, 0, len(c.Attributes))
	for i := range c.Nodes {
		switch n := &c.Nodes[i]; {
		case state[n.Key] == 0: // it was read before
			continue
		case n.ReportID != "":
			reports = append(reports, ranked{hash(n.ReportID), uint32(i)})
		case state[n.Key] == joined:
			identifiers = append(identifiers, ranked{hash(string(n.Identifier.Token)), uint32(i)})
		}
		state[c.Nodes[i].Key] = 0
	}
	compare := func(a, b ranked) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return compareNodes(&c.Nodes[a.place], &c.Nodes[b.place])
	}
	var beside sync.WaitGroup
	beside.Go(func() { slices.SortFunc(reports, compare) })
	slices.SortFunc(identifiers, compare)
	beside.Wait()
	places := make(byKey, len(state))
	s.Identifiers, s.identifierHashes = make([]graph.Identifier, len(identifiers)), make([]uint64, len(identifiers))
	for i, r := range identifiers {
		s.Identifiers[i], s.identifierHashes[i] = c.Nodes[r.place].Identifier, r.hash
		places[c.Nodes[r.place].Key] = uint32(i) + 1
	}
	s.ReportIDs, s.reportHashes = make([]string, len(reports)), make([]uint64, len(reports))
	for i, r := range reports {
		s.ReportIDs[i], s.reportHashes[i] = c.Nodes[r.place].ReportID, r.hash
		places[c.Nodes[r.place].Key] = uint32(len(identifiers)+i) + 1
	}
	packIdentifiers(s.Identifiers)
	pack(s.ReportIDs)
	return places
}

// byKey is a number from 1 for each key of a node; 0 is no node.
type byKey []uint32

func (b byKey) of(key int64) uint32 {
	if key < 0 || key >= int64(len(b)) {
		return 0
	}
	return b[key]
}

func greatestKey(nodes []Node) int64 {
	greatest := int64(-1)
	for i := range nodes {
		greatest = max(greatest, nodes[i].Key)
	}
	return greatest
}

// name fills in who is named by what. Place numbers the node of a key from 1; 0 is no node.
func (s *Snapshot) name(all *Mentions[int64], place func(key int64) uint32) {
	starts := make([]uint32, len(s.ReportIDs)+1)
	each := func(take func(report int, identifier uint32)) {
		for i := range all.Report {
			u, v := place(all.Report[i]), place(all.Identifier[i])
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
	s.Mentions = Mentions[uint32]{make([]uint32, starts[len(s.ReportIDs)]), make([]uint32, starts[len(s.ReportIDs)])}
	each(func(report int, identifier uint32) {
		at := starts[report]
		starts[report]++
		s.Mentions.Report[at], s.Mentions.Identifier[at] = uint32(len(s.Identifiers)+report), identifier
	})
	first := uint32(0)
	for _, end := range starts[:len(s.ReportIDs)] {
		slices.Sort(s.Mentions.Identifier[first:end])
		first = end
	}
}

// link fills in the links, by what they join, the day and the id.
func (s *Snapshot) link(all *Links[int64], place func(key int64) uint32) {
	order := make([]uint32, 0, len(all.From))
	var l Links[uint32]
	l.From, l.To = make([]uint32, len(all.From)), make([]uint32, len(all.From))
	for i := range all.From {
		u, v := place(all.From[i]), place(all.To[i])
		if u > 0 && v > 0 {
			l.From[i], l.To[i] = u-1, v-1
			order = append(order, uint32(i))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(
			cmp.Compare(l.From[a], l.From[b]), cmp.Compare(l.To[a], l.To[b]),
			cmp.Compare(all.Day[a], all.Day[b]), cmp.Compare(all.ID[a], all.ID[b]),
		)
	})
	n := len(order)
	s.Links = Links[uint32]{make([]uint32, 0, n), make([]uint32, 0, n), make([]graph.Relation, 0, n), make([]Day, 0, n), make([]string, 0, n)}
	for _, i := range order {
		s.Links.Add(l.From[i], l.To[i], all.Relation[i], all.Day[i], all.ID[i])
	}
	pack(s.Links.ID)
}

// say fills in what reports say. Place numbers the node of a key from 1; 0 is no node.
func (s *Snapshot) say(said []Attributes, place func(key int64) uint32) {
	s.makeSaid(len(s.ReportIDs))
	codes := map[string]uint32{"": 0}
	var before *Attributes // those that say the same often follow one another
	for i := range said {
		if own := &said[i]; place(own.Key) > 0 && (before == nil || !own.alike(before)) {
			codes[own.Category], codes[own.Channel], codes[own.Region], codes[own.Currency] = 0, 0, 0, 0
			before = own
		}
	}
	s.Dictionary = slices.Sorted(maps.Keys(codes))
	for code, word := range s.Dictionary {
		codes[word] = uint32(code)
	}
	var category, channel, region, currency uint32
	before = nil
	for i := range said {
		own := &said[i]
		report, ok := s.Report(int(place(own.Key)) - 1)
		if !ok {
			continue
		}
		if before == nil || !own.alike(before) {
			category, channel, region, currency = codes[own.Category], codes[own.Channel], codes[own.Region], codes[own.Currency]
			before = own
		}
		s.Second[report], s.Loss[report], s.Currency[report] = own.Second, own.Loss, currency
		s.Category[report], s.Channel[report], s.Region[report] = category, channel, region
	}
	pack(s.Loss)
}

// makeSaid makes the columns of what so many reports say, nothing of which is known.
func (s *Snapshot) makeSaid(n int) {
	s.Second, s.Loss, s.Currency = make([]Second, n), make([]graph.Amount, n), make([]uint32, n)
	s.Category, s.Channel, s.Region = make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for i := range s.Second {
		s.Second[i] = NoSecond
	}
}

// alike tells whether two reports say the same, but for when and how much.
func (s *Attributes) alike(other *Attributes) bool {
	return s.Category == other.Category && s.Region == other.Region && s.Channel == other.Channel && s.Currency == other.Currency
}

// pack puts texts side by side into one piece of memory. Hundreds of thousands of small ones that are
// kept take the garbage collector longer than all else that a run does.
func pack[Text ~string](texts []Text) {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	var all strings.Builder
	all.Grow(size)
	for i, text := range texts {
		at := all.Len()
		all.WriteString(string(text))
		texts[i] = Text(all.String()[at:])
	}
}

// packIdentifiers packs tokens; kinds become the constants.
func packIdentifiers(identifiers []graph.Identifier) {
	tokens := make([]graph.Token, len(identifiers))
	for i := range identifiers {
		tokens[i] = identifiers[i].Token
	}
	pack(tokens)
	for i, token := range tokens {
		identifiers[i] = graph.Identifier{Kind: identifiers[i].Kind.Canonical(), Token: token}
	}
}

// hash is FNV-1a (draft-eastlake-fnv), the same in every process.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func compareNodes(a, b *Node) int {
	return cmp.Or(
		cmp.Compare(a.ReportID, b.ReportID),
		graph.CompareIdentifiers(a.Identifier, b.Identifier),
	)
}
