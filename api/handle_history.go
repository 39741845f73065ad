package api

import (
	"context"
	"errors"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// ListRingEvents answers GET /v1/rings/{id}/history.
func (a *API) ListRingEvents(c *gin.Context, id gen.RingId, params gen.ListRingEventsParams) {
	before, ok := beforeNumber(c, params.Cursor)
	if !ok {
		return
	}
	v, _, ok := a.ring(c, id)
	if !ok {
		return
	}
	limit := or(params.Limit, defaultLimit)
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	events, err := a.Histories.History(ctx, id, before, limit+1)
	switch {
	case errors.Is(err, graph.ErrNotFound): // it was deleted since the set was read
		noRing(c)
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	events, next := cut(c, events, limit, func(e *graph.Event) string { return strconv.FormatInt(e.Number, 10) })
	answer := gen.RingHistory{RingId: id, Events: make([]gen.RingEvent, 0, len(events)), NextCursor: next}
	for i := range events {
		answer.Events = append(answer.Events, v.event(&events[i]))
	}
	a.respondCached(c, answer)
}
