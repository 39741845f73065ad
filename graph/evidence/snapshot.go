package evidence

import "github.com/ringwatch/ringwatch/graph"

// Snapshot is the evidence at one moment, in columns: who was named by what, what was
// linked to what, and what reports say. Its nodes are the identifiers, and behind them
// the reports, each in an order that their tokens and ids alone decide: so the same
// evidence gives the same snapshot, wherever it was read from. Once made it does not change:
// snapshots of evidence that changed a little share what did not.
type Snapshot struct {
	Identifiers []graph.Identifier
	ReportIDs   []string
	// What each report says: when it happened, and by their places in Words, of which the
	// first is the empty one, its category, channel, region and currency.
	Second                              []Second
	Category, Channel, Region, Currency []uint32
	Dictionary                          []string // ascending
	Loss                                []graph.Amount
	Mentions                            Mentions[uint32] // by report, then identifier
	Links                               Links[uint32]

	identifierHashes, reportHashes []uint64 // by which they are in order
}

// Named is who is named by what, in columns: the nodes of a report and of an identifier.
type Mentions[Node int64 | uint32] struct{ Report, Identifier []Node }

// Add appends that a report names an identifier.
func (n *Mentions[Node]) Add(report, identifier Node) {
	n.Report, n.Identifier = append(n.Report, report), append(n.Identifier, identifier)
}

// Links are links in columns: the nodes of the identifiers that each joins, and what it
// says of them.
type Links[Node int64 | uint32] struct {
	From, To []Node
	Relation []graph.Relation
	Day      []Day
	ID       []string // agency-scoped
}

// Add appends a link.
func (l *Links[Node]) Add(from, to Node, relation graph.Relation, day Day, id string) {
	l.From, l.To = append(l.From, from), append(l.To, to)
	l.Relation, l.Day, l.ID = append(l.Relation, relation), append(l.Day, day), append(l.ID, id)
}

// Append appends links.
func (l *Links[Node]) Append(more *Links[Node]) {
	l.From, l.To = append(l.From, more.From...), append(l.To, more.To...)
	l.Relation, l.Day, l.ID = append(l.Relation, more.Relation...), append(l.Day, more.Day...), append(l.ID, more.ID...)
}

// Edges returns how many edges there are of both sorts.
func (s *Snapshot) Edges() int { return len(s.Mentions.Report) + len(s.Links.From) }

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
	Identifier graph.Identifier
	ReportID   string // agency-scoped; empty for an identifier
}

// Said is what a report says, as it was read.
type Attributes struct {
	Key                       int64 // of the report's node
	Second                    Second
	Category, Channel, Region string       // empty where it is not known
	Loss                      graph.Amount // empty where it is not known
	Currency                  string
}

// Columns are evidence as it was read, in any order. Nodes have different keys, which are not
// negative and take some bytes each up to the greatest. Negative keys stand for what was
// taken back.
type Rows struct {
	Nodes      []Node
	Attributes []Attributes
	Mentions   Mentions[int64]
	Links      Links[int64]
}
