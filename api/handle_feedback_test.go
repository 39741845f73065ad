package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// judge gives feedback on ring-a as a bank.
func (b *bundle) judge(t *testing.T, body string, status int) (answer gen.Feedback, p gen.Problem) {
	t.Helper()
	w := b.as(graph.Bank, http.MethodPost, "/v1/rings/ring-a/feedback", strings.NewReader(body), "Content-Type", "application/json")
	if status < 300 {
		return decode[gen.Feedback](t, w, status), p
	}
	require.NotContains(t, w.Body.String()+b.log.String(), secret)
	return answer, problem(t, w, status)
}

func TestGiveFeedback(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	body := `{"verdict":"dismissed","reason":"shared_equipment",
		"note":" A hostel: 40 residents, 2 handsets, since 2026-05-01 (FIR 123/2026). ","author":"desk 4"}`
	for _, status := range []int{http.StatusCreated, http.StatusOK} {
		got, _ := b.judge(t, body, status)
		require.Equal(t, "A hostel: 40 residents, 2 handsets, since 2026-05-01 (FIR 123/2026).", *got.Note)
		require.Equal(t, gen.Tally{Confirmed: 2, Dismissed: 1}, got.Tally)
		require.Equal(t, day, got.At)
	}
	require.Equal(t, "bank", b.feedback.Agency.ID)
	b.judge(t, `{"verdict":"confirmed","reason":"arrests_made"}`, http.StatusCreated)
	require.Empty(t, b.feedback.Note)

	for body, field := range map[string]string{
		`{"verdict":"` + secret + `","reason":"other"}`:                                       "verdict",
		`{"verdict":"","reason":"other"}`:                                                     "verdict",
		`{"verdict":"confirmed","reason":"genuine_subscribers"}`:                              "reason",
		`{"verdict":"dismissed","reason":"` + secret + `"}`:                                   "reason",
		`{"verdict":"dismissed","reason":"other","note":""}`:                                  "note",
		`{"verdict":"dismissed","reason":"other","note":"` + strings.Repeat("x ", 251) + `"}`: "note",
		`{"verdict":"dismissed","reason":"other","note":"it is ` + secret + `"}`:              "note",
		`{"verdict":"dismissed","reason":"other","note":"a\u0000b"}`:                          "note",
		`{"verdict":"dismissed","reason":"other","author":"` + secret + `"}`:                  "author",
		`{"verdict":"dismissed","reason":"other","author":"` + strings.Repeat("x", 65) + `"}`: "author",
		`{"verdict":"dismissed","reason":"other","note":"x","author":"somebody@example.org"}`: "author",
	} {
		_, p := b.judge(t, body, http.StatusBadRequest)
		require.NotNil(t, p.Errors, body)
		require.Len(t, *p.Errors, 1, body)
		require.Equal(t, field, (*p.Errors)[0].Field, body)
	}
	for _, body := range []string{
		"", "null,", "[]", `{"verdict":"confirmed","reason":"other","` + secret + `":1}`, `{"verdict":"confirmed","reason":"other"}x`,
		`{"verdict":"confirmed","verdict":"dismissed","reason":"other"}`, `{"verdict":1,"reason":"other"}`,
	} {
		b.judge(t, body, http.StatusBadRequest)
	}
	b.judge(t, `{"verdict":"confirmed","reason":"other","note":"`+strings.Repeat("x", maxObject)+`"}`, http.StatusRequestEntityTooLarge)
	w := b.as(graph.Bank, http.MethodPost, "/v1/rings/ring-a/feedback", strings.NewReader("{}"), "Content-Type", "text/plain")
	problem(t, w, http.StatusUnsupportedMediaType)
	for status, err := range map[int]error{
		http.StatusNotFound: graph.ErrNotFound, http.StatusConflict: graph.ErrConflict, http.StatusServiceUnavailable: graph.ErrUnavailable,
	} {
		b.err = err
		b.judge(t, `{"verdict":"confirmed","reason":"other"}`, status)
	}
}

func TestCheckText(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"A family of five with two handsets":          true,
		"FIR 1234/2026 of 01.05.2026, see CHK-1042":   true,
		"Rs 12,50,000 lost by 14 victims in 6 months": true,
		"ünïcode, हिन्दी\nand two lines":              true,
		"call 98765 43210":                            false,
		"+91-98765-43210":                             false,
		"(022) 2345 678":                              false,
		"9 8 7 6 5 4 3 2 1 0":                         false,
		"९८७६५४३२१०":                                  false,
		"4532145":                                     false,
		"453214":                                      true,
		"name@bank":                                   false,
		"it is tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa":        false,
		"0x52908400098527886E0F7030069857D2E4169EE7":  false,
		"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa":          false,
		"IMEI 35 209900 176148 1":                     false,
		"a\x00b":                                      false,
		"\xff":                                        false,
		"":                                            false,
	} {
		require.Equal(t, fine, checkText(text, 500) == "", text)
	}
}

// Feedback changes the published rings, though no run published.
func TestGiveFeedback_ChangesRings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	require.Zero(t, decode[gen.Ring](t, b.get("/v1/rings/ring-a"), http.StatusOK).Feedback.Dismissed)
	judged := ring("ring-a")
	judged.Feedback = graph.Tally{Confirmed: 1, Dismissed: 2}
	b.mu.Lock()
	b.rings, b.publication.Revision = []graph.Ring{judged}, 1
	b.mu.Unlock()
	b.advance(ringsMaxAge + 1)
	require.Equal(t, gen.Tally{Confirmed: 1, Dismissed: 2}, decode[gen.Ring](t, b.get("/v1/rings/ring-a"), http.StatusOK).Feedback)
}
