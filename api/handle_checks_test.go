package api

import (
	"bytes"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unsafe"

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

// aToken draws a token, of those too whose last bits no 16 bytes hold.
func aToken(r *rand.Rand, epoch int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	tail := make([]byte, 26)
	for i := range tail {
		tail[i] = letters[r.IntN(len(letters))]
	}
	return fmt.Sprintf("tk%d_%s", epoch, tail)
}

func TestCheckTokens(t *testing.T) {
	b := setup(t)
	b.look(t)
	require.Len(t, decode[gen.CheckAnswer](t, b.check(graph.Bank, token), http.StatusOK).Results, 1)
	dismissed, other := ring("ring-b"), ring("ring-c")
	dismissed.Status, dismissed.Members[0].Token = graph.Dismissed, "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"
	other.Members[0].Token, other.Status, other.Score, other.Band = "tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb", graph.Dormant, 0.99, graph.VeryHigh
	b.publish(ring("ring-a"), dismissed, other)
	b.look(t)
	w := b.check(graph.Bank, token, "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb", "tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb", token, "tk2_aaaaaaaaaaaaaaaaaaaaaaaaaa", "tk1_aaaaaaaaaaaaaaaaaaaaaaaaab")
	got := decode[gen.CheckAnswer](t, w, http.StatusOK)
	require.Equal(t, gen.Reachable, got.Neo4j)
	require.Equal(t, int64(1), got.Publication.Sequence)
	require.Equal(t, day, *got.Publication.At)
	require.Less(t, got.AgeSeconds, 60.0)
	results, err := json.Marshal(got.Results)
	require.NoError(t, err)
	require.JSONEq(t, `[{"token":"`+token+`","ring_id":"ring-a","band":"high","score":0.65},
		{"token":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"token":"tk12_bbbbbbbbbbbbbbbbbbbbbbbbbb","ring_id":"ring-c","band":"very_high","score":0.99},
		{"token":"`+token+`","ring_id":"ring-a","band":"high","score":0.65},
		{"token":"tk2_aaaaaaaaaaaaaaaaaaaaaaaaaa"},{"token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaab"}]`, string(results))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.NotContains(t, b.log.String(), token)

	b.api.recorder.addVolumes(t.Context())
	require.Equal(t, []graph.AuditEntry{{Action: graph.AuditChecksMade, Actor: "bank", Requests: 2, Count: 7, Found: 3}}, b.onRecord())
}

// Checks ask nothing of Neo4j, and go on while it is away.
func TestCheckTokens_Neo4jAway(t *testing.T) {
	b := setup(t)
	problem(t, b.check(graph.Bank, token), http.StatusServiceUnavailable)
	b.publish(ring("ring-a"))
	b.look(t)
	asked := b.holders + b.looks + b.loads
	b.err = graph.ErrUnavailable
	b.api.rings.failed.Store(&failure{b.err, day})
	for range 3 {
		got := decode[gen.CheckAnswer](t, b.check(graph.Bank, token), http.StatusOK)
		require.Equal(t, gen.Away, got.Neo4j)
		require.Equal(t, "ring-a", *got.Results[0].RingId)
	}
	require.Equal(t, asked, b.holders+b.looks+b.loads)
	b.api.recorder.addVolumes(t.Context())
	require.Empty(t, b.onRecord())
	b.err = nil
	b.api.recorder.addVolumes(t.Context())
	require.Equal(t, int64(3), b.onRecord()[0].Count, "what could not be put on record then is later")

	looked := b.api.registrar.held.Load()
	b.api.registrar.held.Store(&held[register]{value: looked.value, looked: looked.looked.Add(-keysKnownFor)})
	problem(t, b.check(graph.Bank, token), http.StatusServiceUnavailable)
}

func TestCheckTokens_Refused(t *testing.T) {
	b := setup(t)
	b.look(t)
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
	problem(t, b.as(graph.Bank, http.MethodPost, "/v1/checks?x=1", strings.NewReader("{}"), "Content-Type", "application/json"), http.StatusBadRequest)
}

func make10k() []string {
	tokens := make([]string, maxChecked)
	for i := range tokens {
		tokens[i] = token
	}
	return tokens
}

func TestPackToken(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	decoding := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	seen := map[packedToken]string{}
	for i := range 20_000 {
		text := aToken(r, 1+r.IntN(9999))
		if i%2 == 1 { // one that differs in the last character alone
			text = text[:len(text)-1] + string("abcdefghijklmnopqrstuvwxyz234567"[r.IntN(32)])
		}
		packed, ok := packToken(text)
		require.True(t, ok)
		require.True(t, seen[packed] == "" || seen[packed] == text)
		seen[packed] = text
		want, err := decoding.DecodeString(text[len(text)-26:])
		require.NoError(t, err)
		require.Equal(t, want, packed[:16])
		broken := []byte(text)
		broken[r.IntN(len(broken))] = byte(r.IntN(256))
		_, ok = packToken(broken)
		require.Equal(t, graph.Token(broken).Valid(), ok, "%q", broken)
	}
	for last := range 32 { // no two tokens are one
		text := "tk9999_aaaaaaaaaaaaaaaaaaaaaaaaa" + string("abcdefghijklmnopqrstuvwxyz234567"[last])
		packed, ok := packToken(text)
		require.True(t, ok)
		require.True(t, seen[packed] == "" || seen[packed] == text)
		seen[packed] = text
	}
}

func TestCheckIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	rings, in := make([]graph.Ring, 300), map[string]int{}
	for i := range rings {
		rings[i] = ring(fmt.Sprint("ring-", i))
		rings[i].Members, rings[i].Score = nil, r.Float64()
		for range 1 + r.IntN(40) {
			text := aToken(r, 1+r.IntN(3))
			if len(in) > 100 && r.IntN(20) == 0 { // one that is in several
				for known := range in {
					text = known
					break
				}
			}
			if before, ok := in[text]; !ok || rings[i].Score > rings[before].Score {
				in[text] = i
			}
			rings[i].Members = append(rings[i].Members, graph.Member{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(text)}})
		}
	}
	x := newCheckIndex(rings)
	require.Equal(t, len(in), x.count)
	for text, want := range in {
		packed, _ := packToken(text)
		place, ok := x.ring(&packed)
		require.True(t, ok)
		require.Equal(t, want, place)
	}
	for range 10_000 {
		packed, _ := packToken(aToken(r, 4))
		_, ok := x.ring(&packed)
		require.False(t, ok)
	}
	require.EqualValues(t, 24, unsafe.Sizeof(checkSlot{}))
	_, ok := newCheckIndex(nil).ring(&packedToken{})
	require.False(t, ok)
}

func FuzzPlainTokens(f *testing.F) {
	f.Add([]byte(`{"tokens":["` + token + `", "x"]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, ok := plainTokens(body, nil)
		if !ok {
			return
		}
		var request gen.CheckRequest
		require.NoError(t, json.Unmarshal(body, &request), "what is taken is JSON")
		require.Len(t, tokens, len(request.Tokens))
		for i := range tokens {
			require.Equal(t, request.Tokens[i], string(tokens[i]))
		}
	})
}

// BenchmarkCheckTokens is what one request costs, without the network.
func BenchmarkCheckTokens(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint("tokens=", n), func(b *testing.B) {
			source := setup(b)
			source.publish(ring("ring-a"))
			source.look(b)
			source.api.limits = newLimits(Rates{Requests: 1 << 30, Checks: 1 << 30, Tokens: 1 << 30})
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

// BenchmarkCheckIndex asks for tokens of which half are in rings, out of order.
func BenchmarkCheckIndex(b *testing.B) {
	for _, size := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("tokens=%.0e", float64(size)), func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 3))
			rings, asked := make([]graph.Ring, size/20), make([]packedToken, 0, 2*size)
			for i := range rings {
				rings[i] = graph.Ring{Status: graph.Active}
				for range 20 {
					text := aToken(r, 1)
					packed, _ := packToken(text)
					other, _ := packToken(aToken(r, 1))
					asked = append(asked, packed, other)
					rings[i].Members = append(rings[i].Members, graph.Member{Identifier: graph.Identifier{Token: graph.Token(text)}})
				}
			}
			r.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
			x := newCheckIndex(rings)
			i, found := 0, 0
			for b.Loop() {
				if _, ok := x.ring(&asked[i]); ok {
					found++
				}
				if i++; i == len(asked) {
					i = 0
				}
			}
			b.ReportMetric(float64(len(x.slots))*float64(unsafe.Sizeof(checkSlot{}))/float64(x.count), "bytes/token")
			if found == 0 {
				b.Fatal("none is found")
			}
		})
	}
}
