package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

func (b *bundle) check(kind graph.AgencyKind, tokens ...string) *httptest.ResponseRecorder {
	body, err := json.Marshal(gen.CheckRequest{Tokens: tokens})
	if err != nil {
		panic(err) // texts always marshal
	}
	return b.as(kind, http.MethodPost, "/v1/checks", strings.NewReader(string(body)), "Content-Type", "application/json")
}

func TestCheckTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.refresh(t)
	require.Len(t, decode[gen.CheckAnswer](t, b.check(graph.Bank, token), http.StatusOK).Results, 1)
	dismissed, other := ring("ring-b"), ring("ring-c")
	dismissed.Status, dismissed.Members[0].Token = graph.Dismissed, "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"
	other.Members[0].Token, other.Status, other.Score, other.Band = "tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb", graph.Dormant, 0.99, graph.VeryHigh
	other.Corroborated = false
	b.publish(ring("ring-a"), dismissed, other)
	b.refresh(t)
	w := b.check(graph.Bank, token, "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb", "tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb",
		token, "tk2_aaaaaaaaaaaaaaaaaaaaaaaaaa", "tk1_aaaaaaaaaaaaaaaaaaaaaaaaab")
	got := decode[gen.CheckAnswer](t, w, http.StatusOK)
	require.Equal(t, gen.Reachable, got.Neo4j)
	require.Equal(t, int64(1), got.Publication.Sequence)
	require.Equal(t, day, *got.Publication.At)
	require.Less(t, got.AgeSeconds, 60.0)
	results, err := json.Marshal(got.Results)
	require.NoError(t, err)
	require.JSONEq(t, `[{"token":"`+token+`","ring_id":"ring-a","band":"high","score":0.65,"corroborated":true},
		{"token":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"token":"tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb","ring_id":"ring-c","band":"very_high","score":0.99,"corroborated":false},
		{"token":"`+token+`","ring_id":"ring-a","band":"high","score":0.65,"corroborated":true},
		{"token":"tk2_aaaaaaaaaaaaaaaaaaaaaaaaaa"},{"token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaab"}]`, string(results))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.NotContains(t, b.log.String(), token)

	b.api.audit.writeCheckCounts(t.Context())
	require.Equal(t, []graph.AuditEntry{{Action: graph.AuditChecksMade, Actor: "bank", Requests: 2, Count: 7, Found: 3}}, b.auditEntries())
}

// Checks read nothing from Neo4j, and work while it is down.
func TestCheckTokens_Neo4jAway(t *testing.T) {
	t.Parallel()
	b := setup(t)
	problem(t, b.check(graph.Bank, token), http.StatusServiceUnavailable)
	b.publish(ring("ring-a"))
	b.refresh(t)
	b.err = graph.ErrUnavailable
	b.api.rings.Poll(t.Context())
	reads := b.holders + b.reads + b.loads
	for range 3 {
		got := decode[gen.CheckAnswer](t, b.check(graph.Bank, token), http.StatusOK)
		require.Equal(t, gen.Away, got.Neo4j)
		require.Equal(t, "ring-a", *got.Results[0].RingId)
	}
	require.Equal(t, reads, b.holders+b.reads+b.loads)
	b.api.audit.writeCheckCounts(t.Context())
	require.Empty(t, b.auditEntries())
	b.err = nil
	b.api.audit.writeCheckCounts(t.Context())
	require.Equal(t, int64(3), b.auditEntries()[0].Count, "counts that could not be written are added to the next entry")

	b.advance(credentialsMaxAgeForChecks + 1)
	problem(t, b.check(graph.Bank, token), http.StatusServiceUnavailable)
}

func TestCheckTokens_Refused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.refresh(t)
	one := `"` + token + `"`
	for body, status := range map[string]int{
		`{"tokens":[` + one + `]}`:                                 200,
		" {\n\t\"tokens\" : [ " + one + " ,\r\n" + one + " ] } \n": 200,
		`{"tokens":["\u0074k1_aaaaaaaaaaaaaaaaaaaaaaaaaa"]}`:       200,
		`{"tokens":[]}`:          400,
		`{"tokens":null}`:        400,
		`{"tokens":[null]}`:      400,
		`{}`:                     400,
		``:                       400,
		`[` + one + `]`:          400,
		`{"tokens":` + one + `}`: 400,
		`{"tokens":[` + one + `],"tokens":[` + one + `]}`:                400,
		`{"tokens":[` + one + `],"x":1}`:                                 400,
		`{"Tokens":[` + one + `]}`:                                       400,
		`{"tokens":[` + one + `,]}`:                                      400,
		`{"tokens":[` + one + `]`:                                        400,
		`{"tokens":[` + one + `]}x`:                                      400,
		`{"tokens":[1]}`:                                                 400,
		`{"tokens":["` + secret + `"]}`:                                  400,
		`{"tokens":["tk1_aaaaaaaaaaaaaaaaaaaaaaaaa\n"]}`:                 400,
		"{\"tokens\":[\"tk1_\xff\"]}":                                    400,
		`{"tokens":[` + strings.Repeat(one+",", maxChecked) + one + `]}`: 400,
		strings.Repeat(" ", maxCheckBody) + `{"tokens":[` + one + `]}`:   413,
	} {
		w := b.as(graph.Bank, http.MethodPost, "/v1/checks", strings.NewReader(body), "Content-Type", "application/json; charset=utf-8")
		require.Equal(t, status, w.Code, "%.80q: %s", body, w.Body)
		require.NotContains(t, w.Body.String()+b.log.String(), secret)
	}
	p := problem(t, b.check(graph.Bank, token, token, secret), http.StatusBadRequest)
	require.Equal(t, "tokens[2]", (*p.Errors)[0].Field)
	full := b.check(graph.Police, make10k()...)
	require.Len(t, decode[gen.CheckAnswer](t, full, http.StatusOK).Results, maxChecked)
	for _, headers := range [][]string{{}, {"Content-Type", "text/plain"}, {"Content-Type", "application/json", "Content-Encoding", "gzip"}} {
		problem(t, b.as(graph.Bank, http.MethodPost, "/v1/checks", strings.NewReader("{}"), headers...), http.StatusUnsupportedMediaType)
	}
	problem(t, b.post(graph.Bank, "/v1/checks?x=1", "{}"), http.StatusBadRequest)
}

func make10k() []string {
	tokens := make([]string, maxChecked)
	for i := range tokens {
		tokens[i] = token
	}
	return tokens
}

// BenchmarkCheckTokens is what one request costs, without the network.
func BenchmarkCheckTokens(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint("tokens=", n), func(b *testing.B) {
			source := setup(b)
			source.publish(ring("ring-a"))
			source.refresh(b)
			source.api.limits = newRateLimiter(Rates{Requests: 1 << 30, Checks: 1 << 30, Tokens: 1 << 30})
			log := logrus.New()
			log.SetOutput(io.Discard)
			source.api.Log = log
			body, err := json.Marshal(gen.CheckRequest{Tokens: make10k()[:n]})
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/v1/checks", bytes.NewReader(body))
				r.Header.Set("Authorization", "Bearer "+source.keys[graph.Bank])
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				source.api.Handler().ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
