package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// Bounds on one request, as openapi.yaml has them. The body leaves room for every token
// to stand on a line of its own.
const (
	maxChecked   = 10_000
	maxCheckBody = 512 << 10
)

// awayAfter is for how long Neo4j counts as reachable after a look at it.
const awayAfter = 3 * time.Second

// checkWork is what one request needs, used again by others.
type checkWork struct {
	body   []byte
	tokens [][]byte // parts of the body
	answer []byte
}

var checkWorks = sync.Pool{New: func() any { return &checkWork{body: make([]byte, 0, 4<<10)} }}

// CheckTokens answers POST /v1/checks: from memory alone, so that it asks nothing of Neo4j
// and goes on while that is away. Its body and its answer are read and written by hand,
// which for thousands of tokens is most of the time that it takes.
func (a *API) CheckTokens(c *gin.Context) {
	held := a.rings.held.Load()
	if held == nil {
		a.fail(c, graph.ErrUnavailable) // nothing was ever read
		return
	}
	w := checkWorks.Get().(*checkWork)
	defer checkWorks.Put(w)
	if !w.read(c) || !w.parse(c) {
		return
	}
	now := time.Now() // not when the request began: its body may have taken its time
	asked := askedOf(c)
	by, own := asked.by, asked.allowance
	if !own.take(c, asked, &own.tokens, now, len(w.tokens)) {
		return
	}
	v := held.value.view(by)
	w.begin(held, now, a.rings.failed.Load() == nil)
	found := 0
	for i, token := range w.tokens {
		packed, ok := packToken(token)
		if !ok {
			badToken(c, i)
			return
		}
		place, ok := v.check(&packed)
		if ok {
			found++
			w.result(i, token, v.checked[place])
		} else {
			w.result(i, token, "")
		}
	}
	w.answer = append(w.answer, "]}"...)
	a.recorder.checked(by, len(w.tokens), found)
	sendJSON(c, http.StatusOK, w.answer)
}

// read reads the body, or answers that it isn't acceptable.
func (w *checkWork) read(c *gin.Context) bool {
	header := c.Request.Header
	if given := header["Content-Type"]; len(given) != 1 || given[0] != "application/json" {
		media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
		if err != nil || media != "application/json" {
			answerProblem(c, http.StatusUnsupportedMediaType, "Send application/json.")
			return false
		}
	}
	if len(header["Content-Encoding"]) > 0 {
		answerProblem(c, http.StatusUnsupportedMediaType, "Send the body as it is: Content-Encoding is not accepted.")
		return false
	}
	w.body = w.body[:0]
	for len(w.body) <= maxCheckBody {
		if len(w.body) == cap(w.body) {
			w.body = append(w.body, 0)[:len(w.body)]
		}
		n, err := c.Request.Body.Read(w.body[len(w.body):min(cap(w.body), maxCheckBody+1)])
		w.body = w.body[:len(w.body)+n]
		if errors.Is(err, io.EOF) {
			if len(w.body) <= maxCheckBody {
				return true
			}
			break
		}
		if err != nil {
			c.Header("Connection", "close")
			answerProblem(c, http.StatusBadRequest, "The body could not be read to its end.")
			return false
		}
	}
	c.Header("Connection", "close")
	answerProblem(c, http.StatusRequestEntityTooLarge, fmt.Sprintf("A request holds at most %d KiB and %d tokens: send this in parts.", maxCheckBody>>10, maxChecked))
	return false
}

// parse finds the tokens in the body, or answers why they can't be found.
func (w *checkWork) parse(c *gin.Context) bool {
	var ok bool
	if w.tokens, ok = plainTokens(w.body, w.tokens[:0]); !ok {
		// It is written in some other way, or wrong; a reader of any JSON tells.
		var request gen.CheckRequest
		if json.Unmarshal(w.body, &request, json.RejectUnknownMembers(true)) != nil || request.Tokens == nil {
			answerProblem(c, http.StatusBadRequest, "The body must be one JSON object with tokens, a list of texts, and nothing else.")
			return false
		}
		w.tokens = w.tokens[:0]
		for _, token := range request.Tokens {
			w.tokens = append(w.tokens, []byte(token))
		}
	}
	if len(w.tokens) == 0 || len(w.tokens) > maxChecked {
		badField(c, "tokens", fmt.Sprintf("want 1 to %d", maxChecked))
		return false
	}
	return true
}

func badToken(c *gin.Context, i int) {
	badField(c, fmt.Sprintf("tokens[%d]", i), "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it")
}

// plainTokens finds the tokens in {"tokens":["…","…"]}, with white space anywhere. What is
// written in any other way, escapes among it, is not ok; it may be good JSON all the same.
func plainTokens(body []byte, tokens [][]byte) (_ [][]byte, ok bool) {
	at := 0
	space := func() {
		for at < len(body) && (body[at] == ' ' || body[at] == '\n' || body[at] == '\t' || body[at] == '\r') {
			at++
		}
	}
	take := func(text string) bool {
		space()
		if len(body)-at < len(text) || string(body[at:at+len(text)]) != text {
			return false
		}
		at += len(text)
		return true
	}
	if !take("{") || !take(`"tokens"`) || !take(":") || !take("[") {
		return tokens, false
	}
	for {
		if !take(`"`) {
			return tokens, false
		}
		from := at
		for at < len(body) && body[at] != '"' && body[at] != '\\' && body[at] >= ' ' && body[at] < 0x80 {
			at++
		}
		if at == len(body) || body[at] != '"' || len(tokens) > maxChecked {
			return tokens, false
		}
		tokens = append(tokens, body[from:at])
		at++
		space()
		if at < len(body) && body[at] == ',' {
			at++
			continue
		}
		if !take("]") || !take("}") {
			return tokens, false
		}
		space()
		return tokens, at == len(body)
	}
}

// begin writes what stands before the results.
func (w *checkWork) begin(h *held[ringSet], now time.Time, answers bool) {
	age := max(now.Sub(h.looked), 0)
	out := append(append(append(w.answer[:0], `{"as_of":"`...), h.asOf...), `","age_seconds":`...)
	out = appendSeconds(out, age)
	if answers && age < awayAfter {
		out = append(out, `,"neo4j":"reachable",`...)
	} else {
		out = append(out, `,"neo4j":"away",`...)
	}
	w.answer = append(append(out, h.value.published...), `,"results":[`...)
}

// appendSeconds writes a time in seconds with three decimals.
func appendSeconds(out []byte, d time.Duration) []byte {
	ms := d.Round(time.Millisecond).Milliseconds()
	out = strconv.AppendInt(out, ms/1000, 10)
	rest := ms % 1000
	return append(out, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

// result writes what is known of a token, which needs no escaping.
func (w *checkWork) result(i int, token []byte, ring string) {
	out := w.answer
	if i > 0 {
		out = append(out, ',')
	}
	out = append(append(append(out, `{"token":"`...), token...), '"')
	w.answer = append(append(out, ring...), '}')
}

// checkedPublication is a publication as every check tells it.
func checkedPublication(p *graph.Publication) string {
	out := strconv.AppendInt([]byte(`"publication":{"sequence":`), p.Sequence, 10)
	if p.RunID != "" {
		out = append(append(append(out, `,"run_id":"`...), p.RunID...), '"')
	}
	if !p.At.IsZero() {
		out = append(p.At.UTC().AppendFormat(append(out, `,"at":"`...), time.RFC3339Nano), '"')
	}
	return string(append(out, '}'))
}

// checkedRing is what a check tells of a token in a ring. Ids and bands need no escaping.
func checkedRing(ring *graph.Ring) string {
	out := append(append([]byte(`,"ring_id":"`), ring.ID...), `","band":"`...)
	out = strconv.AppendFloat(append(append(out, ring.Band...), `","score":`...), ring.Score, 'g', -1, 64)
	return string(out)
}
