package api

import (
	"math"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"github.com/ringwatch/ringwatch/graph"
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
	requests, checks, tokens quota
	slowed                   chan struct{}
	// shared is a place for each answer out of memory that may be put together at once: for half
	// of the processors, so that who asks many things at once waits behind itself.
	shared chan struct{}
}

// fromMemory are the routes that take time of processors alone. Checks, which do too, take little.
var fromMemory = []string{"GET /v1/rings", "GET /v1/rings/:id"}

// quota is how much an agency has left of one thing.
type quota struct {
	*rate.Limiter
	name   string
	each   int    // a second
	policy string // as it is told
}

func newQuota(name string, each int) quota {
	policy := `"` + name + `";q=` + strconv.Itoa(each*burstOf) + ";w=" + strconv.Itoa(burstOf)
	return quota{rate.NewLimiter(rate.Limit(each), each*burstOf), name, each, policy}
}

// limits are the allowances of the agencies.
type limits struct {
	rates    Rates
	agencies sync.Map // by id: string to *allowance
}

func newLimits(rates Rates) *limits {
	rates.complete()
	return &limits{rates: rates}
}

// of is an agency's allowance. There are no more than agencies.
func (l *limits) of(agency string) *allowance {
	if known, ok := l.agencies.Load(agency); ok {
		return known.(*allowance)
	}
	known, _ := l.agencies.LoadOrStore(agency, &allowance{
		newQuota("requests", l.rates.Requests), newQuota("checks", l.rates.Checks), newQuota("tokens", l.rates.Tokens), make(chan struct{}, mostSlowed),
		make(chan struct{}, (runtime.GOMAXPROCS(0)+1)/2),
	})
	return known.(*allowance)
}

// limit refuses what is more than the agency may ask, and tells what is left of it
// (draft-ietf-httpapi-ratelimit-headers-10).
func (a *API) limit(c *gin.Context) {
	asked := askedOf(c)
	if asked.at.open {
		return
	}
	own := a.limits.of(asked.by.agency.ID)
	asked.allowance = own
	if asked.at.scope == graph.ChecksMake {
		own.take(c, asked, &own.checks, time.Now(), 1)
		return
	}
	if own.take(c, asked, &own.requests, time.Now(), 1) && asked.at.fromMemory {
		a.share(c, own)
	}
}

// share does the rest of a request once the agency's other ones leave it a place, or have not
// done so for a while: then those wait for Neo4j or for clients who read slowly, which takes no
// processor's time.
func (a *API) share(c *gin.Context, of *allowance) {
	timer := time.NewTimer(slowedFor)
	defer timer.Stop()
	select {
	case of.shared <- struct{}{}:
		defer func() { <-of.shared }()
	case <-timer.C:
	case <-c.Request.Context().Done():
		a.fail(c, c.Request.Context().Err())
		return
	}
	c.Next()
}

// take takes n of a quota, or answers that they are not there. What a request takes last is
// what its answer tells of.
func (o *allowance) take(c *gin.Context, asked *asked, from *quota, now time.Time, n int) bool {
	granted := from.AllowN(now, n)
	left := from.TokensAt(now)
	var told [64]byte
	line := append(append(append(told[:0], '"'), from.name...), `";r=`...)
	line = strconv.AppendInt(line, max(int64(left), 0), 10)
	line = append(line, ";t="...)
	full := int64(math.Ceil((float64(from.each*burstOf) - left) / float64(from.each)))
	line = strconv.AppendInt(line, max(full, 0), 10)
	if asked.policy[0] == "" {
		header := c.Writer.Header()
		// As http.Header keeps them, so that nothing is made canonical again.
		header["Ratelimit-Policy"], header["Ratelimit"] = asked.policy[:], asked.left[:]
	}
	asked.policy[0], asked.left[0] = from.policy, string(line)
	if granted {
		return true
	}
	wait := math.Ceil((float64(n) - left) / float64(from.each))
	c.Header("Retry-After", strconv.Itoa(max(int(wait), 1)))
	o.slow(c)
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
