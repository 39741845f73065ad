package check

import (
	"strconv"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Requests and responses of checks are read and written by hand, because a JSON library would take
// most of the time of a request for thousands of tokens.

// ParseTokens finds the tokens of {"tokens":["…","…"]}, with white space anywhere, and appends them
// as parts of the body. ok is false for more than limit tokens and for any other form, which may
// still be valid JSON, such as with escapes. It does not check that the texts are tokens.
func ParseTokens(body []byte, tokens [][]byte, limit int) (_ [][]byte, ok bool) {
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
		if at == len(body) || body[at] != '"' || len(tokens) > limit {
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

// AppendHead appends a response up to the first result: as of when the set was known to be the
// published one, how long ago that was, and whether Neo4j answered then.
func (s *Set) AppendHead(out []byte, asOf string, age time.Duration, reachable bool) []byte {
	out = append(append(append(out, `{"as_of":"`...), asOf...), `","age_seconds":`...)
	out = appendSeconds(out, age)
	if reachable {
		out = append(out, `,"neo4j":"reachable",`...)
	} else {
		out = append(out, `,"neo4j":"away",`...)
	}
	return append(append(out, s.publicationJSON...), `,"results":[`...)
}

// AppendResult appends the result for a token in the ring at a position, or in none if found is
// false. A token needs no escaping.
func (s *Set) AppendResult(out, token []byte, ring int, found bool) []byte {
	if out[len(out)-1] == '}' {
		out = append(out, ',')
	}
	out = append(append(append(out, `{"token":"`...), token...), '"')
	if found {
		out = append(out, s.resultJSON[ring]...)
	}
	return append(out, '}')
}

// AppendTail appends what follows the last result.
func (s *Set) AppendTail(out []byte) []byte { return append(out, "]}"...) }

// appendSeconds appends a duration in seconds with three decimals.
func appendSeconds(out []byte, d time.Duration) []byte {
	ms := d.Round(time.Millisecond).Milliseconds()
	out = strconv.AppendInt(out, ms/1000, 10)
	rest := ms % 1000
	return append(out, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

func publicationJSON(p *graph.Publication) string {
	out := strconv.AppendInt([]byte(`"publication":{"sequence":`), p.Sequence, 10)
	if p.RunID != "" {
		out = append(append(append(out, `,"run_id":"`...), p.RunID...), '"')
	}
	if !p.At.IsZero() {
		out = append(p.At.UTC().AppendFormat(append(out, `,"at":"`...), time.RFC3339Nano), '"')
	}
	return string(append(out, '}'))
}

// resultJSON is the end of the result of a token in a ring. Ids and bands need no escaping.
func resultJSON(ring *graph.Ring) string {
	out := append(append([]byte(`,"ring_id":"`), ring.ID...), `","band":"`...)
	out = strconv.AppendFloat(append(append(out, ring.Band...), `","score":`...), ring.Score, 'g', -1, 64)
	return string(strconv.AppendBool(append(out, `,"corroborated":`...), ring.Corroborated))
}
