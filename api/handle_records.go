package api

import (
	"cmp"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/intake"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Bounds on one request.
const (
	maxBody    = 64 << 20
	maxRecords = 100_000
)

// againIsSafe ends what is said when some records may have been kept.
const againIsSafe = "Some of its records may have been kept already; sending them again is safe."

// FileRecords answers POST /v1/records.
func (a *API) FileRecords(c *gin.Context) {
	array, ok := recordsAre(c)
	if !ok {
		return
	}
	if c.Request.ContentLength > maxBody {
		answerTooLarge(c, "None of its records was kept.")
		return
	}
	var kept, refused []gen.FilingResult
	body := http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	counts, err := intake.Run(c.Request.Context(), body, callerOf(c).agency.ID, a.Records, intake.Options{
		Array:      array,
		MaxRecords: maxRecords,
		OnStored: func(line int, id string, outcome graph.Outcome) {
			kept = append(kept, gen.FilingResult{Line: line, Id: &id, Status: gen.FilingResultStatus(outcome)})
		},
		OnRefused: func(line int, err error) { refused = append(refused, refusal(line, err)) },
	})
	a.metrics.filed(counts)
	if err != nil {
		a.failFiling(c, err)
		return
	}
	results := append(kept, refused...)
	slices.SortFunc(results, func(x, y gen.FilingResult) int { return cmp.Compare(x.Line, y.Line) })
	if results == nil {
		results = []gen.FilingResult{}
	}
	a.respond(c, http.StatusOK, gen.Filing{Created: counts.Created, Unchanged: counts.Unchanged, Withdrawn: counts.Withdrawn, Refused: counts.Refused, Results: results})
}

// recordsAre tells how a body is written, or answers that it isn't acceptable.
func recordsAre(c *gin.Context) (array, ok bool) {
	if encoding := c.GetHeader("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		answerProblem(c, http.StatusUnsupportedMediaType, "Send the body as it is: Content-Encoding is not accepted.")
		return false, false
	}
	media, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if charset := params["charset"]; err == nil && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		switch media {
		case "application/x-ndjson":
			return false, true
		case "application/json":
			return true, true
		}
	}
	answerProblem(c, http.StatusUnsupportedMediaType, "Send application/x-ndjson or application/json, in UTF-8.")
	return false, false
}

func refusal(line int, err error) gen.FilingResult {
	result := gen.FilingResult{Line: line, Status: gen.Refused}
	reason := "is not a record"
	var why *record.Refusal
	if errors.As(err, &why) {
		reason = why.Reason
		if why.Field != "" {
			result.Field = &why.Field
		}
		if why.ID != "" {
			result.Id = &why.ID
		}
	}
	result.Reason = &reason
	return result
}

// failFiling answers why a body was not read and kept to its end.
func (a *API) failFiling(c *gin.Context, err error) {
	var tooLarge *http.MaxBytesError
	switch status, _ := answerTo(err); {
	case stopped(c): // which makes reading fail too
		a.fail(c, err)
	case errors.As(err, &tooLarge), errors.Is(err, intake.ErrTooMany):
		answerTooLarge(c, againIsSafe)
	case errors.Is(err, record.ErrNotArray), errors.Is(err, record.ErrArrayCut):
		answerProblem(c, http.StatusBadRequest, "The body must be one JSON array of records, whole. "+againIsSafe)
	case errors.Is(err, intake.ErrReading):
		c.Header("Connection", "close")
		answerProblem(c, http.StatusBadRequest, "The body could not be read to its end. "+againIsSafe)
	case status == http.StatusServiceUnavailable:
		answerProblem(c, status, "Neo4j can't be reached, so not every record could be kept. Send the same again: what was kept already is not doubled.")
	default:
		a.fail(c, err)
	}
}

func answerTooLarge(c *gin.Context, kept string) {
	answerProblem(c, http.StatusRequestEntityTooLarge,
		fmt.Sprintf("A request holds at most %d MiB and %d records: send this in parts. %s", maxBody>>20, maxRecords, kept))
}
