package api

import (
	"context"
	"errors"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// ListRingEvents handles GET /v1/rings/{id}/history.
func (a *API) ListRingEvents(c *gin.Context, id gen.RingId, params gen.ListRingEventsParams) {
	before, ok := sequenceCursor(c, params.Cursor)
	if !ok {
		return
	}
	v, _, ok := a.findRing(c, id)
	if !ok {
		return
	}
	limit := or(params.Limit, defaultLimit)
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	events, err := a.Stores.Histories.History(ctx, id, before, limit+1)
	switch {
	case errors.Is(err, graph.ErrNotFound): // it was deleted after the set was read
		respondNoRing(c)
		return
	case err != nil:
		a.respondError(c, err)
		return
	}
	events, next := cutPage(c, events, limit, func(e *graph.Event) string { return strconv.FormatInt(e.Number, 10) })
	response := gen.RingHistory{RingId: id, Events: make([]gen.RingEvent, 0, len(events)), NextCursor: next}
	for i := range events {
		response.Events = append(response.Events, v.event(&events[i]))
	}
	a.respondCacheable(c, response)
}
