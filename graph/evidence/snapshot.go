package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Snapshot is the evidence at one moment, in columns.
//
// Its nodes are the identifiers, numbered from 0, and then the reports. Each sort is ordered by a
// hash of its tokens or ids, and so the same evidence gives the same snapshot, wherever it was read
// from. The agency of a report or link is the first part of its id; Filers lists them. A snapshot
// never changes: those made of one another share the columns that are equal.
type Snapshot struct {
	Identifiers []graph.Identifier
	ReportIDs   []string // agency-scoped
	// One element per report: when it happened, and the codes of its category, channel, region and
	// currency. A code is an index into Dictionary; 0 is the empty word.
	Second                              []Second
	Category, Channel, Region, Currency []uint32
	Dictionary                          []string // ascending and distinct
	Source                              []SourceHash
	Loss                                []graph.Amount
	Mentions                            Mentions[uint32] // ordered by report, then identifier
	Links                               Links[uint32]    // ordered by from, to, day and id
	Standing                            Standing

	identifierHashes, reportHashes []uint64 // ascending, parallel to Identifiers and ReportIDs
}

// Mentions are pairs of a report and an identifier that it names, in columns. Node is a key in Rows
// and a node number in a Snapshot.
type Mentions[Node int64 | uint32] struct{ Report, Identifier []Node }

// Add appends one mention.
func (m *Mentions[Node]) Add(report, identifier Node) {
	m.Report, m.Identifier = append(m.Report, report), append(m.Identifier, identifier)
}

// Links are links between identifiers, in columns. Node is a key in Rows and a node number in a
// Snapshot.
type Links[Node int64 | uint32] struct {
	From, To []Node
	Relation []graph.Relation
	Day      []Day
	ID       []string // agency-scoped
}

// Add appends one link.
func (l *Links[Node]) Add(from, to Node, relation graph.Relation, day Day, id string) {
	l.From, l.To = append(l.From, from), append(l.To, to)
	l.Relation, l.Day, l.ID = append(l.Relation, relation), append(l.Day, day), append(l.ID, id)
}

// grow makes room for some more links.
func (l *Links[Node]) grow(links int) {
	l.From, l.To = slices.Grow(l.From, links), slices.Grow(l.To, links)
	l.Relation, l.Day, l.ID = slices.Grow(l.Relation, links), slices.Grow(l.Day, links), slices.Grow(l.ID, links)
}

// Append appends all links of other.
func (l *Links[Node]) Append(other *Links[Node]) {
	l.From, l.To = append(l.From, other.From...), append(l.To, other.To...)
	l.Relation, l.Day, l.ID = append(l.Relation, other.Relation...), append(l.Day, other.Day...), append(l.ID, other.ID...)
}

// Edges returns the number of mentions and links.
func (s *Snapshot) Edges() int { return len(s.Mentions.Report) + len(s.Links.From) }

// Order returns the number of nodes: identifiers and reports.
func (s *Snapshot) Order() int { return len(s.Identifiers) + len(s.ReportIDs) }

// Report returns the index in ReportIDs of a node, and whether the node is a report.
func (s *Snapshot) Report(node int) (int, bool) {
	return node - len(s.Identifiers), node >= len(s.Identifiers)
}

// HasReport reports whether the snapshot has the report with the agency-scoped id.
func (s *Snapshot) HasReport(id string) bool {
	_, ok := s.findReport(id)
	return ok
}

// findReport returns the index of a report, and whether it exists.
func (s *Snapshot) findReport(id string) (int, bool) {
	at := s.searchReport(hash(id), id)
	return at, at < len(s.ReportIDs) && s.ReportIDs[at] == id
}

// searchReport returns the index at which the report with the hash and id is, or would be inserted.
func (s *Snapshot) searchReport(hash uint64, id string) int {
	at, _ := slices.BinarySearch(s.reportHashes, hash)
	for at < len(s.reportHashes) && s.reportHashes[at] == hash && s.ReportIDs[at] < id {
		at++
	}
	return at
}

// findIdentifier returns the index of the identifier with the token, and whether it exists.
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

// mentionsOf returns the range of a report's mentions: from lo up to, but without, hi.
func (s *Snapshot) mentionsOf(report int) (lo, hi int) {
	node := uint32(len(s.Identifiers) + report)
	lo, _ = slices.BinarySearch(s.Mentions.Report, node)
	for hi = lo; hi < len(s.Mentions.Report) && s.Mentions.Report[hi] == node; hi++ {
	}
	return lo, hi
}

// searchLink returns the index at which a link is, or would be inserted. From and to are numbers
// that renumber maps the snapshot's identifiers to; it must preserve their order.
func (s *Snapshot) searchLink(renumber func(uint32) uint32, from, to uint32, day Day, id string) int {
	lo, hi := 0, len(s.Links.ID)
	for lo < hi {
		i := (lo + hi) / 2
		order := cmp.Or(
			cmp.Compare(renumber(s.Links.From[i]), from), cmp.Compare(renumber(s.Links.To[i]), to),
			cmp.Compare(s.Links.Day[i], day), cmp.Compare(s.Links.ID[i], id),
		)
		if order < 0 {
			lo = i + 1
		} else {
			hi = i
		}
	}
	return lo
}

// hasLink reports whether the snapshot has the link.
func (s *Snapshot) hasLink(l *DeltaLink) bool {
	from, ok := s.findIdentifier(l.From.Token)
	to, both := s.findIdentifier(l.To.Token)
	if !ok || !both {
		return false
	}
	at := s.searchLink(func(u uint32) uint32 { return u }, uint32(from), uint32(to), l.Day, l.ID)
	return at < len(s.Links.ID) && s.Links.ID[at] == l.ID && s.Links.From[at] == uint32(from) && s.Links.To[at] == uint32(to)
}
