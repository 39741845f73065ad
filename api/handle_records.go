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

// Limits of one request, as openapi.yaml has them.
const (
	maxBody    = 64 << 20
	maxRecords = 100_000
)

// maybeStored ends the detail of a problem after which some records may have been stored.
const maybeStored = "Some of its records may have been stored; sending them again is safe."

// FileRecords handles POST /v1/records.
func (a *API) FileRecords(c *gin.Context) {
	array, ok := recordsFormat(c)
	if !ok {
		return
	}
	if c.Request.ContentLength > maxBody {
		respondTooLarge(c, "None of its records was stored.")
		return
	}
	var stored, refused []gen.FilingResult
	body := http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	agency := callerOf(c).Agency
	counts, err := intake.Run(c.Request.Context(), body, agency.ID, a.Stores.Records, intake.Options{
		Array:      array,
		MaxRecords: maxRecords,
		Accept:     func(r graph.Record) *record.Refusal { return refusalFor(agency.Kind, r) },
		OnStored: func(line int, id string, outcome graph.Outcome) {
			stored = append(stored, gen.FilingResult{Line: line, Id: &id, Status: gen.FilingResultStatus(outcome)})
		},
		OnRefused: func(line int, err error) { refused = append(refused, refusalOf(line, err)) },
	})
	a.metrics.filed(counts)
	if err != nil {
		a.respondFilingError(c, err)
		return
	}
	results := append(stored, refused...)
	slices.SortFunc(results, func(x, y gen.FilingResult) int { return cmp.Compare(x.Line, y.Line) })
	if results == nil {
		results = []gen.FilingResult{}
	}
	a.respond(c, http.StatusOK, gen.Filing{
		Created: counts.Created, Unchanged: counts.Unchanged, Withdrawn: counts.Withdrawn, Refused: counts.Refused, Results: results,
	})
}

// recordsFormat reports whether the body is a JSON array, or else NDJSON; ok is false after
// responding with a problem.
func recordsFormat(c *gin.Context) (array, ok bool) {
	if encoding := c.GetHeader("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		respondProblem(c, gen.ProblemUnsupportedMediaType, plainBodyDetail)
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
	respondProblem(c, gen.ProblemUnsupportedMediaType,
		"This route takes application/x-ndjson or application/json, in UTF-8. Set the header Content-Type.")
	return false, false
}

// refusalFor returns why an agency of the kind may not file a record; nil if it may.
func refusalFor(kind graph.AgencyKind, r graph.Record) *record.Refusal {
	if _, known := r.(*graph.Known); known && kind != graph.Operator {
		return &record.Refusal{
			ID: r.RecordID(), Field: "type", Reason: "only an operator may file known businesses: ask the operator of the platform to file it",
		}
	}
	return nil
}

func refusalOf(line int, err error) gen.FilingResult {
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

// respondFilingError responds that a body was not read and stored to its end.
func (a *API) respondFilingError(c *gin.Context, err error) {
	var tooLarge *http.MaxBytesError
	kind, _ := problemOf(err)
	switch {
	case cutOff(c): // which makes reading fail too
		a.respondError(c, err)
	case errors.As(err, &tooLarge), errors.Is(err, intake.ErrTooMany):
		respondTooLarge(c, maybeStored)
	case errors.Is(err, record.ErrNotArray), errors.Is(err, record.ErrArrayCut):
		respondProblem(c, gen.ProblemInvalidRequest,
			"The body must be one complete JSON array of records. "+maybeStored)
	case errors.Is(err, intake.ErrReading):
		c.Header("Connection", "close")
		respondProblem(c, gen.ProblemInvalidRequest,
			"The connection failed before the whole body was read. "+maybeStored)
	case problemStatus[kind] == http.StatusServiceUnavailable:
		respondProblem(c, kind,
			"Neo4j can't be reached, so some records were not stored. Repeat the request: records that were "+
				"stored already are not doubled.")
	default:
		a.respondError(c, err)
	}
}

func respondTooLarge(c *gin.Context, stored string) {
	respondProblem(c, gen.ProblemTooLarge,
		fmt.Sprintf("A request may have at most %d MiB and %d records. Send the records in several requests. %s",
			maxBody>>20, maxRecords, stored))
}
