package api

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"
)

const requestIDHeader = "X-Request-Id"

// asked is what is known of a request.
type asked struct {
	id    string
	route string // as access and public name it; empty when there is no such route
	by    *caller
}

const askedKey = "ringwatch.asked"

// askedOf is what identify found out of a request, and authenticate.
func askedOf(c *gin.Context) *asked {
	value, _ := c.Get(askedKey)
	if found, ok := value.(*asked); ok {
		return found
	}
	return &asked{by: &caller{}}
}

// identify gives every request an id. One that came with it is not taken over: it may
// hold a raw number or account, and ids are logged. They are no secrets.
func identify(c *gin.Context) {
	var random [16]byte
	binary.LittleEndian.PutUint64(random[:], rand.Uint64())
	binary.LittleEndian.PutUint64(random[8:], rand.Uint64())
	own := &asked{id: requestIDs.EncodeToString(random[:]), by: &caller{}}
	if path := c.FullPath(); path != "" {
		own.route = c.Request.Method + " " + path
	}
	c.Set(askedKey, own)
	c.Writer.Header()[requestIDHeader] = []string{own.id}
}

var requestIDs = base32.StdEncoding.WithPadding(base32.NoPadding)

func requestID(c *gin.Context) string { return askedOf(c).id }

// route is the request's route as access and public name it; empty when there is no such
// route.
func route(c *gin.Context) string { return askedOf(c).route }

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
	header["X-Content-Type-Options"] = []string{"nosniff"}
	header["Cache-Control"] = []string{"no-store"}
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// observe logs and counts a request, without its path, query, headers or body.
func (a *API) observe(c *gin.Context) {
	began := time.Now()
	defer func() {
		method, pattern, status, took := c.Request.Method, c.FullPath(), c.Writer.Status(), time.Since(began)
		if !slices.Contains(methods, method) {
			method = "other"
		}
		if pattern == "" {
			pattern = "unmatched"
		}
		a.metrics.request(method, pattern, status, took)
		// Polling and checks would drown the rest; the metrics count them.
		frequent := status < http.StatusBadRequest && (method == http.MethodGet || pattern == checksPath)
		if frequent && !a.debugging() || status == http.StatusTooManyRequests && !a.debugging() {
			return
		}
		log := a.Log.WithFields(logrus.Fields{
			"method": method, "route": pattern, "status": status, "duration_ms": took.Milliseconds(),
			"agency": callerOf(c).agency.ID, "request_id": requestID(c),
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
