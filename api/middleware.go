package api

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
)

// patient gives requests more time to come than small bodies need: records, which are many,
// and those without a body, which may wait for Neo4j.
func patient(c *gin.Context) {
	if c.Request.ContentLength == 0 || route(c) == "POST /v1/records" {
		// A writer that can't is a test's.
		_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(readWhole))
	}
}

// headers that every answer has.
func headers(c *gin.Context) {
	header := c.Writer.Header()
	header["X-Content-Type-Options"] = noSniffing
	header["Cache-Control"] = noStoring
}

// Values that many answers share; nothing writes into the values of a header.
var noSniffing, noStoring, jsonTyped = []string{"nosniff"}, []string{"no-store"}, []string{jsonType}

// observe logs and counts a request, without its path, query, headers or body.
func (a *API) observe(c *gin.Context) {
	own := askedOf(c)
	defer func() {
		status, took := own.Status(), time.Since(own.began)
		a.metrics.request(own.at, status, took)
		// Polling and checks would drown the rest; the metrics count them.
		frequent := status < http.StatusBadRequest && (own.at.method == http.MethodGet || own.at.scope == graph.ChecksMake)
		if frequent && !a.debugging() || status == http.StatusTooManyRequests && !a.debugging() {
			return
		}
		log := a.Log.WithFields(logrus.Fields{
			"method": own.at.method, "route": own.at.pattern, "status": status, "duration_ms": took.Milliseconds(),
			"agency": own.by.agency.ID, "request_id": own.id[0],
		})
		switch {
		case status >= http.StatusInternalServerError:
			log.Warn("answered")
		case frequent || status == http.StatusTooManyRequests:
			log.Debug("answered")
		default:
			log.Info("answered")
		}
	}()
	c.Next()
}

// debugging reports whether what is logged for debugging goes anywhere. Putting it together
// takes longer than a check does.
func (a *API) debugging() bool {
	log, ok := a.Log.(interface{ IsLevelEnabled(logrus.Level) bool })
	return !ok || log.IsLevelEnabled(logrus.DebugLevel)
}

// recovered turns a panic into a problem. What a panic says may hold what a client
// sent, so only its type is logged, and where it was.
func (a *API) recovered(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		what := fmt.Sprintf("%T", p)
		if err, ok := p.(runtime.Error); ok {
			what = err.Error()
		}
		a.Log.WithFields(logrus.Fields{"request_id": requestID(c), "panic": what, "stack": frames(debug.Stack())}).Error("a handler panicked")
		answerProblem(c, http.StatusInternalServerError, defectDetail)
	}()
	c.Next()
}

// frames is a stack without the panic's own text, which may be quoted in it.
func frames(stack []byte) string {
	var kept []string
	for line := range strings.Lines(string(stack)) {
		if strings.HasPrefix(line, "\t") {
			place, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			kept = append(kept, place)
		}
	}
	return strings.Join(kept, " ")
}
