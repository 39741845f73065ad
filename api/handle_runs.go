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

// ListRuns handles GET /v1/runs.
func (a *API) ListRuns(c *gin.Context, params gen.ListRunsParams) {
	before, ok := sequenceCursor(c, params.Cursor)
	if !ok {
		return
	}
	limit := or(params.Limit, defaultLimit)
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	runs, err := a.Stores.Runs.Runs(ctx, before, limit+1)
	if err != nil {
		a.respondError(c, err)
		return
	}
	runs, next := cutPage(c, runs, limit, func(r *graph.Run) string { return strconv.FormatInt(r.Sequence, 10) })
	response := gen.RunPage{Runs: make([]gen.Run, 0, len(runs)), NextCursor: next}
	for i := range runs {
		response.Runs = append(response.Runs, runOf(&runs[i]))
	}
	a.respond(c, http.StatusOK, response)
}

// GetRun handles GET /v1/runs/{id}.
func (a *API) GetRun(c *gin.Context, id gen.RunId) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	run, err := a.Stores.Runs.Run(ctx, id)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		respondProblem(c, gen.ProblemNotFound, "No detection run has this id.")
	case err != nil:
		a.respondError(c, err)
	default:
		a.respond(c, http.StatusOK, runOf(&run))
	}
}

// apiTrigger is the trigger of runs that an agency started. Every agency sees it, so it does not
// name the agency; the log does.
const apiTrigger = "api"

// StartRun handles POST /v1/runs.
func (a *API) StartRun(c *gin.Context, _ gen.StartRunParams) {
	run, err := a.Detector.Trigger(c.Request.Context(), apiTrigger)
	switch {
	case errors.Is(err, graph.ErrConflict):
		respondProblem(c, gen.ProblemRunInProgress,
			"A detection run is under way. Wait until it ends; GET /v1/runs shows its progress.")
	case err != nil:
		a.respondError(c, err)
	default:
		c.Header("Location", "/v1/runs/"+run.ID)
		a.respond(c, http.StatusAccepted, runOf(&run))
	}
}
