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

// Defaults of openapi.yaml.
const (
	defaultLimit = 50
	defaultEdges = 5000
)

// ListRings handles GET /v1/rings.
func (a *API) ListRings(c *gin.Context, params gen.ListRingsParams) {
	after := ""
	if params.Cursor != nil {
		var ok bool
		if after, ok = openCursor(c, *params.Cursor, ringIDPattern); !ok {
			respondBadCursor(c)
			return
		}
	}
	v, ok := a.viewRings(c)
	if !ok {
		return
	}
	rings, more := v.page(after, &params)
	cursor := ""
	if more {
		cursor = sealCursor(c, v.Rings[rings[len(rings)-1]].ID)
	}
	body, err := v.pageJSON(rings, cursor)
	if err != nil {
		a.respondError(c, err)
		return
	}
	sendCacheable(c, body)
}

// page returns the positions of the rings after the id that pass the filters, up to the limit, and
// whether there are more.
func (v *view) page(after string, params *gen.ListRingsParams) (rings []int, more bool) {
	limit := or(params.Limit, defaultLimit)
	i, found := graph.FindRing(v.Rings, after)
	if found {
		i++
	}
	for ; i < len(v.Rings); i++ {
		if !v.Sees(i) || !passes(&v.summaries[i], params) {
			continue
		}
		if len(rings) == limit {
			return rings, true
		}
		rings = append(rings, i)
	}
	return rings, false
}

// passes reports whether a ring passes every filter.
func passes(r *gen.Ring, p *gen.ListRingsParams) bool {
	return (p.Band == nil || r.Band == *p.Band) &&
		passesStatus(r.Status, p.Status) &&
		(p.MinScore == nil || r.Score >= *p.MinScore) &&
		(p.Region == nil || slices.Contains(r.Regions, *p.Region)) &&
		(p.Category == nil || slices.Contains(r.Categories, *p.Category)) &&
		(p.Kind == nil || countOf(r.MembersByKind, *p.Kind) > 0) &&
		(p.UpdatedSince == nil || !r.UpdatedAt.Before(*p.UpdatedSince))
}

// passesStatus permits flagged rings, unless the request names a status.
func passesStatus(status gen.Status, requested *gen.Status) bool {
	if requested != nil {
		return status == *requested
	}
	return graph.Status(status).Flagged()
}

// countOf returns how many members are of a kind; 0 for a kind that MembersByKind lacks.
func countOf(m gen.MembersByKind, kind gen.Kind) int {
	switch graph.Kind(kind) {
	case graph.Number:
		return m.Number
	case graph.Device:
		return m.Device
	case graph.Account:
		return m.Account
	}
	return 0
}

// pageJSON returns a gen.RingPage in JSON, put together from summaries that are JSON already.
func (v *view) pageJSON(rings []int, cursor string) ([]byte, error) {
	publication, err := json.Marshal(publicationOf(v.Publication))
	if err != nil {
		return nil, fmt.Errorf("writing a publication: %w", err)
	}
	size := len(publication) + len(cursor) + 64
	for _, i := range rings {
		size += len(v.summaryJSON[i]) + 1
	}
	out := append(make([]byte, 0, size), `{"rings":[`...)
	for n, i := range rings {
		if n > 0 {
			out = append(out, ',')
		}
		text := v.summaryJSON[i]
		if v.hasRedactions(i) {
			if text, err = json.Marshal(v.summary(i)); err != nil {
				return nil, fmt.Errorf("writing a summary: %w", err)
			}
		}
		out = append(out, text...)
	}
	out = append(append(out, `],"publication":`...), publication...)
	if cursor != "" {
		out = append(append(append(out, `,"next_cursor":"`...), cursor...), '"')
	}
	return append(out, '}'), nil
}

// GetRing handles GET /v1/rings/{id}.
func (a *API) GetRing(c *gin.Context, id gen.RingId, _ gen.GetRingParams) {
	v, i, ok := a.findRing(c, id)
	if !ok {
		return
	}
	ring, caller := &v.Rings[i], v.Caller
	detail := v.summary(i)
	detail.ReportIds = new(caller.Records(ring.ReportIDs))
	detail.Explanation = make([]gen.Reason, len(ring.Explanation))
	for j := range ring.Explanation {
		reason := &ring.Explanation[j]
		detail.Explanation[j] = reasonOf(reason)
		detail.Explanation[j].Reports = new(caller.Records(reason.Reports))
		detail.Explanation[j].Links = new(caller.Records(reason.Links))
	}
	detail.Lineage = v.lineage(i)
	a.respondCacheable(c, detail)
}

// ListMembers handles GET /v1/rings/{id}/members.
func (a *API) ListMembers(c *gin.Context, id gen.RingId, _ gen.ListMembersParams) {
	purpose, ok := readPurpose(c)
	if !ok {
		return
	}
	v, i, ok := a.findRing(c, id)
	if !ok {
		return
	}
	response := gen.Members{RingId: id, Members: []gen.Member{}}
	for _, m := range v.Rings[i].Members {
		if v.Caller.SeesTokens(m.Kind) {
			response.Members = append(response.Members, memberOf(m))
		}
	}
	if a.auditRead(c, graph.AuditMembersRead, id, purpose, len(response.Members)) {
		a.respond(c, http.StatusOK, response)
	}
}

// GetRingGraph handles GET /v1/rings/{id}/graph.
func (a *API) GetRingGraph(c *gin.Context, id gen.RingId, params gen.GetRingGraphParams) {
	purpose, ok := readPurpose(c)
	if !ok {
		return
	}
	v, i, ok := a.findRing(c, id)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	edges, more, err := a.Stores.Rings.Subgraph(ctx, id, or(params.Limit, defaultEdges))
	if err != nil {
		a.respondError(c, err)
		return
	}
	d := newDrawing(v.Caller, &v.Rings[i])
	for _, edge := range edges {
		d.addEdge(edge)
	}
	d.graph.Truncated = more
	if a.auditRead(c, graph.AuditGraphRead, id, purpose, d.tokens) {
		a.respond(c, http.StatusOK, d.graph)
	}
}
