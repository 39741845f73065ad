package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// retryAfter is how many seconds a client should wait while Neo4j is away.
const retryAfter = 5

// statusGone is logged for a client that left before its answer; nobody gets it.
const statusGone = 499

// answers maps each category of error to what a client is told. What is in no
// category is a defect: a 500 with a fixed text.
var answers = []struct {
	category error
	status   int
	detail   string
}{
	{errStopping, http.StatusServiceUnavailable, "This server is stopping, and ended the request before it was done. Sending the same again is safe."},
	{errIssuerAway, http.StatusServiceUnavailable, "The issuer of bearer tokens can't be reached. Sending the same again is safe."},
	{errBusy, http.StatusServiceUnavailable, "More members are being read than can be put on record. Ask again."},
	{graph.ErrNotFound, http.StatusNotFound, "There is no such thing."},
	{graph.ErrLeaseLost, http.StatusConflict, "Another process took this over. Ask again."},
	{graph.ErrConflict, http.StatusConflict, "This clashes with what is there."},
	{graph.ErrUnavailable, http.StatusServiceUnavailable, "Neo4j can't be reached. Sending the same again is safe."},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "Neo4j did not answer in time. Sending the same again is safe."},
	{context.Canceled, statusGone, "The request was given up."},
}

const defectDetail = "Something is wrong on our side. It was logged with this request id."

// answerTo is the status and text for an error.
func answerTo(err error) (status int, detail string) {
	for _, a := range answers {
		if errors.Is(err, a.category) {
			return a.status, a.detail
		}
	}
	return http.StatusInternalServerError, defectDetail
}

// fail answers with what an error means to the client. A defect is logged, once.
func (a *API) fail(c *gin.Context, err error) {
	if stopped(c) {
		err = errStopping
	}
	status, detail := answerTo(err)
	if status == http.StatusInternalServerError {
		a.Log.WithField("request_id", requestID(c)).WithError(err).Error("a request failed")
	}
	answerProblem(c, status, detail)
}

// stopped tells a request that we ended from one that its client gave up.
func stopped(c *gin.Context) bool {
	return errors.Is(context.Cause(c.Request.Context()), errStopping)
}

// answerProblem ends a request with an RFC 9457 problem. No text in it may come from
// the client.
func answerProblem(c *gin.Context, status int, detail string, fields ...gen.FieldError) {
	c.Abort()
	if c.Writer.Written() {
		return
	}
	title := http.StatusText(status)
	if title == "" {
		title = "Client Closed Request"
	}
	problem := gen.Problem{Type: "about:blank", Title: title, Status: status, Detail: &detail, RequestId: requestID(c)}
	if len(fields) > 0 {
		problem.Errors = &fields
	}
	body, err := json.Marshal(&problem)
	if err != nil { // strings and numbers always marshal
		body = []byte(`{"type":"about:blank"}`)
	}
	if status == http.StatusServiceUnavailable && c.Writer.Header().Get("Retry-After") == "" {
		c.Header("Retry-After", strconv.Itoa(retryAfter))
	}
	c.Data(status, "application/problem+json", body)
}

func fieldError(field, reason string) gen.FieldError {
	return gen.FieldError{Field: field, Reason: reason}
}

// badField answers 400 for one field.
func badField(c *gin.Context, field, reason string) {
	answerProblem(c, http.StatusBadRequest, "The request is not as it must be; errors says where.", fieldError(field, reason))
}
