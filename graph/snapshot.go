package graph

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
)

// Snapshot is the evidence at one moment, in columns: who was named by what, what was
// linked to what, and what reports say. Its nodes are the identifiers, and behind them
// the reports, each in an order that their tokens and ids alone decide: so the same
// evidence gives the same snapshot, wherever it was read from, but for the order in
// Named.
type Snapshot struct {
	Identifiers []Identifier
	ReportIDs   []string
	// What each report says: when it happened, and by their places in Words, of which the
	// first is the empty one, its category, channel, region and currency.
	Second                              []Second
	Category, Channel, Region, Currency []uint32
	Words                               []string // ascending
	Loss                                []Amount
	Named                               Named[uint32]
	Links                               Links[uint32]
}

// Named is who is named by what, in columns: the nodes of a report and of an identifier.
type Named[Node int64 | uint32] struct{ Report, Identifier []Node }

// Add appends that a report names an identifier.
func (n *Named[Node]) Add(report, identifier Node) {
	n.Report, n.Identifier = append(n.Report, report), append(n.Identifier, identifier)
}

// Links are links in columns: the nodes of the identifiers that each joins, and what it
// says of them.
type Links[Node int64 | uint32] struct {
	From, To []Node
	Relation []Relation
	Day      []Day
	ID       []string // agency-scoped
}

// Add appends a link.
func (l *Links[Node]) Add(from, to Node, relation Relation, day Day, id string) {
	l.From, l.To = append(l.From, from), append(l.To, to)
	l.Relation, l.Day, l.ID = append(l.Relation, relation), append(l.Day, day), append(l.ID, id)
}

// Append appends links.
func (l *Links[Node]) Append(more *Links[Node]) {
	l.From, l.To = append(l.From, more.From...), append(l.To, more.To...)
	l.Relation, l.Day, l.ID = append(l.Relation, more.Relation...), append(l.Day, more.Day...), append(l.ID, more.ID...)
}

// Edges returns how many edges there are of both sorts.
func (s *Snapshot) Edges() int { return len(s.Named.Report) + len(s.Links.From) }

// Order returns the number of nodes.
func (s *Snapshot) Order() int { return len(s.Identifiers) + len(s.ReportIDs) }

// Report returns the index among the reports of a node that is one.
func (s *Snapshot) Report(node int) (int, bool) {
	return node - len(s.Identifiers), node >= len(s.Identifiers)
}

// Node is an identifier or a report as it was read, with the key by which edges
// know it where it was read.
type Node struct {
	Key        int64
	Identifier Identifier
	ReportID   string // agency-scoped; empty for an identifier
}

// Said is what a report says, as it was read.
type Said struct {
	Key                       int64 // of the report's node
	Second                    Second
	Category, Channel, Region string // empty where it is not known
	Loss                      Amount // empty where it is not known
	Currency                  string
}

// Columns are evidence as it was read, in any order.
type Columns struct {
	Nodes []Node
	Said  []Said
	Named Named[int64]
	Links Links[int64]
}

// NewSnapshot lays out evidence in a snapshot's order. Edges to keys that no node has are
// left out: those nodes came or went while the rest was read. Identifiers that no edge
// joins to anything are left out too: no evidence tells of them any more. Keys are not
// negative and take an int each up to the greatest.
func NewSnapshot(c *Columns) *Snapshot {
	s := &Snapshot{}
	places := make([]uint32, greatestKey(c.Nodes)+1) // of a key's node, from 1; 0 is no node
	nodes := c.joinedOnly(places)
	s.Identifiers, s.ReportIDs = make([]Identifier, 0, len(nodes)), make([]string, 0, len(c.Said))
	for place, i := range inOrder(nodes) {
		n := &nodes[i]
		places[n.Key] = uint32(place) + 1
		if n.ReportID == "" {
			s.Identifiers = append(s.Identifiers, n.Identifier)
		} else {
			s.ReportIDs = append(s.ReportIDs, n.ReportID)
		}
	}
	place := func(key int64) uint32 {
		if key < 0 || key >= int64(len(places)) {
			return 0
		}
		return places[key]
	}
	s.Named = Named[uint32]{make([]uint32, 0, len(c.Named.Report)), make([]uint32, 0, len(c.Named.Report))}
	for i := range c.Named.Report {
		if u, v := place(c.Named.Report[i]), place(c.Named.Identifier[i]); u > 0 && v > 0 {
			s.Named.Add(u-1, v-1)
		}
	}
	for _, i := range c.Links.inOrder(place) {
		if u, v := place(c.Links.From[i]), place(c.Links.To[i]); u > 0 && v > 0 {
			s.Links.Add(u-1, v-1, c.Links.Relation[i], c.Links.Day[i], c.Links.ID[i])
		}
	}
	s.say(c.Said, place)
	return s
}

// inOrder lists the links by the places of what they join, the day and the id.
func (l *Links[Node]) inOrder(place func(Node) uint32) []int {
	type ranked struct {
		from, to uint32
		day      Day
		link     int
	}
	ranks := make([]ranked, len(l.From))
	for i := range ranks {
		ranks[i] = ranked{place(l.From[i]), place(l.To[i]), l.Day[i], i}
	}
	slices.SortFunc(ranks, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.day, b.day), cmp.Compare(l.ID[a.link], l.ID[b.link]))
	})
	order := make([]int, len(ranks))
	for i, r := range ranks {
		order[i] = r.link
	}
	return order
}

// say fills in what reports say. Place numbers the node of a key from 1; 0 is no node.
func (s *Snapshot) say(said []Said, place func(key int64) uint32) {
	n := len(s.ReportIDs)
	s.Second, s.Loss, s.Currency = make([]Second, n), make([]Amount, n), make([]uint32, n)
	s.Category, s.Channel, s.Region = make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for i := range s.Second {
		s.Second[i] = NoSecond
	}
	w := words{codes: map[string]uint32{"": 0}}
	for i := range said {
		w.learn(&said[i])
	}
	s.Words = slices.Sorted(maps.Keys(w.codes))
	for code, word := range s.Words {
		w.codes[word] = uint32(code)
	}
	w.known = false
	for i := range said {
		report, ok := s.Report(int(place(said[i].Key)) - 1)
		if !ok {
			continue
		}
		w.learn(&said[i])
		s.Second[report], s.Loss[report], s.Currency[report] = said[i].Second, said[i].Loss, w.currency
		s.Category[report], s.Channel[report], s.Region[report] = w.category, w.channel, w.region
	}
}

// words are the codes of the words that reports say, and those of the last report. Reports
// that say the same mostly follow each other: comparing them is faster than looking up four
// words for each.
type words struct {
	codes                               map[string]uint32
	known                               bool
	last                                *Said
	category, channel, region, currency uint32
}

// learn finds the codes of a report's words. What has no code yet has 0.
func (w *words) learn(said *Said) {
	if w.known && said.Category == w.last.Category && said.Channel == w.last.Channel && said.Region == w.last.Region && said.Currency == w.last.Currency {
		return
	}
	code := func(word string) uint32 {
		known, ok := w.codes[word]
		if !ok {
			w.codes[word] = 0
		}
		return known
	}
	w.known, w.last = true, said
	w.category, w.channel, w.region, w.currency = code(said.Category), code(said.Channel), code(said.Region), code(said.Currency)
}

// joinedOnly lists the reports, and the identifiers that an edge between two nodes
// joins. It needs zeros up to the greatest key, and leaves zeros.
func (c *Columns) joinedOnly(zeros []uint32) []Node {
	const there, joined = 1, 2
	for i := range c.Nodes {
		zeros[c.Nodes[i].Key] = there
	}
	among := func(key int64) bool { return key >= 0 && key < int64(len(zeros)) && zeros[key] != 0 }
	join := func(from, to []int64) {
		for i := range from {
			if among(from[i]) && among(to[i]) {
				zeros[from[i]], zeros[to[i]] = joined, joined
			}
		}
	}
	join(c.Named.Report, c.Named.Identifier)
	join(c.Links.From, c.Links.To)
	kept := make([]Node, 0, len(c.Nodes))
	for i := range c.Nodes {
		if c.Nodes[i].ReportID != "" || zeros[c.Nodes[i].Key] == joined {
			kept = append(kept, c.Nodes[i])
		}
	}
	clear(zeros)
	return kept
}

func greatestKey(nodes []Node) int64 {
	greatest := int64(-1)
	for i := range nodes {
		greatest = max(greatest, nodes[i].Key)
	}
	return greatest
}

// inOrder lists the places of nodes in a snapshot's order: identifiers first, and
// those and the reports each by a hash, since comparing strings would take most of
// the time that a snapshot takes. Hashes are spread evenly, so that their first bits
// put nodes into groups of one or two, which are all that is left to sort.
func inOrder(nodes []Node) []uint32 {
	type ranked struct {
		hash  uint64
		place uint32
	}
	const report = 1 << 63
	shift := 64 - min(bits.Len(uint(len(nodes))), 24)
	hashes := make([]uint64, len(nodes))
	ends := make([]uint32, 1<<(64-shift)) // of the groups, once all are in
	for i := range nodes {
		n := &nodes[i]
		if n.ReportID != "" {
			hashes[i] = hash(n.ReportID) | report
		} else {
			hashes[i] = hash(string(n.Identifier.Token)) &^ report
		}
		ends[hashes[i]>>shift]++
	}
	sum := uint32(0)
	for group, n := range ends {
		ends[group], sum = sum, sum+n
	}
	ranks := make([]ranked, len(nodes))
	for i, h := range hashes {
		group := h >> shift
		ranks[ends[group]] = ranked{h, uint32(i)}
		ends[group]++
	}
	begin := uint32(0)
	for _, end := range ends {
		slices.SortFunc(ranks[begin:end], func(a, b ranked) int {
			if a.hash != b.hash {
				return cmp.Compare(a.hash, b.hash)
			}
			return compareNodes(&nodes[a.place], &nodes[b.place])
		})
		begin = end
	}
	order := make([]uint32, len(ranks))
	for i, r := range ranks {
		order[i] = r.place
	}
	return order
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
		CompareIdentifiers(a.Identifier, b.Identifier),
	)
}

// ScopedID is a record's id in the graph: two agencies' own ids may clash.
func ScopedID(agency, id string) string { return agency + "/" + id }

// CompareIdentifiers orders identifiers by kind, then by token.
func CompareIdentifiers(x, y Identifier) int {
	return cmp.Or(
		cmp.Compare(x.Kind.rank(), y.Kind.rank()),
		cmp.Compare(x.Token, y.Token),
	)
}
