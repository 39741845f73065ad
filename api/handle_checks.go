package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// Limits of one request, as openapi.yaml has them. The body leaves room for each token to be on a
// line of its own.
const (
	maxChecked   = 10_000
	maxCheckBody = 512 << 10
)

// reachableFor is how long Neo4j counts as reachable after a read from it.
const reachableFor = 3 * time.Second

// checkBuffers are the buffers of one request, to be used again.
type checkBuffers struct {
	body     []byte
	tokens   [][]byte // parts of body
	response []byte
}

var checkBufferPool = sync.Pool{New: func() any { return &checkBuffers{body: make([]byte, 0, 4<<10)} }}

// CheckTokens handles POST /v1/checks from memory only, so that it works while Neo4j is down, for
// as long as authenticate.go accepts the credentials in memory (credentialsMaxAgeForChecks). The
// rings may be of any age, which the response states.
func (a *API) CheckTokens(c *gin.Context) {
	entry := a.rings.Entry()
	if entry == nil {
		a.respondError(c, graph.ErrUnavailable) // nothing was read yet
		return
	}
	b := checkBufferPool.Get().(*checkBuffers)
	defer checkBufferPool.Put(b)
	if !b.read(c) || !b.parse(c) {
		return
	}
	state := stateOf(c)
	// Reading the body may have taken a while.
	if limits := state.limits; !limits.take(c, state, &limits.tokens, time.Now(), len(b.tokens)) {
		return
	}
	set := entry.Value.Set
	v := set.For(state.caller)
	age := max(a.now().Sub(entry.ReadAt), 0)
	out := set.AppendHead(b.response[:0], entry.AsOf, age, !a.rings.PollFailed() && age < reachableFor)
	found := 0
	for i, token := range b.tokens {
		packed, ok := check.Pack(token)
		if !ok {
			respondBadToken(c, i)
			return
		}
		ring, ok := v.Lookup(&packed)
		if ok {
			found++
		}
		out = set.AppendResult(out, token, ring, ok)
	}
	b.response = set.AppendTail(out)
	a.audit.countCheck(state.caller, len(b.tokens), found)
	sendJSON(c, http.StatusOK, b.response)
}

// read reads the body. It returns false after responding with a problem.
func (b *checkBuffers) read(c *gin.Context) bool {
	header := c.Request.Header
	if values := header["Content-Type"]; len(values) != 1 || values[0] != "application/json" {
		media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
		if err != nil || media != "application/json" {
			respondProblem(c, gen.ProblemUnsupportedMediaType,
				"This route takes application/json. Set the header Content-Type.")
			return false
		}
	}
	if len(header["Content-Encoding"]) > 0 {
		respondProblem(c, gen.ProblemUnsupportedMediaType, plainBodyDetail)
		return false
	}
	b.body = b.body[:0]
	for len(b.body) <= maxCheckBody {
		if len(b.body) == cap(b.body) {
			b.body = append(b.body, 0)[:len(b.body)]
		}
		n, err := c.Request.Body.Read(b.body[len(b.body):min(cap(b.body), maxCheckBody+1)])
		b.body = b.body[:len(b.body)+n]
		if errors.Is(err, io.EOF) {
			if len(b.body) <= maxCheckBody {
				return true
			}
			break
		}
		if err != nil {
			c.Header("Connection", "close")
			respondProblem(c, gen.ProblemInvalidRequest, unreadableBodyDetail)
			return false
		}
	}
	c.Header("Connection", "close")
	respondProblem(c, gen.ProblemTooLarge,
		fmt.Sprintf("A request may have at most %d KiB and %d tokens. Send the tokens in several requests.", maxCheckBody>>10, maxChecked))
	return false
}

// parse finds the tokens in the body. It returns false after responding with a problem.
func (b *checkBuffers) parse(c *gin.Context) bool {
	var ok bool
	if b.tokens, ok = check.ParseTokens(b.body, b.tokens[:0], maxChecked); !ok {
		// It has another form or is not valid.
		var request gen.CheckRequest
		if json.Unmarshal(b.body, &request, json.RejectUnknownMembers(true)) != nil || request.Tokens == nil {
			respondProblem(c, gen.ProblemInvalidRequest,
				"The body must be one JSON object with tokens, a list of texts, and nothing else.")
			return false
		}
		b.tokens = b.tokens[:0]
		for _, token := range request.Tokens {
			b.tokens = append(b.tokens, []byte(token))
		}
	}
	if len(b.tokens) == 0 || len(b.tokens) > maxChecked {
		respondInvalidField(c, "tokens", fmt.Sprintf("want 1 to %d tokens", maxChecked))
		return false
	}
	return true
}

// tokenForm says what a token looks like.
const tokenForm = "want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it"

func respondBadToken(c *gin.Context, i int) {
	respondInvalidField(c, fmt.Sprintf("tokens[%d]", i), "is not a token: "+tokenForm)
}
