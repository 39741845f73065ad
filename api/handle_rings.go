package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"github.com/gin-gonic/gin"

	"ringwatch/api/gen"
	"ringwatch/graph"
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
		if after, ok = decodeCursor(*params.Cursor, ringIDPattern); !ok {
			badField(c, "cursor", "want the next_cursor of the page before")
			return
		}
	}
	set, err := a.rings.published(c.Request.Context())
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, page(set, after, &params))
}

// page collects the rings behind the one with the id after that fit.
func page(set *ringSet, after string, params *gen.ListRingsParams) gen.RingPage {
	limit := or(params.Limit, defaultLimit)
	answer := gen.RingPage{Rings: make([]gen.Ring, 0, min(limit, len(set.rings))), Publication: publication(set.publication)}
	i, found := set.find(after)
	if found {
		i++
	}
	for ; i < len(set.rings); i++ {
		if !fits(&set.summaries[i], params) {
			continue
		}
		if len(answer.Rings) == limit {
			next := encodeCursor(answer.Rings[limit-1].Id)
			answer.NextCursor = &next
			break
		}
		answer.Rings = append(answer.Rings, set.summaries[i])
	}
	return answer
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
func (a *API) GetRing(c *gin.Context, id gen.RingId) {
	set, i, ok := a.ring(c, id)
	if !ok {
		return
	}
	detail, seen := set.summaries[i], []string{}
	for _, report := range set.rings[i].ReportIDs {
		if seesReport(caller(c), report) {
			seen = append(seen, report)
		}
	}
	detail.ReportIds = &seen
	detail.Lineage = lineage(&set.rings[i])
	c.JSON(http.StatusOK, detail)
}

// ListMembers answers GET /v1/rings/{id}/members.
func (a *API) ListMembers(c *gin.Context, id gen.RingId) {
	set, i, ok := a.ring(c, id)
	if !ok {
		return
	}
	answer := gen.Members{RingId: id, Members: make([]gen.Member, len(set.rings[i].Members))}
	for j, m := range set.rings[i].Members {
		answer.Members[j] = member(m)
	}
	c.JSON(http.StatusOK, answer)
}

// GetRingGraph answers GET /v1/rings/{id}/graph.
func (a *API) GetRingGraph(c *gin.Context, id gen.RingId, params gen.GetRingGraphParams) {
	set, i, ok := a.ring(c, id)
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
	d := newDrawing(&set.rings[i], caller(c))
	for _, edge := range edges {
		d.add(edge)
	}
	d.graph.Truncated = more
	c.JSON(http.StatusOK, d.graph)
}

// ring finds a published ring, or answers that it can't.
func (a *API) ring(c *gin.Context, id string) (*ringSet, int, bool) {
	set, err := a.rings.published(c.Request.Context())
	if err != nil {
		a.fail(c, err)
		return nil, 0, false
	}
	i, found := set.find(id)
	if !found {
		answerProblem(c, http.StatusNotFound, "No ring with this id is published.")
		return nil, 0, false
	}
	return set, i, true
}

// drawing lays out a ring for one agency.
type drawing struct {
	graph   gen.RingGraph
	viewer  graph.Agency
	nodes   map[string]bool   // ids of those drawn
	aliases map[string]string // of reports that the viewer may not see
}

// newDrawing begins with the ring's members.
func newDrawing(r *graph.Ring, viewer graph.Agency) *drawing {
	d := &drawing{
		graph:   gen.RingGraph{RingId: r.ID, Nodes: make([]gen.GraphNode, 0, len(r.Members)), Edges: []gen.GraphEdge{}},
		viewer:  viewer,
		nodes:   map[string]bool{},
		aliases: map[string]string{},
	}
	for _, m := range r.Members {
		strength := rounded(m.Strength)
		d.node(string(m.Token), string(m.Kind), &strength)
	}
	return d
}

func (d *drawing) node(id, kind string, strength *float64) {
	if !d.nodes[id] {
		d.nodes[id] = true
		d.graph.Nodes = append(d.graph.Nodes, gen.GraphNode{Id: id, Kind: gen.GraphNodeKind(kind), Strength: strength})
	}
}

// add draws an edge and the ends that are not drawn yet.
func (d *drawing) add(e graph.RingEdge) {
	from := string(e.From.Token)
	if e.ReportID != "" {
		from = d.report(e.ReportID)
		d.node(from, "report", nil)
	} else {
		d.node(from, string(e.From.Kind), nil)
	}
	d.node(string(e.To.Token), string(e.To.Kind), nil)
	d.graph.Edges = append(d.graph.Edges, gen.GraphEdge{Relation: gen.GraphEdgeRelation(e.Relation), From: from, To: string(e.To.Token)})
}

// report is what a report is called: its id, if the viewer may see it.
func (d *drawing) report(id string) string {
	if seesReport(d.viewer, id) {
		return id
	}
	if d.aliases[id] == "" {
		d.aliases[id] = fmt.Sprintf("report-%d", len(d.aliases)+1)
	}
	return d.aliases[id]
}

// The ids that cursors stand for.
var (
	ringIDPattern   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	sequencePattern = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)
)

// encodeCursor makes the cursor that goes on behind the last id of a page.
func encodeCursor(last string) string { return base64.RawURLEncoding.EncodeToString([]byte(last)) }

func decodeCursor(cursor string, form *regexp.Regexp) (string, bool) {
	last, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || !form.Match(last) {
		return "", false
	}
	return string(last), true
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
