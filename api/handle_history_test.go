package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

func TestListRingEvents(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(ring("ring-a"))
	for n := int64(5); n > 0; n-- {
		b.events = append(b.events, graph.Event{
			RingID: "ring-a", Number: n, Kind: graph.EventGrown, Day: day, At: day, RunID: fmt.Sprint("run-", n),
			Members: graph.Change{Before: 4, After: 5}, Reports: graph.Change{Before: 8, After: 9},
			BandBefore: graph.High, BandAfter: graph.High, Reason: "1 member joined, 1 report arrived",
		})
	}
	page := decode[gen.RingHistory](t, b.get("/v1/rings/ring-a/history?limit=3"), http.StatusOK)
	require.Len(t, page.Events, 3)
	require.EqualValues(t, 5, page.Events[0].Number)
	last := b.get("/v1/rings/ring-a/history?limit=3&cursor=" + *page.NextCursor)
	page = decode[gen.RingHistory](t, last, http.StatusOK)
	require.Len(t, page.Events, 2)
	require.Nil(t, page.NextCursor)
	require.Contains(t, last.Body.String(), `"day":"2026-05-01"`)
	require.Contains(t, last.Body.String(), `"members":{"after":5,"before":4}`)
	problem(t, b.get("/v1/rings/ring-none/history"), http.StatusNotFound)
	problem(t, b.get("/v1/rings/ring-a/history?cursor="+base64.RawURLEncoding.EncodeToString([]byte("1234567890120"))), http.StatusBadRequest)
	b.err = graph.ErrUnavailable
	problem(t, b.get("/v1/rings/ring-a/history"), http.StatusServiceUnavailable)
}

func TestGetRing_Closed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish(graph.Ring{
		ID: "ring-a", Band: graph.High, Status: graph.Closed, Closing: "it merged into ring-b", MergedInto: "ring-b",
		CameFrom: []string{"ring-c"}, LedTo: []string{"ring-b"}, UpdatedAt: day,
	})
	got := decode[gen.Ring](t, b.get("/v1/rings/ring-a"), http.StatusOK)
	require.Equal(t, gen.StatusClosed, got.Status)
	require.Equal(t, "it merged into ring-b", *got.Closing)
	require.Equal(t, "ring-b", *got.Lineage.MergedInto)
	require.Equal(t, []string{"ring-c"}, got.Lineage.CameFrom)
	require.Equal(t, []string{"ring-b"}, got.Lineage.LedTo)
	require.Zero(t, got.MemberCount)
	require.Contains(t, b.get("/metrics").Body.String(), "ringwatch_rings 0")
}
