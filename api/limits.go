package api

import (
	"math"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// Rates bound what one agency may ask of one process. What is 0 is the default.
type Rates struct {
	Requests int // a second, other than checks; 200
	Checks   int // requests for checks a second; 2,000
	Tokens   int // checked a second; 200,000
}

// Defaults of Rates.
const (
	defaultRequests = 200
	defaultChecks   = 2_000
	defaultTokens   = 200_000
)

func (r *Rates) complete() {
	for _, field := range []struct {
		value    *int
		standard int
	}{{&r.Requests, defaultRequests}, {&r.Checks, defaultChecks}, {&r.Tokens, defaultTokens}} {
		if *field.value <= 0 {
			*field.value = field.standard
		}
	}
	r.Tokens = max(r.Tokens, maxChecked/burstOf) // or the largest request would never pass
}

const (
	// burstOf is how many seconds' worth may come at once.
	burstOf = 2
	// slowedFor is how long a request that is too much waits for its refusal at least, and at
	// most twice: who asks again at once is slowed, and doesn't take the time of those who ask
	// as they may. It is no fixed time, or many that were refused together would come again together.
	slowedFor = 250 * time.Millisecond
	// mostSlowed bounds how many of an agency wait so; the connections of more are closed.
	mostSlowed = 256
)

// allowance is what one agency has left.
type allowance struct {
	requests, checks, tokens *rate.Limiter
	slowed                   chan struct{}
	// shared is a place for each answer out of memory that may be put together at once: for half
	// of the processors, so that who asks many things at once waits behind itself.
	shared chan struct{}
}

// fromMemory are the routes that take time of processors alone. Checks, which do too, take little.
var fromMemory = []string{"GET /v1/rings", "GET /v1/rings/:id"}

// limits are the allowances of the agencies.
type limits struct {
	rates    Rates
	agencies sync.Map // by id: string to *allowance
	// The policies as they are told.
	requests, checks, tokens string
}

func newLimits(rates Rates) *limits {
	rates.complete()
	policy := func(name string, each int) string {
		return `"` + name + `";q=` + strconv.Itoa(each*burstOf) + ";w=" + strconv.Itoa(burstOf)
	}
	return &limits{rates: rates, requests: policy("requests", rates.Requests), checks: policy("checks", rates.Checks), tokens: policy("tokens", rates.Tokens)}
}

// of is an agency's allowance. There are no more than agencies.
func (l *limits) of(agency string) *allowance {
	if known, ok := l.agencies.Load(agency); ok {
		return known.(*allowance)
	}
	limiter := func(each int) *rate.Limiter { return rate.NewLimiter(rate.Limit(each), each*burstOf) }
	known, _ := l.agencies.LoadOrStore(agency, &allowance{
		limiter(l.rates.Requests), limiter(l.rates.Checks), limiter(l.rates.Tokens), make(chan struct{}, mostSlowed),
		make(chan struct{}, (runtime.GOMAXPROCS(0)+1)/2),
	})
	return known.(*allowance)
}

// limit refuses what is more than the agency may ask, and tells what is left of it
// (draft-ietf-httpapi-ratelimit-headers-10).
func (a *API) limit(c *gin.Context) {
	if open(c) {
		return
	}
	own := a.limits.of(callerOf(c).agency.ID)
	if c.FullPath() == checksPath {
		a.take(c, own, own.checks, "checks", a.limits.checks, 1)
		return
	}
	if a.take(c, own, own.requests, "requests", a.limits.requests, 1) && slices.Contains(fromMemory, route(c)) {
		own.share(c)
	}
}

// share does the rest of a request once the agency's other ones leave it a place, or have not
// done so for a while: then those wait for Neo4j or for clients who read slowly, which takes no
// processor's time.
func (o *allowance) share(c *gin.Context) {
	timer := time.NewTimer(slowedFor)
	defer timer.Stop()
	select {
	case o.shared <- struct{}{}:
		defer func() { <-o.shared }()
	case <-timer.C:
	case <-c.Request.Context().Done():
		c.Abort() // nobody is left to hear it
		return
	}
	c.Next()
}

// take takes n of an allowance, or answers that they are not there.
func (a *API) take(c *gin.Context, own *allowance, from *rate.Limiter, name, policy string, n int) bool {
	now := time.Now()
	granted := from.AllowN(now, n)
	left := from.TokensAt(now)
	header := c.Writer.Header()
	// As http.Header keeps them, so that nothing is made canonical again.
	header["Ratelimit-Policy"] = []string{policy}
	var told [64]byte
	line := append(append(append(told[:0], '"'), name...), `";r=`...)
	line = strconv.AppendInt(line, max(int64(left), 0), 10)
	line = append(line, ";t="...)
	full := int64(math.Ceil((float64(from.Burst()) - left) / float64(from.Limit())))
	line = strconv.AppendInt(line, max(full, 0), 10)
	header["Ratelimit"] = []string{string(line)}
	if granted {
		return true
	}
	wait := math.Ceil((float64(n) - left) / float64(from.Limit()))
	c.Header("Retry-After", strconv.Itoa(max(int(wait), 1)))
	own.slow(c)
	answerProblem(c, http.StatusTooManyRequests, "The agency asked more than it may for now; RateLimit-Policy says how much that is.")
	return false
}

// slow waits a little, for as many as may wait.
func (o *allowance) slow(c *gin.Context) {
	select {
	case o.slowed <- struct{}{}:
		defer func() { <-o.slowed }()
	default:
		c.Header("Connection", "close")
		return
	}
	timer := time.NewTimer(slowedFor + rand.N(slowedFor))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.Request.Context().Done():
	}
}
