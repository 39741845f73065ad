package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// evidenceCopy is the evidence in Neo4j as it was read, in columns. Nodes bear their
// places as keys: Neo4j gives the keys of deleted nodes to others.
type evidenceCopy struct {
	columns graph.Columns
	renamed int64 // how often Neo4j's identifiers had been joined or renamed when it was read
	// Where nodes and links are, once somebody asks.
	tokens  map[graph.Token]int64
	reports map[string]int64
	links   map[string]bool
}

// newEvidenceCopy takes over columns whose keys are Neo4j's own node ids. What was joined to
// nodes that were not read is left out.
func newEvidenceCopy(c graph.Columns) *evidenceCopy {
	places := make([]int64, greatestKey(c.Nodes)+1)
	for i := range places {
		places[i] = -1
	}
	for i := range c.Nodes {
		places[c.Nodes[i].Key] = int64(i)
		c.Nodes[i].Key = int64(i)
	}
	place := func(key int64) int64 {
		if key >= int64(len(places)) {
			return -1
		}
		return places[key]
	}
	own := &evidenceCopy{columns: graph.Columns{Nodes: c.Nodes, Said: c.Said[:0], Links: graph.Links[int64]{}}}
	for _, said := range c.Said {
		if said.Key = place(said.Key); said.Key >= 0 {
			own.columns.Said = append(own.columns.Said, said)
		}
	}
	named := graph.Named[int64]{Report: c.Named.Report[:0], Identifier: c.Named.Identifier[:0]}
	for i := range c.Named.Report {
		if u, v := place(c.Named.Report[i]), place(c.Named.Identifier[i]); u >= 0 && v >= 0 {
			named.Add(u, v)
		}
	}
	own.columns.Named = named
	for i, l := 0, &c.Links; i < len(l.From); i++ {
		if u, v := place(l.From[i]), place(l.To[i]); u >= 0 && v >= 0 {
			own.columns.Links.Add(u, v, l.Relation[i], l.Day[i], l.ID[i])
		}
	}
	return own
}

func greatestKey(nodes []graph.Node) int64 {
	greatest := int64(-1)
	for i := range nodes {
		greatest = max(greatest, nodes[i].Key)
	}
	return greatest
}

// index makes what is there be found by token and id.
func (c *evidenceCopy) index() {
	if c.tokens != nil {
		return
	}
	c.tokens, c.reports = make(map[graph.Token]int64, len(c.columns.Nodes)), make(map[string]int64, len(c.columns.Said))
	c.links = make(map[string]bool, len(c.columns.Links.ID))
	for i := range c.columns.Nodes {
		if n := &c.columns.Nodes[i]; n.ReportID != "" {
			c.reports[n.ReportID] = n.Key
		} else {
			c.tokens[n.Identifier.Token] = n.Key
		}
	}
	for _, id := range c.columns.Links.ID {
		c.links[id] = true
	}
}

// identifier returns the place of an identifier, which is made where it is new. A token
// that is claimed for another kind as well is of the kind that Neo4j says now.
func (c *evidenceCopy) identifier(id graph.Identifier) int64 {
	if at, ok := c.tokens[id.Token]; ok {
		c.columns.Nodes[at].Identifier.Kind = id.Kind
		return at
	}
	at := int64(len(c.columns.Nodes))
	c.tokens[id.Token] = at
	c.columns.Nodes = append(c.columns.Nodes, graph.Node{Key: at, Identifier: id})
	return at
}

// report adds a report, unless it is there.
func (c *evidenceCopy) report(id string, said graph.Said, named []graph.Identifier) {
	if _, ok := c.reports[id]; ok {
		return
	}
	said.Key = int64(len(c.columns.Nodes))
	c.reports[id] = said.Key
	c.columns.Nodes = append(c.columns.Nodes, graph.Node{Key: said.Key, ReportID: id})
	c.columns.Said = append(c.columns.Said, said)
	for _, identifier := range named {
		c.columns.Named.Add(said.Key, c.identifier(identifier))
	}
}

// link adds a link, unless it is there.
func (c *evidenceCopy) link(id string, from, to graph.Identifier, relation graph.Relation, day graph.Day) {
	if !c.links[id] {
		c.links[id] = true
		c.columns.Links.Add(c.identifier(from), c.identifier(to), relation, day, id)
	}
}

// takeBack removes the reports and links with these ids.
func (c *evidenceCopy) takeBack(ids []string) {
	gone, links := map[int64]bool{}, map[string]bool{}
	for _, id := range ids {
		if at, ok := c.reports[id]; ok {
			gone[at] = true
			c.columns.Nodes[at] = graph.Node{Key: at} // neither report nor joined: no snapshot has it
			delete(c.reports, id)
		}
		if c.links[id] {
			links[id] = true
			delete(c.links, id)
		}
	}
	if len(gone) > 0 {
		kept := c.columns.Said[:0]
		for _, said := range c.columns.Said {
			if !gone[said.Key] {
				kept = append(kept, said)
			}
		}
		c.columns.Said = kept
		c.columns.Named = namedWhere(&c.columns.Named, func(report, _ int64) bool { return !gone[report] })
	}
	if len(links) > 0 {
		c.columns.Links = linksWhere(&c.columns.Links, func(id string) bool { return !links[id] })
	}
}

func namedWhere(n *graph.Named[int64], keep func(report, identifier int64) bool) (kept graph.Named[int64]) {
	for i := range n.Report {
		if keep(n.Report[i], n.Identifier[i]) {
			kept.Add(n.Report[i], n.Identifier[i])
		}
	}
	return kept
}

func linksWhere(l *graph.Links[int64], keep func(id string) bool) (kept graph.Links[int64]) {
	for i := range l.From {
		if keep(l.ID[i]) {
			kept.Add(l.From[i], l.To[i], l.Relation[i], l.Day[i], l.ID[i])
		}
	}
	return kept
}

// snapshot lays out what is not voided.
func (c *evidenceCopy) snapshot(v *voidedEvidence) *graph.Snapshot {
	standing := c.columns
	if len(v.named) > 0 {
		standing.Named = namedWhere(&c.columns.Named, func(report, identifier int64) bool {
			return !v.named[naming{c.columns.Nodes[report].ReportID, c.columns.Nodes[identifier].Identifier.Token}]
		})
	}
	if len(v.links) > 0 {
		standing.Links = linksWhere(&c.columns.Links, func(id string) bool { return !v.links[id] })
	}
	return graph.NewSnapshot(&standing)
}

// naming is that a report names an identifier.
type naming struct {
	report string
	token  graph.Token
}

// voidedEvidence is what was seen before an identifier passed to its present holder.
type voidedEvidence struct {
	named map[naming]bool
	links map[string]bool
}

// voided reads what releases void.
func (s *Store) voided(ctx context.Context) (*voidedEvidence, error) {
	v := &voidedEvidence{map[naming]bool{}, map[string]bool{}}
	err := s.each(ctx, "read_voided_names", nil, func(r *neo4j.Record) error {
		reports, err := column[string](r, "reports")
		if err != nil {
			return err
		}
		tokens, err := column[string](r, "tokens")
		for i := range tokens {
			v.named[naming{reports[i], graph.Token(tokens[i])}] = true
		}
		return err
	})
	if err == nil {
		err = s.each(ctx, "read_voided_links", nil, func(r *neo4j.Record) error {
			ids, err := column[string](r, "ids")
			for _, id := range ids {
				v.links[id] = true
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("reading what releases void: %w", err)
	}
	return v, nil
}
