package graph

import (
	"cmp"
	"slices"
)

// Snapshot is the evidence at one moment, in columns: who was named by what, and
// what was linked to what. Its nodes are the identifiers, and behind them the
// reports, each in an order that their tokens and ids alone decide: so the same
// evidence gives the same snapshot, wherever it was read from.
type Snapshot struct {
	Identifiers []Identifier
	ReportIDs   []string
	// From[i] and To[i] are the nodes that edge i joins: a report and what it
	// names, or the two ends of a link. Each pair stands as often as it was filed.
	From, To []uint32
}

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

// NewSnapshot lays out nodes and the edges between their keys in a snapshot's order.
// Edges to keys that no node has are left out: those nodes came or went while the
// rest was read. Identifiers that no edge joins to anything are left out too: no
// evidence tells of them any more. Keys are not negative and take an int each up to
// the greatest.
func NewSnapshot(nodes []Node, from, to []int64) *Snapshot {
	s := &Snapshot{From: make([]uint32, 0, len(from)), To: make([]uint32, 0, len(to))}
	places := make([]uint32, greatestKey(nodes)+1) // of a key's node, from 1; 0 is no node
	nodes = joinedOnly(nodes, places, from, to)
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
	for i := range from {
		if u, v := place(from[i]), place(to[i]); u > 0 && v > 0 {
			s.From, s.To = append(s.From, u-1), append(s.To, v-1)
		}
	}
	return s
}

// joinedOnly lists the reports, and the identifiers that an edge between two nodes
// joins. It needs zeros up to the greatest key, and leaves zeros.
func joinedOnly(nodes []Node, zeros []uint32, from, to []int64) []Node {
	const there, joined = 1, 2
	for i := range nodes {
		zeros[nodes[i].Key] = there
	}
	among := func(key int64) bool { return key >= 0 && key < int64(len(zeros)) && zeros[key] != 0 }
	for i := range from {
		if among(from[i]) && among(to[i]) {
			zeros[from[i]], zeros[to[i]] = joined, joined
		}
	}
	kept := make([]Node, 0, len(nodes))
	for i := range nodes {
		if nodes[i].ReportID != "" || zeros[nodes[i].Key] == joined {
			kept = append(kept, nodes[i])
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
// the time that a snapshot takes.
func inOrder(nodes []Node) []uint32 {
	type ranked struct {
		hash  uint64
		place uint32
	}
	const report = 1 << 63
	ranks := make([]ranked, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		if n.ReportID != "" {
			ranks[i] = ranked{hash(n.ReportID) | report, uint32(i)}
		} else {
			ranks[i] = ranked{hash(string(n.Identifier.Token)) &^ report, uint32(i)}
		}
	}
	slices.SortFunc(ranks, func(a, b ranked) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return compareNodes(&nodes[a.place], &nodes[b.place])
	})
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
