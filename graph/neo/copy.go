package neo

import (
	"context"
	"fmt"
	"slices"

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
	links   map[string]int
	gone    struct{ named, links int } // how many of each were taken back
	layout  graph.Layout
}

// newEvidenceCopy takes over columns whose keys are Neo4j's own node ids. Of nodes that were
// read twice the first counts; what was joined to nodes that were not read is left out.
func newEvidenceCopy(c graph.Columns) *evidenceCopy {
	places := make([]int64, greatestKey(c.Nodes)+1)
	for i := range places {
		places[i] = -1
	}
	nodes := c.Nodes[:0]
	for _, n := range c.Nodes {
		if places[n.Key] < 0 {
			places[n.Key] = int64(len(nodes))
			n.Key = int64(len(nodes))
			nodes = append(nodes, n)
		}
	}
	place := func(key int64) int64 {
		if key >= int64(len(places)) {
			return -1
		}
		return places[key]
	}
	own := &evidenceCopy{columns: graph.Columns{Nodes: nodes, Said: c.Said[:0], Links: graph.Links[int64]{}}}
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
	c.links = make(map[string]int, len(c.columns.Links.ID))
	for i := range c.columns.Nodes {
		if n := &c.columns.Nodes[i]; n.ReportID != "" {
			c.reports[n.ReportID] = n.Key
		} else {
			c.tokens[n.Identifier.Token] = n.Key
		}
	}
	for i, id := range c.columns.Links.ID {
		c.links[id] = i
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
	if _, ok := c.links[id]; !ok {
		c.links[id] = len(c.columns.Links.ID)
		c.columns.Links.Add(c.identifier(from), c.identifier(to), relation, day, id)
	}
}

// takenBack is the key that stands where an edge was.
const takenBack = -1

// takeBack removes the reports and links with these ids.
func (c *evidenceCopy) takeBack(ids []string) {
	gone := map[int64]bool{}
	for _, id := range ids {
		if at, ok := c.reports[id]; ok {
			gone[at] = true
			c.columns.Nodes[at] = graph.Node{Key: at} // neither report nor joined: no snapshot has it
			delete(c.reports, id)
		}
		if i, ok := c.links[id]; ok {
			c.columns.Links.From[i], c.columns.Links.To[i] = takenBack, takenBack
			delete(c.links, id)
			c.gone.links++
		}
	}
	if len(gone) == 0 {
		return
	}
	c.columns.Said = slices.DeleteFunc(c.columns.Said, func(said graph.Said) bool { return gone[said.Key] })
	for i, report := range c.columns.Named.Report {
		if gone[report] {
			c.columns.Named.Report[i], c.columns.Named.Identifier[i] = takenBack, takenBack
			c.gone.named++
		}
	}
}

// snapshot lays out what is not voided.
func (c *evidenceCopy) snapshot(v *voidedEvidence) *graph.Snapshot {
	var except graph.Except
	if len(v.named) > 0 {
		except.Named = func(i int) bool {
			report, identifier := c.columns.Named.Report[i], c.columns.Named.Identifier[i]
			return report != takenBack && v.named[naming{c.columns.Nodes[report].ReportID, c.columns.Nodes[identifier].Identifier.Token}]
		}
	}
	if len(v.links) > 0 {
		except.Links = func(i int) bool { return v.links[c.columns.Links.ID[i]] }
	}
	return c.layout.Snapshot(&c.columns, except)
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
	var releases int64
	err := s.each(ctx, "read_release_count", nil, func(r *neo4j.Record) (err error) {
		releases, err = number(r, "releases")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting releases: %w", err)
	}
	if releases == 0 { // most often; and planning to find none takes a while
		return v, nil
	}
	err = s.each(ctx, "read_voided_names", nil, func(r *neo4j.Record) error {
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
