package api

import (
	"encoding/base32"
	"encoding/binary"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/access"
)

const requestIDHeader = "X-Request-Id"

// requestState is what the middleware knows of a request. It wraps the request's writer, because
// gin's own place for such values is a map that would be allocated for every request.
type requestState struct {
	gin.ResponseWriter
	startedAt time.Time
	endpoint  *endpoint
	caller    *access.Caller // nobody before authenticate and on public routes
	limits    *agencyLimits  // of the caller's agency; nil before limitRate
	// Values of response headers, as http.Header wants them, so that they need no allocation each.
	id, rateLimitPolicy, rateLimit [1]string
}

// Unwrap gives http.ResponseController and stateOf the wrapped writer.
func (s *requestState) Unwrap() http.ResponseWriter { return s.ResponseWriter }

var (
	nobody     = &access.Caller{} // has no scope
	noEndpoint = &endpoint{public: true}
)

// stateOf returns the state that identify set. Before identify it returns that of an unknown
// request.
func stateOf(c *gin.Context) *requestState {
	for w := http.ResponseWriter(c.Writer); ; {
		if state, ok := w.(*requestState); ok {
			return state
		}
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return &requestState{endpoint: noEndpoint, caller: nobody}
		}
		w = wrapper.Unwrap()
	}
}

// identify gives every request an id, which is no secret. It ignores the id that a client sends:
// ids are logged, and that one may hold a raw number or account.
func (a *API) identify(c *gin.Context) {
	var random [16]byte
	binary.LittleEndian.PutUint64(random[:], rand.Uint64())
	binary.LittleEndian.PutUint64(random[8:], rand.Uint64())
	var text [26]byte
	requestIDs.Encode(text[:], random[:])
	state := &requestState{ResponseWriter: c.Writer, startedAt: a.now(), endpoint: a.endpointOf(c), caller: nobody}
	state.id[0] = string(text[:])
	c.Writer = state
	state.Header()[requestIDHeader] = state.id[:]
}

var requestIDs = base32.StdEncoding.WithPadding(base32.NoPadding)

func requestID(c *gin.Context) string { return stateOf(c).id[0] }

// callerOf returns the caller of a request, and nobody before authenticate.
func callerOf(c *gin.Context) *access.Caller { return stateOf(c).caller }
