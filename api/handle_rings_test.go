package api

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

var day = time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)

func ring(id string) graph.Ring {
	return graph.Ring{
		ID: id, Score: 0.65, Band: graph.High, Status: graph.Active,
		Members:   []graph.Member{{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(token)}, Strength: 0.5}},
		ReportIDs: []string{"bank/1"}, Regions: []string{"KA"}, Categories: []string{"upi_fraud"},
		Loss: map[string]graph.Amount{"INR": "84.00"}, FirstSeen: day, LastSeen: day.AddDate(0, 0, 1),
		Explanation: []graph.Reason{{Text: "one report names it", Weight: 0.65}}, UpdatedAt: day,
		Sources: 3, Agencies: graph.AgencyCount{Number: 2, Kinds: []graph.AgencyKind{graph.Telco, graph.Bank}},
		Corroborated: true, ScoreWithoutStrongest: 0.55,
	}
}

// walk reads all pages, and calls between after each one that has a next.
func (b *bundle) walk(t *testing.T, query string, between func(page int)) (ids []string) {
	t.Helper()
	for cursor, n := "", 1; ; n++ {
		page := decode[gen.RingPage](t, b.get("/v1/rings?"+query+cursor), http.StatusOK)
		for _, r := range page.Rings {
			ids = append(ids, r.Id)
		}
		if page.NextCursor == nil {
			return ids
		}
		cursor = "&cursor=" + *page.NextCursor
		if between != nil {
			between(n)
		}
	}
}

func TestCountOf_EveryKind(t *testing.T) {
	t.Parallel()
	var r graph.Ring
	for i, kind := range graph.Kinds {
		for range i + 1 {
			r.Members = append(r.Members, graph.Member{Identifier: graph.Identifier{Kind: kind}})
		}
	}
	counts := summaryOf(&r).MembersByKind
	for i, kind := range graph.Kinds {
		require.Equal(t, i+1, countOf(counts, gen.Kind(kind)), kind)
	}
	require.Zero(t, countOf(counts, "ship"))
}

func TestListRings_Filters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := ring("ring-b")
	other.Score, other.Band, other.Status, other.Regions, other.Categories = 0.9, graph.VeryHigh, graph.Dormant, []string{"MH", "KA"}, nil
	other.Members[0].Kind, other.UpdatedAt = graph.Device, day.Add(time.Hour)
	over, cleared := ring("ring-c"), ring("ring-d")
	over.Status, over.Members, cleared.Status = graph.Closed, nil, graph.Dismissed
	b.publish(ring("ring-a"), other, over, cleared)
	for query, want := range map[string][]string{
		"":                                   {"ring-a", "ring-b"},
		"band=very_high":                     {"ring-b"},
		"band=medium":                        nil,
		"region=KA":                          {"ring-a", "ring-b"},
		"region=MH":                          {"ring-b"},
		"kind=number":                        {"ring-a"},
		"kind=device":                        {"ring-b"},
		"kind=account":                       nil,
		"category=upi_fraud":                 {"ring-a"},
		"status=dormant":                     {"ring-b"},
		"status=active":                      {"ring-a"},
		"status=closed":                      {"ring-c"},
		"status=dismissed":                   {"ring-d"},
		"status=closed&band=medium":          nil,
		"min_score=0.65":                     {"ring-a", "ring-b"},
		"min_score=0.651":                    {"ring-b"},
		"region=KA&status=active":            {"ring-a"},
		"updated_since=2026-05-01T10:00:00Z": {"ring-a", "ring-b"},
		"updated_since=" + url.QueryEscape("2026-05-01T15:30:01+05:30"):      {"ring-b"},
		"updated_since=2026-05-01T10:00:00Z&band=high&limit=500&kind=number": {"ring-a"},
	} {
		require.Equal(t, want, b.walk(t, query, nil), query)
	}
}

func TestListRings_CursorWhileTheSetChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var rings []graph.Ring
	for i := range 100 {
		rings = append(rings, ring(fmt.Sprintf("ring-%03d", 2*i)))
	}
	b.publish(rings...)
	stay := map[string]int{}
	for _, r := range rings {
		stay[r.ID] = 0
	}
	ids := b.walk(t, "limit=7", func(page int) {
		// One ring that was read and one that was not are removed, and one is added.
		for _, removed := range []int{page, 60 + page} {
			id := fmt.Sprintf("ring-%03d", 2*removed)
			rings = slices.DeleteFunc(slices.Clone(rings), func(r graph.Ring) bool { return r.ID == id })
			delete(stay, id)
		}
		rings = append(slices.Clone(rings), ring(fmt.Sprintf("ring-%03d", 2*page+51)))
		slices.SortFunc(rings, func(a, b graph.Ring) int { return compare(a.ID, b.ID) })
		b.publish(rings...)
		b.advance(ringsMaxAge + 1)
	})
	require.True(t, slices.IsSorted(ids))
	require.Len(t, slices.Compact(slices.Clone(ids)), len(ids), "no ring twice")
	for id := range stay {
		require.Contains(t, ids, id, "every ring that stayed")
	}
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func TestListRings_BadParameters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for query, field := range map[string]string{
		"band=" + secret:                     "band",
		"region=" + secret:                   "region",
		"kind=%2B" + secret:                  "kind",
		"category=%2B" + secret:              "category",
		"status=" + secret:                   "status",
		"min_score=" + secret:                "min_score",
		"min_score=-0.1":                     "min_score",
		"min_score=x" + secret:               "min_score",
		"min_score=NaN":                      "min_score",
		"updated_since=" + secret:            "updated_since",
		"updated_since=2026-13-01T00:00:00Z": "updated_since",
		"limit=" + secret:                    "limit",
		"limit=0":                            "limit",
		"limit=501":                          "limit",
		"limit=1.5":                          "limit",
		"limit=x":                            "limit",
		"limit=1&limit=2":                    "limit",
		"cursor=" + secret:                   "cursor",
		"cursor=%00":                         "cursor",
		"cursor=" + base64.RawURLEncoding.EncodeToString([]byte("123456789012+"+secret)): "cursor",
		secret + "=1": "(a parameter not repeated here)",
		"Band=high":   "(a parameter not repeated here)",
	} {
		w := b.get("/v1/rings?" + query)
		p := problem(t, w, http.StatusBadRequest)
		require.NotNil(t, p.Errors, query)
		require.Equal(t, field, (*p.Errors)[0].Field, query)
		require.NotEmpty(t, (*p.Errors)[0].Reason)
		require.NotContains(t, w.Body.String()+b.log.String(), secret, query)
	}
	problem(t, b.get("/v1/rings?a=%zz"), http.StatusBadRequest)
	problem(t, b.get("/v1/rings?band=high;kind=number"), http.StatusBadRequest)
	for _, target := range []string{
		"/v1/rings/%2B" + secret, "/v1/rings/%2B" + secret + "/graph", "/v1/runs/" + secret, "/v1/rings/" + secret,
		"/" + secret, "/v1/rings/", "/v1/rings/a/" + secret,
	} {
		w := b.get(target)
		require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, w.Code, target)
		problem(t, w, w.Code)
		require.NotContains(t, w.Body.String()+b.log.String(), secret, target)
		require.Empty(t, w.Header().Get("Location"))
	}
}

// TestSummary compares a ring in a response with the same ring in a file.
func TestSummary(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := ring("ring-a")
	r.FirstSeen = r.FirstSeen.Add(time.Millisecond)
	for _, r := range []graph.Ring{r, {ID: "ring-empty", Band: graph.Medium, Status: graph.Active, UpdatedAt: day}} {
		if len(r.ReportIDs) > 0 {
			r.ReportIDs = []string{"police/1"}
		}
		b.publish(r)
		b.advance(ringsMaxAge + 1)
		var got, want map[string]any
		require.NoError(t, json.Unmarshal(b.as(graph.Police, http.MethodGet, "/v1/rings/"+r.ID, nil).Body.Bytes(), &got))
		line, err := record.MarshalRing(&r)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(line, &want))
		var members map[string]any
		require.NoError(t, json.Unmarshal(b.get("/v1/rings/"+r.ID+"/members").Body.Bytes(), &members))
		require.Equal(t, want["members"], members["members"])
		delete(want, "members")
		want["updated_at"] = "2026-05-01T10:00:00Z"
		want["feedback"] = map[string]any{"confirmed": 0.0, "dismissed": 0.0}
		want["lineage"] = map[string]any{"came_from": []any{}, "led_to": []any{}}
		require.Equal(t, want, got)
	}
}

func TestRings_OneLoadForMany(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { b.get("/v1/rings") })
	}
	all.Wait()
	require.Equal(t, 1, b.loads)

	b.publish(ring("ring-b"))
	b.advance(ringsMaxAge + 1)
	require.Equal(t, "ring-b", decode[gen.RingPage](t, b.get("/v1/rings"), http.StatusOK).Rings[0].Id)
	require.Equal(t, 2, b.loads, "only a changed set is loaded")
	require.LessOrEqual(t, b.reads, 4)
	require.Contains(t, b.get("/metrics").Body.String(), "ringwatch_publication_sequence 2")
}

func TestRings_BeforeTheFirstRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.JSONEq(t, `{"rings":[],"publication":{"sequence":0}}`, b.get("/v1/rings").Body.String())
	problem(t, b.get("/v1/rings/ring-a"), http.StatusNotFound)
}

func TestRuns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := int64(5); i > 0; i-- {
		b.runs = append(b.runs, graph.Run{
			ID: fmt.Sprint("run-", i), Sequence: i, Status: graph.Failed, Reason: "x", StartedAt: day, FinishedAt: day,
			Seed: 1 << 63, Model: "2026-11", Phases: []graph.Phase{{Name: "read", Seconds: 1.5}},
		})
	}
	page := decode[gen.RunPage](t, b.get("/v1/runs?limit=3"), http.StatusOK)
	require.Equal(t, "run-3", page.Runs[2].Id)
	page = decode[gen.RunPage](t, b.get("/v1/runs?limit=3&cursor="+*page.NextCursor), http.StatusOK)
	require.Len(t, page.Runs, 2)
	require.Nil(t, page.NextCursor)
	require.Equal(t, "9223372036854775808", page.Runs[1].Parameters.Seed)
	require.Equal(t, "2026-11", *page.Runs[1].Parameters.Model)
	require.Equal(t, page.Runs[1], decode[gen.Run](t, b.get("/v1/runs/run-1"), http.StatusOK))
	problem(t, b.get("/v1/runs/run-9"), http.StatusNotFound)
	problem(t, b.get("/v1/runs?cursor="+base64.RawURLEncoding.EncodeToString([]byte("1234567890120"))), http.StatusBadRequest)

	w := b.as(graph.Operator, http.MethodPost, "/v1/runs", nil)
	begun := decode[gen.Run](t, w, http.StatusAccepted)
	require.Equal(t, gen.Running, begun.Status)
	require.Equal(t, "api", begun.Trigger, "every agency sees it, so it does not name one")
	require.Equal(t, "/v1/runs/run-7", w.Header().Get("Location"))
	b.err = fmt.Errorf("by another: %w", graph.ErrConflict)
	require.Contains(t, *problem(t, b.as(graph.Operator, http.MethodPost, "/v1/runs", nil), http.StatusConflict).Detail, "under way")
}

func BenchmarkListRings(b *testing.B) {
	for _, size := range []int{1e3, 1e5} {
		b.Run(fmt.Sprintf("rings=%.0e", float64(size)), func(b *testing.B) {
			rings := make([]graph.Ring, size)
			for i := range rings {
				rings[i] = ring(fmt.Sprintf("ring-%08d", i))
			}
			rings[size-1].Regions = []string{"MH"} // the filter passes the last alone
			set := newPublished(graph.Publication{Sequence: 1}, rings)
			region := "MH"
			b.ReportAllocs()
			for b.Loop() {
				if got, _ := set.viewOf(&access.Caller{}).page("", &gen.ListRingsParams{Region: &region}); len(got) != 1 {
					b.Fatal("want one ring")
				}
			}
		})
	}
}
