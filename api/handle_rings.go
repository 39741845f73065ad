package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// Defaults of the limits in openapi.yaml.
const (
	defaultLimit = 50
	defaultEdges = 5000
)

// ListRings answers GET /v1/rings.
func (a *API) ListRings(c *gin.Context, params gen.ListRingsParams) {
	after := ""
	if params.Cursor != nil {
		var ok bool
		if after, ok = openCursor(c, *params.Cursor, ringIDPattern); !ok {
			badCursor(c)
			return
		}
	}
	v, ok := a.published(c)
	if !ok {
		return
	}
	places, more := page(v, after, &params)
	cursor := ""
	if more {
		cursor = sealCursor(c, v.rings[places[len(places)-1]].ID)
	}
	body, err := writePage(v, places, cursor)
	if err != nil {
		a.fail(c, err)
		return
	}
	sendCached(c, body)
}

// writePage writes a RingPage of summaries that are written already.
func writePage(v *view, places []int, cursor string) ([]byte, error) {
	published, err := json.Marshal(publication(v.publication))
	if err != nil {
		return nil, fmt.Errorf("writing a page: %w", err)
	}
	size := len(published) + len(cursor) + 64
	for _, place := range places {
		size += len(v.written[place]) + 1
	}
	out := append(make([]byte, 0, size), `{"rings":[`...)
	for i, place := range places {
		if i > 0 {
			out = append(out, ',')
		}
		text := v.written[place]
		if v.differs(place) {
			if text, err = json.Marshal(v.summary(place)); err != nil {
				return nil, fmt.Errorf("writing a summary: %w", err)
			}
		}
		out = append(out, text...)
	}
	out = append(append(out, `],"publication":`...), published...)
	if cursor != "" {
		out = append(append(append(out, `,"next_cursor":"`...), cursor...), '"')
	}
	return append(out, '}'), nil
}

// published is what the caller sees of the published set, or nothing where it can't be
// read now: that is answered then.
func (a *API) published(c *gin.Context) (*view, bool) {
	set, err := a.rings.within(c.Request.Context(), freshFor)
	if err != nil {
		a.fail(c, err)
		return nil, false
	}
	return set.view(callerOf(c)), true
}

// page collects the places of the rings behind the one with the id after that fit, and tells
// whether there are more.
func page(v *view, after string, params *gen.ListRingsParams) (places []int, more bool) {
	limit := or(params.Limit, defaultLimit)
	i, found := v.find(after)
	if found {
		i++
	}
	for ; i < len(v.rings); i++ {
		if !v.sees(i) || !fits(&v.summaries[i], params) {
			continue
		}
		if len(places) == limit {
			return places, true
		}
		places = append(places, i)
	}
	return places, false
}

// fits reports whether a ring passes every filter.
func fits(r *gen.Ring, p *gen.ListRingsParams) bool {
	return (p.Band == nil || r.Band == *p.Band) &&
		listed(r.Status, p.Status) &&
		(p.MinScore == nil || r.Score >= *p.MinScore) &&
		(p.Region == nil || slices.Contains(r.Regions, *p.Region)) &&
		(p.Category == nil || slices.Contains(r.Categories, *p.Category)) &&
		(p.Kind == nil || countOf(r.MembersByKind, *p.Kind) > 0) &&
		(p.UpdatedSince == nil || !r.UpdatedAt.Before(*p.UpdatedSince))
}

// listed reports whether a ring of that status is among those asked for: those that are
// held against their members, unless somebody asks for others.
func listed(status gen.Status, asked *gen.Status) bool {
	if asked != nil {
		return status == *asked
	}
	return graph.Status(status).Flagged()
}

func countOf(m gen.MembersByKind, kind gen.Kind) int {
	switch graph.Kind(kind) {
	case graph.Number:
		return m.Number
	case graph.Device:
		return m.Device
	}
	return m.Account
}

// GetRing answers GET /v1/rings/{id}.
func (a *API) GetRing(c *gin.Context, id gen.RingId, _ gen.GetRingParams) {
	v, i, ok := a.ring(c, id)
	if !ok {
		return
	}
	detail, by := v.summary(i), v.caller
	detail.ReportIds = by.records(v.rings[i].ReportIDs)
	detail.Explanation = make([]gen.Reason, len(v.rings[i].Explanation))
	for j, reason := range v.rings[i].Explanation {
		detail.Explanation[j] = gen.Reason{
			Reason: reason.Text, Weight: reason.Weight,
			Reports: by.records(reason.Reports), Links: by.records(reason.Links),
		}
	}
	detail.Lineage = v.lineage(i)
	a.respondCached(c, detail)
}

// ListMembers answers GET /v1/rings/{id}/members.
func (a *API) ListMembers(c *gin.Context, id gen.RingId, _ gen.ListMembersParams) {
	why, ok := purpose(c)
	if !ok {
		return
	}
	v, i, ok := a.ring(c, id)
	if !ok {
		return
	}
	answer := gen.Members{RingId: id, Members: []gen.Member{}}
	for _, m := range v.rings[i].Members {
		if v.member(m.Kind) {
			answer.Members = append(answer.Members, member(m))
		}
	}
	if a.onRecord(c, graph.AuditMembersRead, id, why, len(answer.Members)) {
		a.respond(c, http.StatusOK, answer)
	}
}

// GetRingGraph answers GET /v1/rings/{id}/graph.
func (a *API) GetRingGraph(c *gin.Context, id gen.RingId, params gen.GetRingGraphParams) {
	why, ok := purpose(c)
	if !ok {
		return
	}
	v, i, ok := a.ring(c, id)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	edges, more, err := a.Rings.Subgraph(ctx, id, or(params.Limit, defaultEdges))
	if err != nil {
		a.fail(c, err)
		return
	}
	d := newDrawing(v, i)
	for _, edge := range edges {
		d.add(edge)
	}
	d.graph.Truncated = more
	if a.onRecord(c, graph.AuditGraphRead, id, why, d.tokens) {
		a.respond(c, http.StatusOK, d.graph)
	}
}

// ring finds a published ring that the caller may see, or answers that it can't.
func (a *API) ring(c *gin.Context, id string) (*view, int, bool) {
	v, ok := a.published(c)
	if !ok {
		return nil, 0, false
	}
	i, found := v.ring(id)
	if !found {
		noRing(c)
		return nil, 0, false
	}
	return v, i, true
}

func noRing(c *gin.Context) {
	answerProblem(c, http.StatusNotFound, "No ring with this id is published.")
}

// drawing lays out a ring for one agency.
type drawing struct {
	graph   gen.RingGraph
	view    *view
	tokens  int               // that it tells of
	nodes   map[string]bool   // by what they are called
	aliases map[string]string // of what the viewer may not see
	given   map[string]int    // how many aliases of a kind
}

// newDrawing begins with the ring's members.
func newDrawing(v *view, place int) *drawing {
	r := &v.rings[place]
	d := &drawing{
		graph:   gen.RingGraph{RingId: r.ID, Nodes: make([]gen.GraphNode, 0, len(r.Members)), Edges: []gen.GraphEdge{}},
		view:    v,
		nodes:   map[string]bool{},
		aliases: map[string]string{},
		given:   map[string]int{},
	}
	for _, m := range r.Members {
		strength := rounded(m.Strength)
		d.identifier(m.Identifier, &strength)
	}
	return d
}

// node draws a node that is not drawn yet; it returns what the node is called.
func (d *drawing) node(name, kind string, strength *float64) string {
	if !d.nodes[name] {
		d.nodes[name] = true
		d.graph.Nodes = append(d.graph.Nodes, gen.GraphNode{Id: name, Kind: gen.GraphNodeKind(kind), Strength: strength})
	}
	return name
}

// identifier draws one: by its token, if the viewer may see that.
func (d *drawing) identifier(i graph.Identifier, strength *float64) string {
	if !d.view.member(i.Kind) {
		return d.node(d.alias(string(i.Token), string(i.Kind)), string(i.Kind), strength)
	}
	if !d.nodes[string(i.Token)] {
		d.tokens++
	}
	return d.node(string(i.Token), string(i.Kind), strength)
}

// report draws one: by what the viewer is told of it.
func (d *drawing) report(id string) string {
	told, ok := d.view.caller.record(id)
	if !ok {
		told = d.alias(id, "report")
	}
	return d.node(told, "report", nil)
}

// add draws an edge and the ends that are not drawn yet.
func (d *drawing) add(e graph.RingEdge) {
	var from string
	if e.ReportID != "" {
		from = d.report(e.ReportID)
	} else {
		from = d.identifier(e.From, nil)
	}
	to := d.identifier(e.To, nil)
	d.graph.Edges = append(d.graph.Edges, gen.GraphEdge{Relation: gen.GraphEdgeRelation(e.Relation), From: from, To: to})
}

// alias is what something is called that the viewer may not see.
func (d *drawing) alias(id, kind string) string {
	if d.aliases[id] == "" {
		d.given[kind]++
		d.aliases[id] = fmt.Sprintf("%s-%d", kind, d.given[kind])
	}
	return d.aliases[id]
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
