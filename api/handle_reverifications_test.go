package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// post sends a JSON object as an agency of that kind.
func (b *bundle) post(kind graph.AgencyKind, target, body string) *httptest.ResponseRecorder {
	return b.as(kind, http.MethodPost, target, strings.NewReader(body), "Content-Type", "application/json")
}

// restrictRegions restricts every agency to regions.
func (b *bundle) restrictRegions(t *testing.T, regions ...string) {
	for hash, a := range b.agencies {
		a.Regions = regions
		b.agencies[hash] = a
	}
	b.refresh(t)
}

// numbered returns a ring of numbers whose tokens consist of one letter each.
func numbered(id string, score float64, letters string) graph.Ring {
	r := ring(id)
	r.Score, r.Band, r.Members = score, graph.BandOf(score), nil
	for _, letter := range letters {
		r.Members = append(r.Members, graph.Member{Identifier: graph.Identifier{Kind: graph.Number, Token: tokenOf(letter)}, Strength: 1})
	}
	return r
}

// numberOf returns a number whose token consists of one letter.
func numberOf(letter rune) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: tokenOf(letter)}
}

func tokenOf(letter rune) graph.Token {
	return graph.Token("tk1_" + strings.Repeat(string(letter), 26))
}

// reverifications reads all pages of a list, as the letters of tokens and their rings.
func (b *bundle) reverifications(t *testing.T, kind graph.AgencyKind, query string) (all []string) {
	for target := "/v1/reverifications?" + query; ; {
		page := decode[gen.ReverificationPage](t, b.as(kind, http.MethodGet, target, nil), http.StatusOK)
		for _, n := range page.Reverifications {
			all = append(all, n.Token[4:5]+" "+n.RingId)
		}
		if page.NextCursor == nil {
			return all
		}
		target = "/v1/reverifications?" + query + "&cursor=" + *page.NextCursor
	}
}

func TestReverifications(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mixed := numbered("ring-b", 0.99, "bd")
	mixed.Members[1].Kind = graph.Device // telcos verify the holders of numbers only
	mixed.Regions = []string{"MH"}
	dismissed := numbered("ring-d", 0.9, "f")
	dismissed.Status = graph.Dismissed
	b.publish(numbered("ring-a", 0.85, "cba"), mixed, numbered("ring-c", 0.7, "e"), dismissed)
	b.refresh(t)
	for _, limit := range []int{1, 2, 3, 500} {
		require.Equal(t, []string{"a ring-a", "b ring-b", "c ring-a"}, b.reverifications(t, graph.Telco, fmt.Sprint("limit=", limit)))
	}
	require.Empty(t, b.reverifications(t, graph.Telco, "state=answered"))

	body := `{"finding":"disconnected","reason":"false_documents","day":"2026-05-10","note":"three cards, one counter"}`
	target := "/v1/reverifications/" + string(tokenOf('b'))
	for _, status := range []int{http.StatusCreated, http.StatusOK} {
		got := decode[gen.Finding](t, b.post(graph.Telco, target, body), status)
		require.Equal(t, "three cards, one counter", *got.Note)
		require.Equal(t, "2026-05-10", got.Day.String())
	}
	require.Equal(t, []string{"MH"}, b.findings(tokenOf('b'))[0].Regions)
	require.Equal(t, []string{"a ring-a", "c ring-a"}, b.reverifications(t, graph.Police, ""))
	require.Equal(t, []string{"b ring-b"}, b.reverifications(t, graph.Police, "state=answered&limit=1"))
	page := decode[gen.ReverificationPage](t, b.as(graph.Police, http.MethodGet, "/v1/reverifications?state=answered", nil), http.StatusOK)
	require.Equal(t, gen.FindingDisconnected, page.Reverifications[0].Answer.Finding)
	require.Nil(t, page.Reverifications[0].Answer.Note, "a note is only for its author")
	require.Equal(t, gen.VeryHigh, page.Reverifications[0].Band)

	revoked := decode[gen.RevocationPage](t, b.get("/v1/revocations"), http.StatusOK)
	want := gen.Revocation{Token: string(tokenOf('b')), Reason: "false_documents", Day: revoked.Revocations[0].Day, At: day}
	require.Equal(t, want, revoked.Revocations[0])
	require.Equal(t, "2026-05-10", revoked.Revocations[0].Day.String())
	require.Empty(t, decode[gen.RevocationPage](t, b.get("/v1/revocations?since="+day.Add(time.Second).Format(time.RFC3339)), http.StatusOK).Revocations)

	// An earlier finding can be corrected, though the ring is closed.
	b.publish()
	b.refresh(t)
	decode[gen.Finding](t, b.post(graph.Telco, target, `{"finding":"verified","reason":"reconnected","day":"2026-05-12"}`), http.StatusCreated)
	require.Equal(t, []string{"MH"}, b.findings(tokenOf('b'))[0].Regions)
	require.Empty(t, decode[gen.RevocationPage](t, b.get("/v1/revocations"), http.StatusOK).Revocations)
	problem(t, b.post(graph.Telco, "/v1/reverifications/"+string(tokenOf('a')), body), http.StatusNotFound)

	for _, e := range b.changes {
		require.Equal(t, "telco", e.Actor)
		require.NotContains(t, e.Detail, "tk1_")
	}
	require.Len(t, b.changes, 2, "repeats are no changes")
	require.Equal(t, graph.AuditReverificationsRead, b.auditEntries()[0].Action)
	require.EqualValues(t, 1, b.auditEntries()[0].Count)
}

func TestReverifications_Pages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.85, "abcdefgh"))
	for _, letter := range "bdf" {
		b.found(graph.Verification{Identifier: numberOf(letter), Finding: graph.Disconnected, Reason: "other"})
	}
	b.refresh(t)
	require.Len(t, b.reverifications(t, graph.Telco, "limit=2"), 5)
	require.Len(t, b.reverifications(t, graph.Telco, "limit=2&state=answered"), 3)
	first := decode[gen.RevocationPage](t, b.get("/v1/revocations?limit=2"), http.StatusOK)
	require.Len(t, first.Revocations, 2)
	second := decode[gen.RevocationPage](t, b.get("/v1/revocations?limit=2&cursor="+*first.NextCursor), http.StatusOK)
	require.Len(t, second.Revocations, 1)
	require.Nil(t, second.NextCursor)
	for _, target := range []string{"/v1/reverifications?cursor=", "/v1/disputes?cursor="} {
		problem(t, b.as(graph.Police, http.MethodGet, target+*first.NextCursor, nil), http.StatusBadRequest)
	}
	b.err = graph.ErrUnavailable
	for _, target := range []string{"/v1/reverifications", "/v1/revocations", "/v1/disputes"} {
		problem(t, b.as(graph.Police, http.MethodGet, target, nil), http.StatusServiceUnavailable)
	}
}

func TestReverifications_Regions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	there, elsewhere := numbered("ring-a", 0.85, "ab"), numbered("ring-b", 0.99, "bc")
	elsewhere.Regions = []string{"MH"}
	b.publish(there, elsewhere)
	elsewhereToo := graph.Verification{
		Identifier: numberOf('d'), Agency: graph.Agency{ID: "airtel"}, Finding: graph.Disconnected, Regions: []string{"MH"},
	}
	b.found(elsewhereToo)
	b.restrictRegions(t, "KA")
	require.Equal(t, []string{"a ring-a", "b ring-a"}, b.reverifications(t, graph.Telco, ""))
	require.Empty(t, decode[gen.RevocationPage](t, b.get("/v1/revocations"), http.StatusOK).Revocations)
	body := `{"finding":"verified","reason":"other","day":"2026-05-10"}`
	for _, letter := range "cdz" {
		problem(t, b.post(graph.Telco, "/v1/reverifications/"+string(tokenOf(letter)), body), http.StatusNotFound)
		problem(t, b.post(graph.Telco, "/v1/disputes", `{"token":"`+string(tokenOf(letter))+`","reason":"other"}`), http.StatusNotFound)
	}
	b.restrictRegions(t)
	require.Equal(t, []string{"a ring-a", "b ring-b", "c ring-b"}, b.reverifications(t, graph.Telco, ""))
	problem(t, b.post(graph.Telco, "/v1/reverifications/"+string(tokenOf('d')), body), http.StatusNotFound)

	// A telco sees its own findings, whatever its regions are now.
	elsewhereToo.Agency.ID = "telco"
	b.found(elsewhereToo)
	b.restrictRegions(t, "KA")
	require.Len(t, decode[gen.RevocationPage](t, b.as(graph.Telco, http.MethodGet, "/v1/revocations", nil), http.StatusOK).Revocations, 1)
	decode[gen.Finding](t, b.post(graph.Telco, "/v1/reverifications/"+string(tokenOf('d')), body), http.StatusCreated)
}

// That a number is not its subscriber's is a finding for that telco only.
func TestReverifications_NotASubscriber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.85, "a"))
	b.refresh(t)
	body := `{"finding":"unverified","reason":"not_a_subscriber","day":"2026-05-10"}`
	decode[gen.Finding](t, b.post(graph.Telco, "/v1/reverifications/"+string(tokenOf('a')), body), http.StatusCreated)
	require.Empty(t, b.reverifications(t, graph.Telco, ""))
	require.Equal(t, []string{"a ring-a"}, b.reverifications(t, graph.Police, ""), "other telcos still have to verify it")
	require.Empty(t, b.reverifications(t, graph.Police, "state=answered"))
}

// A page makes a limited number of queries. Its cursor leads to the rest.
func TestReverifications_ShortPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	many := numbered("ring-a", 0.85, "")
	for i := range verificationBatch*maxVerificationBatches + 10 {
		text := []byte(fmt.Sprintf("tk1_%026d", i))
		for j := 4; j < len(text); j++ {
			text[j] += 'a' - '0'
		}
		identifier := graph.Identifier{Kind: graph.Number, Token: graph.Token(text)}
		many.Members = append(many.Members, graph.Member{Identifier: identifier, Strength: 1})
	}
	last := many.Members[len(many.Members)-1].Token
	b.found(graph.Verification{Identifier: graph.Identifier{Kind: graph.Number, Token: last}, Finding: graph.Verified, Reason: "other"})
	b.publish(many)
	b.refresh(t)
	page := decode[gen.ReverificationPage](t, b.as(graph.Telco, http.MethodGet, "/v1/reverifications?state=answered", nil), http.StatusOK)
	require.Empty(t, page.Reverifications)
	require.NotNil(t, page.NextCursor)
	require.Len(t, b.reverifications(t, graph.Telco, "state=answered"), 1)
}

func TestAnswerReverification_Invalid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.85, "a"))
	b.refresh(t)
	target := "/v1/reverifications/" + string(tokenOf('a'))
	tomorrow := time.Now().Add(48 * time.Hour).Format(time.DateOnly)
	for body, field := range map[string]string{
		`{"finding":"` + secret + `","reason":"other","day":"2026-05-10"}`:                        "finding",
		`{"finding":"verified","reason":"false_documents","day":"2026-05-10"}`:                    "reason",
		`{"finding":"verified","reason":"other","day":"` + tomorrow + `"}`:                        "day",
		`{"finding":"verified","reason":"other"}`:                                                 "day",
		`{"finding":"verified","reason":"other","day":"2026-05-10","note":"call ` + secret + `"}`: "note",
		`{"finding":"verified","reason":"other","day":"2026-05-10","note":"  "}`:                  "note",
	} {
		w := b.post(graph.Telco, target, body)
		p := problem(t, w, http.StatusBadRequest)
		require.Len(t, *p.Errors, 1, body)
		require.Equal(t, field, (*p.Errors)[0].Field, body)
		require.NotContains(t, w.Body.String()+b.log.String(), secret)
	}
	for _, body := range []string{
		"", "[]", `{"finding":"verified","reason":"other","day":"10.5.2026"}`, `{"finding":"verified","reason":"other","day":"2026-05-10","x":1}`,
	} {
		problem(t, b.post(graph.Telco, target, body), http.StatusBadRequest)
	}
	problem(t, b.post(graph.Telco, "/v1/reverifications/"+secret, `{}`), http.StatusBadRequest)
	problem(t, b.as(graph.Telco, http.MethodPost, target, strings.NewReader("{}"), "Content-Type", "text/plain"), http.StatusUnsupportedMediaType)
	require.Empty(t, b.findings(tokenOf('a')))
}
