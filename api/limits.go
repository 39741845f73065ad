package api

import (
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// Rates limit what one agency may request of one process. 0 is the default.
type Rates struct {
	Requests int // requests a second, except checks; 200 by default
	Checks   int // requests for checks a second; 2,000 by default
	Tokens   int // tokens checked a second; 200,000 by default
}

// Defaults of Rates.
const (
	defaultRequests = 200
	defaultChecks   = 2_000
	defaultTokens   = 200_000
)

func (r *Rates) setDefaults() {
	for _, field := range []struct {
		value    *int
		standard int
	}{{&r.Requests, defaultRequests}, {&r.Checks, defaultChecks}, {&r.Tokens, defaultTokens}} {
		if *field.value <= 0 {
			*field.value = field.standard
		}
	}
	r.Tokens = max(r.Tokens, maxChecked/burstSeconds) // otherwise the largest request would never pass
}

const (
	// burstSeconds is the size of a burst, in seconds of the rate.
	burstSeconds = 2
	// refusalDelay is the shortest delay of a refusal; the longest is twice that. It slows a client
	// that retries immediately. It is random, so that requests that were refused together do not
	// return together.
	refusalDelay = 250 * time.Millisecond
	// maxDelayed is how many refusals to one agency are delayed at a time. The connections of
	// further ones are closed.
	maxDelayed = 256
	// slotPatience is how long a request waits for one of its agency's slots before it proceeds
	// without one.
	slotPatience = 250 * time.Millisecond
)

// memoryRoutes take processor time and usually do not wait for Neo4j: only when the cached rings
// are older than ringsMaxAge. Checks never wait for it, but take little processor time.
var memoryRoutes = []string{"GET /v1/rings", "GET /v1/rings/{id}"}

// agencyLimits are the limits of one agency.
type agencyLimits struct {
	requests, checks, tokens quota
	delayed                  chan struct{} // holds an element for each delayed refusal
	// slots holds an element for each response that is being built from memory, at most one for
	// every two processors. Further requests of the agency wait up to slotPatience and then proceed
	// without a slot.
	slots chan struct{}
}

// quota is a rate limit of one thing.
type quota struct {
	*rate.Limiter
	name      string
	perSecond int
	policy    string // as the header RateLimit-Policy has it
}

func newQuota(name string, perSecond int) quota {
	burst := perSecond * burstSeconds
	policy := `"` + name + `";q=` + strconv.Itoa(burst) + ";w=" + strconv.Itoa(burstSeconds)
	return quota{rate.NewLimiter(rate.Limit(perSecond), burst), name, perSecond, policy}
}

// rateLimiter holds the limits of all agencies.
type rateLimiter struct {
	rates    Rates
	agencies sync.Map // by id: string to *agencyLimits
}

func newRateLimiter(rates Rates) *rateLimiter {
	rates.setDefaults()
	return &rateLimiter{rates: rates}
}

// of returns the limits of an agency.
func (l *rateLimiter) of(agency string) *agencyLimits {
	if limits, ok := l.agencies.Load(agency); ok {
		return limits.(*agencyLimits)
	}
	limits, _ := l.agencies.LoadOrStore(agency, &agencyLimits{
		requests: newQuota("requests", l.rates.Requests),
		checks:   newQuota("checks", l.rates.Checks),
		tokens:   newQuota("tokens", l.rates.Tokens),
		delayed:  make(chan struct{}, maxDelayed),
		slots:    make(chan struct{}, (runtime.GOMAXPROCS(0)+1)/2),
	})
	return limits.(*agencyLimits)
}

// limitRate refuses requests above the agency's rate, and sets the headers RateLimit-Policy and
// RateLimit (draft-ietf-httpapi-ratelimit-headers-10).
func (a *API) limitRate(c *gin.Context) {
	state := stateOf(c)
	if state.endpoint.public {
		return
	}
	limits := a.limits.of(state.caller.Agency.ID)
	state.limits = limits
	if state.endpoint.scope == graph.ChecksMake {
		limits.take(c, state, &limits.checks, time.Now(), 1)
		return
	}
	if limits.take(c, state, &limits.requests, time.Now(), 1) && state.endpoint.fromMemory {
		a.handleInSlot(c, limits)
	}
}

// handleInSlot handles a request in one of its agency's slots. If none becomes free within
// slotPatience, it proceeds without one: then the requests in the slots probably wait for Neo4j or
// for slow clients, which takes no processor time.
func (a *API) handleInSlot(c *gin.Context, limits *agencyLimits) {
	timer := time.NewTimer(slotPatience)
	defer timer.Stop()
	select {
	case limits.slots <- struct{}{}:
		defer func() { <-limits.slots }()
	case <-timer.C:
	case <-c.Request.Context().Done():
		a.respondError(c, c.Request.Context().Err())
		return
	}
	c.Next()
}

// take takes n of a quota. It returns false after refusing the request if there are fewer. The
// response's headers describe the quota that was taken from last.
func (l *agencyLimits) take(c *gin.Context, state *requestState, q *quota, now time.Time, n int) bool {
	granted := q.AllowN(now, n)
	remaining := q.TokensAt(now)
	var room [64]byte
	line := append(append(append(room[:0], '"'), q.name...), `";r=`...)
	line = strconv.AppendInt(line, max(int64(remaining), 0), 10)
	line = append(line, ";t="...)
	untilFull := int64(math.Ceil((float64(q.perSecond*burstSeconds) - remaining) / float64(q.perSecond)))
	line = strconv.AppendInt(line, max(untilFull, 0), 10)
	if state.rateLimitPolicy[0] == "" {
		header := c.Writer.Header()
		// In canonical form already.
		header["Ratelimit-Policy"], header["Ratelimit"] = state.rateLimitPolicy[:], state.rateLimit[:]
	}
	state.rateLimitPolicy[0], state.rateLimit[0] = q.policy, string(line)
	if granted {
		return true
	}
	wait := math.Ceil((float64(n) - remaining) / float64(q.perSecond))
	c.Header("Retry-After", strconv.Itoa(max(int(wait), 1)))
	l.delay(c)
	respondProblem(c, gen.ProblemRateLimited,
		"The agency sent more than its rate limit permits. Wait for the seconds in Retry-After; RateLimit-"+
			"Policy states the limit.")
	return false
}

// delay waits a little before a refusal, or closes the connection if too many are delayed already.
func (l *agencyLimits) delay(c *gin.Context) {
	select {
	case l.delayed <- struct{}{}:
		defer func() { <-l.delayed }()
	default:
		c.Header("Connection", "close")
		return
	}
	timer := time.NewTimer(refusalDelay + rand.N(refusalDelay))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.Request.Context().Done():
	}
}
