package graph

import (
	"cmp"
	"slices"
)

// Snapshot is the evidence at one moment, in columns: who was named by what, and
// what was linked to what. Its nodes are the identifiers in the order of their
// kinds and tokens, and behind them the reports in the order of their ids: so the
// same evidence gives the same snapshot, wherever it was read from.
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

// NewSnapshot lays out nodes and the edges between their keys in a snapshot's
// order. It sorts nodes in place. Edges to keys that no node has are left out: those
// nodes were deleted while the rest was read.
func NewSnapshot(nodes []Node, from, to []int64) *Snapshot {
	slices.SortFunc(nodes, compareNodes)
	s := &Snapshot{From: make([]uint32, 0, len(from)), To: make([]uint32, 0, len(to))}
	index := make(map[int64]uint32, len(nodes))
	for i, n := range nodes {
		index[n.Key] = uint32(i)
		if n.ReportID == "" {
			s.Identifiers = append(s.Identifiers, n.Identifier)
		} else {
			s.ReportIDs = append(s.ReportIDs, n.ReportID)
		}
	}
	for i := range from {
		u, known := index[from[i]]
		v, alsoKnown := index[to[i]]
		if known && alsoKnown {
			s.From, s.To = append(s.From, u), append(s.To, v)
		}
	}
	return s
}

// compareNodes puts identifiers first.
func compareNodes(a, b Node) int {
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
		cmp.Compare(slices.Index(Kinds[:], x.Kind), slices.Index(Kinds[:], y.Kind)),
		cmp.Compare(x.Token, y.Token),
	)
}
