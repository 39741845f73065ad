package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// disputesOf returns the ids of the disputes that an agency sees, with the letters of the tokens
// that it sees.
func (b *bundle) disputesOf(t *testing.T, kind graph.AgencyKind, query string) (all []string) {
	for target := "/v1/disputes?limit=1" + query; ; {
		page := decode[gen.DisputePage](t, b.as(kind, http.MethodGet, target, nil), http.StatusOK)
		for _, d := range page.Disputes {
			text := d.Id
			if d.Token != nil {
				text += " " + (*d.Token)[4:5]
			}
			all = append(all, text)
		}
		if page.NextCursor == nil {
			return all
		}
		target = "/v1/disputes?limit=1" + query + "&cursor=" + *page.NextCursor
	}
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.7, "ab"))
	b.found(graph.Verification{Identifier: numberOf('c'), Finding: graph.Disconnected, Regions: []string{"MH"}})
	b.refresh(t)
	body := `{"token":"` + string(tokenOf('a')) + `","reason":"genuine_subscriber","note":"came with her papers"}`
	for _, status := range []int{http.StatusCreated, http.StatusOK} {
		got := decode[gen.Dispute](t, b.post(graph.Bank, "/v1/disputes", body), status)
		require.Equal(t, "dispute-1", got.Id)
		require.Equal(t, gen.DisputeOpen, got.Status)
		require.True(t, got.Own)
		require.Equal(t, "came with her papers", *got.Note)
		require.Nil(t, got.Decision)
	}
	require.Equal(t, b.rings[0].Regions, b.disputes[0].Regions)
	// A disconnected number can be disputed though it is in no ring.
	decode[gen.Dispute](t, b.post(graph.Police, "/v1/disputes", `{"token":"`+string(tokenOf('c'))+`","reason":"number_reassigned"}`), http.StatusCreated)
	problem(t, b.post(graph.Bank, "/v1/disputes", `{"token":"`+string(tokenOf('z'))+`","reason":"other"}`), http.StatusNotFound)

	require.Equal(t, []string{"dispute-1 a"}, b.disputesOf(t, graph.Bank, ""), "its own")
	require.Empty(t, b.disputesOf(t, graph.Telco, ""))
	require.Equal(t, []string{"dispute-2 c", "dispute-1 a"}, b.disputesOf(t, graph.Police, ""))
	require.Equal(t, []string{"dispute-2", "dispute-1"}, b.disputesOf(t, graph.Regulator, ""), "it sees no tokens")

	decide := func(kind graph.AgencyKind, id, body string, status int) gen.Dispute {
		w := b.post(kind, "/v1/disputes/"+id+"/decision", body)
		if status >= 300 {
			problem(t, w, status)
			return gen.Dispute{}
		}
		return decode[gen.Dispute](t, w, status)
	}
	upheld := `{"status":"upheld","reason":"holder_verified","note":"seen by two officers"}`
	decide(graph.Police, "dispute-2", upheld, http.StatusForbidden) // its own
	decide(graph.Police, "dispute-9", upheld, http.StatusNotFound)
	got := decide(graph.Police, "dispute-1", upheld, http.StatusCreated)
	require.Equal(t, gen.DisputeUpheld, got.Status)
	require.Equal(t, gen.ByPolice, got.Decision.By)
	require.Equal(t, "seen by two officers", *got.Decision.Note)
	require.Nil(t, got.Note, "a note is only for its author")
	decide(graph.Police, "dispute-1", upheld, http.StatusOK)
	decide(graph.Regulator, "dispute-1", upheld, http.StatusConflict)
	decide(graph.Police, "dispute-1", `{"status":"rejected","reason":"evidence_stands"}`, http.StatusConflict)
	page := decode[gen.DisputePage](t, b.get("/v1/disputes?status=upheld"), http.StatusOK)
	require.Len(t, page.Disputes, 1)
	require.Nil(t, page.Disputes[0].Decision.Note)
	require.Empty(t, b.disputesOf(t, graph.Bank, "&status=open"))

	require.Len(t, b.changes, 3, "repeats are no changes")
	require.Equal(t, "dispute-1 upheld: holder_verified", b.changes[2].Detail)
	require.Equal(t, graph.AuditDisputesRead, b.auditEntries()[0].Action)
}

func TestDisputes_Regions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.disputes = []graph.Dispute{
		{Number: 1, Identifier: numberOf('a'), Agency: graph.Agency{ID: "telco"}, Regions: []string{"MH"}, Status: graph.DisputeOpen},
		{Number: 2, Identifier: numberOf('b'), Agency: graph.Agency{ID: "telco"}, Regions: []string{"KA"}, Status: graph.DisputeOpen},
	}
	b.restrictRegions(t, "KA")
	require.Equal(t, []string{"dispute-2 b"}, b.disputesOf(t, graph.Police, ""))
	require.Equal(t, []string{"dispute-2 b", "dispute-1 a"}, b.disputesOf(t, graph.Telco, ""), "its own disputes")
	answers := map[string]string{}
	for _, id := range []string{"dispute-1", "dispute-9"} {
		w := b.post(graph.Police, "/v1/disputes/"+id+"/decision", `{"status":"upheld","reason":"other"}`)
		problem(t, w, http.StatusNotFound)
		answers[id] = strings.ReplaceAll(w.Body.String(), w.Header().Get("X-Request-Id"), "")
	}
	require.Equal(t, answers["dispute-9"], answers["dispute-1"])
}

func TestDisputes_Invalid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(numbered("ring-a", 0.7, "a"))
	b.disputes = []graph.Dispute{{Number: 1, Agency: graph.Agency{ID: "telco"}, Status: graph.DisputeOpen}}
	b.refresh(t)
	for _, c := range []struct{ target, body, field string }{
		{"/v1/disputes", `{"token":"` + secret + `","reason":"other"}`, "token"},
		{"/v1/disputes", `{"token":"` + string(tokenOf('a')) + `","reason":"` + secret + `"}`, "reason"},
		{"/v1/disputes", `{"token":"` + string(tokenOf('a')) + `","reason":"other","note":"` + secret + `"}`, "note"},
		{"/v1/disputes/dispute-1/decision", `{"status":"open","reason":"other"}`, "status"},
		{"/v1/disputes/dispute-1/decision", `{"status":"upheld","reason":"evidence_stands"}`, "reason"},
		{"/v1/disputes/dispute-1/decision", `{"status":"upheld","reason":"other","note":""}`, "note"},
		{"/v1/disputes/dispute-01/decision", `{"status":"upheld","reason":"other"}`, "id"},
	} {
		w := b.post(graph.Police, c.target, c.body)
		p := problem(t, w, http.StatusBadRequest)
		require.Len(t, *p.Errors, 1, c.body)
		require.Equal(t, c.field, (*p.Errors)[0].Field, c.body)
		require.NotContains(t, w.Body.String()+b.log.String(), secret)
	}
	problem(t, b.post(graph.Police, "/v1/disputes", `{"token":"`+string(tokenOf('a'))+`","reason":"other","x":1}`), http.StatusBadRequest)
	require.Len(t, b.disputes, 1)
}
