package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// ListRuns answers GET /v1/runs.
func (a *API) ListRuns(c *gin.Context, params gen.ListRunsParams) {
	before, ok := beforeNumber(c, params.Cursor)
	if !ok {
		return
	}
	limit := or(params.Limit, defaultLimit)
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	runs, err := a.Runs.Runs(ctx, before, limit+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	runs, next := cut(c, runs, limit, func(r *graph.Run) string { return strconv.FormatInt(r.Sequence, 10) })
	answer := gen.RunPage{Runs: make([]gen.Run, 0, len(runs)), NextCursor: next}
	for i := range runs {
		answer.Runs = append(answer.Runs, run(&runs[i]))
	}
	a.respond(c, http.StatusOK, answer)
}

// GetRun answers GET /v1/runs/{id}.
func (a *API) GetRun(c *gin.Context, id gen.RunId) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	found, err := a.Runs.Run(ctx, id)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.respond(c, http.StatusOK, run(&found))
}

// trigger is what the record of runs says began a run. Every agency sees it, so it does
// not say which of them asked; the log does.
const trigger = "api"

// StartRun answers POST /v1/runs.
func (a *API) StartRun(c *gin.Context, _ gen.StartRunParams) {
	started, err := a.Detector.Trigger(c.Request.Context(), trigger)
	if errors.Is(err, graph.ErrConflict) {
		answerProblem(c, http.StatusConflict, "A detection run is under way. GET /v1/runs shows it.")
		return
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.Header("Location", "/v1/runs/"+started.ID)
	a.respond(c, http.StatusAccepted, run(&started))
}
