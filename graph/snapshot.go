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

func (s *Snapshot) join(from, to uint32) {
	s.From = append(s.From, from)
	s.To = append(s.To, to)
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
