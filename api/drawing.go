package api

import (
	"fmt"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// drawing is the graph of one ring as a caller sees it: hidden identifiers and reports have
// aliases.
type drawing struct {
	graph     gen.RingGraph
	caller    *access.Caller
	tokens    int               // how many tokens it shows
	drawn     map[string]bool   // the nodes, by their ids in graph
	aliases   map[string]string // of hidden identifiers and reports
	aliasesOf map[string]int    // how many aliases each kind has
}

// newDrawing draws the members of a ring.
func newDrawing(caller *access.Caller, r *graph.Ring) *drawing {
	d := &drawing{
		graph:     gen.RingGraph{RingId: r.ID, Nodes: make([]gen.GraphNode, 0, len(r.Members)), Edges: []gen.GraphEdge{}},
		caller:    caller,
		drawn:     map[string]bool{},
		aliases:   map[string]string{},
		aliasesOf: map[string]int{},
	}
	for _, m := range r.Members {
		d.identifier(m.Identifier, new(roundStrength(m.Strength)))
	}
	return d
}

// node draws a node unless it is drawn already, and returns its id.
func (d *drawing) node(id, kind string, strength *float64) string {
	if !d.drawn[id] {
		d.drawn[id] = true
		d.graph.Nodes = append(d.graph.Nodes, gen.GraphNode{Id: id, Kind: gen.GraphNodeKind(kind), Strength: strength})
	}
	return id
}

// identifier draws an identifier by its token, or by an alias if the token is hidden.
func (d *drawing) identifier(i graph.Identifier, strength *float64) string {
	if !d.caller.SeesTokens(i.Kind) {
		return d.node(d.alias(string(i.Token), string(i.Kind)), string(i.Kind), strength)
	}
	if !d.drawn[string(i.Token)] {
		d.tokens++
	}
	return d.node(string(i.Token), string(i.Kind), strength)
}

// report draws a report by its id or reference, or by an alias if it is hidden.
func (d *drawing) report(id string) string {
	shown, ok := d.caller.Record(id)
	if !ok {
		shown = d.alias(id, "report")
	}
	return d.node(shown, "report", nil)
}

// addEdge draws an edge and its ends.
func (d *drawing) addEdge(e graph.RingEdge) {
	var from string
	if e.ReportID != "" {
		from = d.report(e.ReportID)
	} else {
		from = d.identifier(e.From, nil)
	}
	to := d.identifier(e.To, nil)
	d.graph.Edges = append(d.graph.Edges, gen.GraphEdge{Relation: gen.GraphEdgeRelation(e.Relation), From: from, To: to})
}

// alias returns the name of something hidden, such as device-1.
func (d *drawing) alias(id, kind string) string {
	if d.aliases[id] == "" {
		d.aliasesOf[kind]++
		d.aliases[id] = fmt.Sprintf("%s-%d", kind, d.aliasesOf[kind])
	}
	return d.aliases[id]
}
