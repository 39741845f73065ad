package graph

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// NewSnapshot lays out evidence in a snapshot's order. Edges to keys that no node has are
// left out: those nodes came or went while the rest was read. Identifiers that no edge
// joins to anything are left out too: no evidence tells of them any more.
func NewSnapshot(c *Columns) *Snapshot { return new(Layout).Snapshot(c, Except{}) }

// Layout lays out evidence to which more is appended again and again: it keeps the order of
// what was there before, and sorts only what came. The zero value has seen nothing. It
// keeps 16 bytes a node and 4 a link.
type Layout struct {
	ranked []ranked // of the nodes, in a snapshot's order
	links  []uint32 // in a snapshot's order, but for those taken back
	seen   int      // how many links there were
}

// ranked is a node by its place among the columns' nodes, and the hash that orders it.
type ranked struct {
	hash  uint64
	place uint32
}

// Except tells what a snapshot leaves out, by its place in the columns; nil: nothing.
type Except struct{ Named, Links func(i int) bool }

// Snapshot lays out columns: those of the call before, to which nodes and edges may have
// been appended, and of which edges may have been taken back by negative keys, and reports by
// becoming empty nodes. What is excepted is asked by several goroutines at a time.
func (l *Layout) Snapshot(c *Columns, except Except) *Snapshot {
	l.rank(c.Nodes)
	s := &Snapshot{}
	place := l.place(s, c, except).of
	var beside sync.WaitGroup
	beside.Go(func() { s.name(&c.Named, place, except.Named) })
	beside.Go(func() { s.say(c.Said, place) })
	l.order(c)
	s.Links.Grow(len(l.links))
	for _, i := range l.links {
		u, v := place(c.Links.From[i]), place(c.Links.To[i])
		if u > 0 && v > 0 && (except.Links == nil || !except.Links(int(i))) {
			s.Links.Add(u-1, v-1, c.Links.Relation[i], c.Links.Day[i], c.Links.ID[i])
		}
	}
	beside.Wait()
	return s
}

// name fills in who is named by what. Place numbers the node of a key from 1; 0 is no node.
func (s *Snapshot) name(all *Named[int64], place func(key int64) uint32, except func(i int) bool) {
	named := Named[uint32]{make([]uint32, 0, len(all.Report)), make([]uint32, 0, len(all.Report))}
	for i := range all.Report {
		u, v := place(all.Report[i]), place(all.Identifier[i])
		if u > 0 && v > 0 && (except == nil || !except(i)) {
			named.Add(u-1, v-1)
		}
	}
	s.Named = named
}

// rank puts the nodes that came in order: identifiers first, and those and the reports each
// by a hash, since comparing strings would take most of the time that a snapshot takes.
func (l *Layout) rank(nodes []Node) {
	const report = 1 << 63
	var identifiers, reports []ranked
	for i := len(l.ranked); i < len(nodes); i++ {
		if n := &nodes[i]; n.ReportID != "" {
			reports = append(reports, ranked{hash(n.ReportID) | report, uint32(i)})
		} else {
			identifiers = append(identifiers, ranked{hash(string(n.Identifier.Token)) &^ report, uint32(i)})
		}
	}
	compare := func(a, b ranked) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return compareNodes(&nodes[a.place], &nodes[b.place])
	}
	var beside sync.WaitGroup
	beside.Go(func() { slices.SortFunc(reports, compare) })
	slices.SortFunc(identifiers, compare)
	beside.Wait()
	l.ranked = merged(l.ranked, append(identifiers, reports...), compare)
}

// place puts the reports, and the identifiers that an edge between two nodes joins, into the
// snapshot. It returns the place of each key's node, from 1; 0 is no node.
func (l *Layout) place(s *Snapshot, c *Columns, except Except) byKey {
	const there, joined = 1, 2
	greatest := greatestKey(c.Nodes)
	state := make([]uint8, greatest+1)
	for i := range c.Nodes {
		state[c.Nodes[i].Key] = there
	}
	among := func(key int64) bool { return key >= 0 && key <= greatest && state[key] != 0 }
	join := func(from, to []int64, except func(i int) bool) {
		for i := range from {
			if among(from[i]) && among(to[i]) && (except == nil || !except(i)) {
				state[from[i]], state[to[i]] = joined, joined
			}
		}
	}
	join(c.Named.Report, c.Named.Identifier, except.Named)
	join(c.Links.From, c.Links.To, except.Links)
	places := make(byKey, greatest+1)
	s.Identifiers, s.ReportIDs = make([]Identifier, 0, len(c.Nodes)-len(c.Said)), make([]string, 0, len(c.Said))
	for _, r := range l.ranked {
		switch n := &c.Nodes[r.place]; {
		case n.ReportID != "":
			s.ReportIDs = append(s.ReportIDs, n.ReportID)
		case state[n.Key] == joined:
			s.Identifiers = append(s.Identifiers, n.Identifier)
		default:
			continue
		}
		places[c.Nodes[r.place].Key] = uint32(len(s.Identifiers) + len(s.ReportIDs))
	}
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

// order puts the links that came in order: by what they join, the day and the id.
func (l *Layout) order(c *Columns) {
	l.links = slices.DeleteFunc(l.links, func(i uint32) bool { return c.Links.From[i] < 0 }) // they have no place any more
	if l.seen == len(c.Links.From) {
		return
	}
	ranks := make(byKey, greatestKey(c.Nodes)+1) // from 1, and in the same order for ever
	for rank, r := range l.ranked {
		ranks[c.Nodes[r.place].Key] = uint32(rank) + 1
	}
	compare := func(a, b uint32) int {
		return cmp.Or(
			cmp.Compare(ranks.of(c.Links.From[a]), ranks.of(c.Links.From[b])), cmp.Compare(ranks.of(c.Links.To[a]), ranks.of(c.Links.To[b])),
			cmp.Compare(c.Links.Day[a], c.Links.Day[b]), cmp.Compare(c.Links.ID[a], c.Links.ID[b]),
		)
	}
	came := make([]uint32, 0, len(c.Links.From)-l.seen)
	for ; l.seen < len(c.Links.From); l.seen++ {
		if c.Links.From[l.seen] >= 0 {
			came = append(came, uint32(l.seen))
		}
	}
	slices.SortFunc(came, compare)
	l.links = merged(l.links, came, compare)
}

// merged is two lists in order as one.
func merged[T any](a, b []T, compare func(x, y T) int) []T {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	both := make([]T, 0, len(a)+len(b))
	for _, y := range b {
		n, _ := slices.BinarySearchFunc(a, y, compare)
		both, a = append(append(both, a[:n]...), y), a[n:]
	}
	return append(both, a...)
}

// say fills in what reports say. Place numbers the node of a key from 1; 0 is no node.
func (s *Snapshot) say(said []Said, place func(key int64) uint32) {
	n := len(s.ReportIDs)
	s.Second, s.Loss, s.Currency = make([]Second, n), make([]Amount, n), make([]uint32, n)
	s.Category, s.Channel, s.Region = make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for i := range s.Second {
		s.Second[i] = NoSecond
	}
	// Those that say the same often follow one another.
	codes := map[string]uint32{"": 0}
	for i := range said {
		if i == 0 || !said[i].alike(&said[i-1]) {
			codes[said[i].Category], codes[said[i].Channel], codes[said[i].Region], codes[said[i].Currency] = 0, 0, 0, 0
		}
	}
	s.Words = slices.Sorted(maps.Keys(codes))
	for code, word := range s.Words {
		codes[word] = uint32(code)
	}
	var category, channel, region, currency uint32
	for i := range said {
		if i == 0 || !said[i].alike(&said[i-1]) {
			category, channel = codes[said[i].Category], codes[said[i].Channel]
			region, currency = codes[said[i].Region], codes[said[i].Currency]
		}
		report, ok := s.Report(int(place(said[i].Key)) - 1)
		if !ok {
			continue
		}
		s.Second[report], s.Loss[report], s.Currency[report] = said[i].Second, said[i].Loss, currency
		s.Category[report], s.Channel[report], s.Region[report] = category, channel, region
	}
}

// alike tells whether two reports say the same, but for when and how much.
func (s *Said) alike(other *Said) bool {
	return s.Category == other.Category && s.Region == other.Region && s.Channel == other.Channel && s.Currency == other.Currency
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
