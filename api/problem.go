package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/httpserve"
)

// retryAfter is how many seconds a client should wait after a 503.
const retryAfter = 5

// statusClientClosed is logged for a client that left before its response. Nobody receives it.
const statusClientClosed = 499

// problemTypes are all types of problem. openapi.yaml and docs/api.md show them in this order.
var problemTypes = []struct {
	Type   gen.ProblemType
	Status int
	When   string
	Do     string // what the client should do
}{
	{
		gen.ProblemInvalidRequest, http.StatusBadRequest,
		"a parameter, a header or the body is not valid",
		"correct what `errors` or `detail` names",
	},
	{
		gen.ProblemUnauthenticated, http.StatusUnauthorized,
		"the credential is missing, malformed, unknown, revoked or expired",
		"send a valid one",
	},
	{
		gen.ProblemForbidden, http.StatusForbidden,
		"this kind of agency may not do this",
		"leave it to another agency",
	},
	{
		gen.ProblemInsufficientScope, http.StatusForbidden,
		"the agency or its credential lacks the scope",
		"use another credential",
	},
	{
		gen.ProblemOwnDispute, http.StatusForbidden,
		"the agency filed the dispute itself",
		"leave the decision to another agency",
	},
	{
		gen.ProblemNotFound, http.StatusNotFound,
		"it does not exist, or is hidden from the agency",
		"check the id",
	},
	{
		gen.ProblemMethodNotAllowed, http.StatusMethodNotAllowed,
		"the path does not support the method",
		"use one that `Allow` lists",
	},
	{
		gen.ProblemConflict, http.StatusConflict,
		"it contradicts what is stored",
		"read what is stored, then decide",
	},
	{
		gen.ProblemRunInProgress, http.StatusConflict,
		"a detection run is in progress",
		"wait for it: `GET /v1/runs`",
	},
	{
		gen.ProblemAlreadyClosed, http.StatusConflict,
		"the ring is closed",
		"nothing: feedback has no effect any more",
	},
	{
		gen.ProblemAlreadyDecided, http.StatusConflict,
		"the dispute was decided differently",
		"file a new dispute",
	},
	{
		gen.ProblemOutdatedFinding, http.StatusConflict,
		"the number was cleared or released after the finding's day",
		"verify the number again",
	},
	{
		gen.ProblemIdempotencyInProgress, http.StatusConflict,
		"the first request with this idempotency key is in progress",
		"repeat the request later",
	},
	{
		gen.ProblemTooLarge, http.StatusRequestEntityTooLarge,
		"the body is too large",
		"send it in parts",
	},
	{
		gen.ProblemUnsupportedMediaType, http.StatusUnsupportedMediaType,
		"the body's type or encoding is not supported",
		"send what `detail` names",
	},
	{
		gen.ProblemIdempotencyKeyReused, http.StatusUnprocessableEntity,
		"the idempotency key was used for another request",
		"use a new key",
	},
	{
		gen.ProblemRateLimited, http.StatusTooManyRequests,
		"the agency exceeds its rate limit",
		"wait for `Retry-After`",
	},
	{
		gen.ProblemClientClosedRequest, statusClientClosed,
		"the client left before its response",
		"nothing: only the log shows it",
	},
	{
		gen.ProblemInternal, http.StatusInternalServerError,
		"a defect of the platform",
		"report the `request_id` to the operator",
	},
	{
		gen.ProblemUnavailable, http.StatusServiceUnavailable,
		"Neo4j is down or slow",
		"repeat the request after `Retry-After`",
	},
	{
		gen.ProblemIssuerUnavailable, http.StatusServiceUnavailable,
		"the issuer of bearer tokens can't be reached",
		"repeat the request after `Retry-After`, or use a key",
	},
	{
		gen.ProblemBusy, http.StatusServiceUnavailable,
		"too many reads wait for the audit log",
		"repeat the request after `Retry-After`",
	},
	{
		gen.ProblemStopping, http.StatusServiceUnavailable,
		"the server is stopping",
		"repeat the request",
	},
}

// problemStatus is the status of each type.
var problemStatus = func() map[gen.ProblemType]int {
	all := make(map[gen.ProblemType]int, len(problemTypes))
	for _, p := range problemTypes {
		all[p.Type] = p.Status
	}
	return all
}()

// problemTable returns the types as a Markdown table.
func problemTable() string {
	var out strings.Builder
	out.WriteString("| type | status | when | what to do |\n| --- | --- | --- | --- |\n")
	for _, p := range problemTypes {
		fmt.Fprintf(&out, "| `%s` | %d | %s | %s |\n", p.Type, p.Status, p.When, p.Do)
	}
	return out.String()
}

// errorProblems are the problems that errors become. An error that matches none is a defect.
var errorProblems = []struct {
	err    error
	kind   gen.ProblemType
	detail string
}{
	{
		httpserve.ErrStopping, gen.ProblemStopping,
		"This server is stopping and ended the request early. You can safely send it again.",
	},
	{
		errIssuerUnavailable, gen.ProblemIssuerUnavailable,
		"The issuer of bearer tokens can't be reached. You can safely send the request again.",
	},
	{
		errAuditBacklog, gen.ProblemBusy,
		"Too many reads wait for their entries in the audit log. You can safely send the request again.",
	},
	{
		graph.ErrNotFound, gen.ProblemNotFound,
		"This does not exist, or is hidden from this agency.",
	},
	{
		graph.ErrLeaseLost, gen.ProblemConflict,
		"Another process took over this work. Send the request again.",
	},
	{
		graph.ErrConflict, gen.ProblemConflict,
		"The request contradicts what is stored.",
	},
	{
		graph.ErrUnavailable, gen.ProblemUnavailable,
		"Neo4j can't be reached or read. You can safely send the request again.",
	},
	{
		context.DeadlineExceeded, gen.ProblemUnavailable,
		"Neo4j did not answer in time. You can safely send the request again.",
	},
	{
		context.Canceled, gen.ProblemClientClosedRequest,
		"The client closed the request.",
	},
}

const (
	internalDetail = "The platform has a defect. It was logged with this request id; report the id to the operator."
	invalidDetail  = "The request is not valid; errors names each field and what it must be."
)

// problemOf returns the type and the detail of an error's problem.
func problemOf(err error) (kind gen.ProblemType, detail string) {
	for _, p := range errorProblems {
		if errors.Is(err, p.err) {
			return p.kind, p.detail
		}
	}
	return gen.ProblemInternal, internalDetail
}

// respondError responds with the problem of an error. It logs a defect.
func (a *API) respondError(c *gin.Context, err error) {
	if cutOff(c) {
		err = httpserve.ErrStopping
	}
	kind, detail := problemOf(err)
	if kind == gen.ProblemInternal {
		a.Log.WithField("request_id", requestID(c)).WithError(err).Error("a request failed")
	}
	respondProblem(c, kind, detail)
}

// cutOff reports whether the server, not the client, ended the request.
func cutOff(c *gin.Context) bool {
	return errors.Is(context.Cause(c.Request.Context()), httpserve.ErrStopping)
}

// respondProblem ends a request with a problem (RFC 9457). The detail must not quote the client.
func respondProblem(c *gin.Context, kind gen.ProblemType, detail string, fields ...gen.FieldError) {
	c.Abort()
	if c.Writer.Written() {
		return
	}
	status := problemStatus[kind]
	title := http.StatusText(status)
	if title == "" {
		title = "Client Closed Request"
	}
	problem := gen.Problem{Type: kind, Title: title, Status: status, Detail: &detail, RequestId: requestID(c)}
	if len(fields) > 0 {
		problem.Errors = &fields
	}
	body, err := json.Marshal(&problem)
	if err != nil { // texts and numbers always marshal
		body = []byte(`{"type":"` + string(gen.ProblemInternal) + `"}`)
	}
	if status == http.StatusServiceUnavailable && c.Writer.Header().Get("Retry-After") == "" {
		c.Header("Retry-After", strconv.Itoa(retryAfter))
	}
	c.Data(status, "application/problem+json", body)
}

func fieldError(field, reason string) gen.FieldError {
	return gen.FieldError{Field: field, Reason: reason}
}

// respondInvalidField responds that one field is not valid.
func respondInvalidField(c *gin.Context, field, reason string) {
	respondProblem(c, gen.ProblemInvalidRequest, invalidDetail, fieldError(field, reason))
}
