package neo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// A key may be used for another request when the time of its response is over.
func TestIdempotency_Expiry(t *testing.T) {
	b := setup(t)
	begin := func(request, holder string) (*graph.StoredResponse, error) {
		return b.Idempotency.BeginRequest(t.Context(), "axis", "key", request, holder)
	}
	_, err := begin("request", "1")
	require.NoError(t, err)
	want := graph.StoredResponse{Status: 202, MediaType: "application/json", Location: "/v1/runs/run-1", Body: []byte(`{"id":"run-1"}`)}
	require.NoError(t, b.Idempotency.StoreResponse(t.Context(), "axis", "key", "1", want))
	_, err = b.Idempotency.BeginRequest(t.Context(), "other", "key", "request", "2")
	require.NoError(t, err)
	stored, err := begin("request", "3")
	require.NoError(t, err)
	require.Equal(t, &want, stored)
	b.do(t, "MATCH (r:Replay) SET r.until = datetime.realtime() - duration('PT1S')")
	stored, err = begin("another", "4")
	require.NoError(t, err)
	require.Nil(t, stored)
	require.Equal(t, int64(1), b.count(t, "MATCH (r:Replay) RETURN count(r)"))
}
