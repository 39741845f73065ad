package neo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestRegister_Credentials(t *testing.T) {
	b := setup(t)
	key := func(hash string) graph.Credential {
		return graph.Credential{Kind: graph.KeyCredential, Hash: hash + "-and-more-of-it"}
	}
	good := func() (ids []string) {
		t.Helper()
		register, err := b.Register.Register(t.Context())
		require.NoError(t, err)
		for _, h := range register.Credentials {
			require.Equal(t, "axis", h.AgencyID)
			ids = append(ids, h.Credential.ID()[:5])
		}
		return ids
	}
	require.ErrorIs(t, b.Register.AddCredential(t.Context(), "axis", key("key-1"), 0), graph.ErrNotFound)
	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank, Scopes: []graph.Scope{graph.ChecksMake}, Regions: []string{"KA", "MH"}}, ""))
	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "other", Name: "other", Kind: graph.Bank}, ""))

	first := key("key-1")
	first.Scopes = []graph.Scope{graph.RingsRead}
	require.NoError(t, b.Register.AddCredential(t.Context(), "axis", first, time.Hour))
	require.ErrorIs(t, b.Register.AddCredential(t.Context(), "axis", first, 0), graph.ErrConflict)
	require.ErrorIs(t, b.Register.AddCredential(t.Context(), "other", first, 0), graph.ErrConflict)
	named := graph.Credential{Kind: graph.SubjectCredential, Name: "svc", Hash: "svc-1-hash-long"}
	require.NoError(t, b.Register.AddCredential(t.Context(), "axis", named, 0))
	require.NoError(t, b.Register.AddCredential(t.Context(), "axis", key("brief"), time.Millisecond))

	ending, err := b.Register.RotateKeys(t.Context(), "axis", key("key-2"), 0, time.Minute)
	require.NoError(t, err)
	require.LessOrEqual(t, ending, 2)
	require.Eventually(t, func() bool { return len(good()) == 3 }, 5*time.Second, 10*time.Millisecond, "what expired is not among them")
	require.ElementsMatch(t, []string{"key-1", "key-2", "svc-1"}, good(), "a subject does not end with keys")
	list, err := b.Register.ListCredentials(t.Context(), "axis")
	require.NoError(t, err)
	require.Len(t, list, 4)
	require.Equal(t, first.Scopes, list[0].Scopes)
	require.WithinDuration(t, time.Now().Add(time.Minute), list[0].ExpiresAt, 30*time.Second, "it ends with the overlap, not in an hour")

	require.NoError(t, b.Register.RevokeCredential(t.Context(), "axis", named.ID()))
	require.ErrorIs(t, b.Register.RevokeCredential(t.Context(), "axis", named.ID()), graph.ErrNotFound)
	require.ErrorIs(t, b.Register.RevokeCredential(t.Context(), "other", graph.CredentialID(first.Hash)), graph.ErrNotFound)
	require.NoError(t, b.Register.AddCredential(t.Context(), "axis", named, 0), "a name that was revoked may be given again")
	n, err := b.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Empty(t, good())
	_, err = b.Register.AgencyOfKey(t.Context(), first.Hash)
	require.ErrorIs(t, err, graph.ErrNotFound)
	_, err = b.Register.ListCredentials(t.Context(), "nobody")
	require.ErrorIs(t, err, graph.ErrNotFound)

	register, err := b.Register.Register(t.Context())
	require.NoError(t, err)
	require.Equal(t, []graph.Scope{graph.ChecksMake}, register.Agencies[0].Scopes)
	require.Equal(t, []string{"KA", "MH"}, register.Agencies[0].Regions)
	require.Len(t, register.Secret, 72)
	again, err := b.Register.Register(t.Context())
	require.NoError(t, err)
	require.Equal(t, register.Secret, again.Secret)
}

func TestIdempotency(t *testing.T) {
	b := setup(t)
	begin := func(agency, request, holder string) (*graph.StoredResponse, error) {
		return b.Idempotency.BeginRequest(t.Context(), agency, "key", request, holder)
	}
	answered, err := begin("axis", "request", "1")
	require.NoError(t, err)
	require.Nil(t, answered)
	_, err = begin("axis", "request", "2")
	require.ErrorIs(t, err, graph.ErrConflict, "it is under way")
	_, err = begin("axis", "another", "2")
	require.ErrorIs(t, err, graph.ErrOtherRequest)
	answered, err = begin("other", "another", "2")
	require.NoError(t, err)
	require.Nil(t, answered, "another agency's keys are its own")

	require.NoError(t, b.Idempotency.AbandonRequest(t.Context(), "axis", "key", "2"), "of another holder")
	_, err = begin("axis", "request", "2")
	require.ErrorIs(t, err, graph.ErrConflict)
	require.NoError(t, b.Idempotency.AbandonRequest(t.Context(), "axis", "key", "1"))
	answered, err = begin("axis", "request", "2")
	require.NoError(t, err)
	require.Nil(t, answered)
	want := graph.StoredResponse{Status: 202, MediaType: "application/json", Location: "/v1/runs/run-1", Body: []byte(`{"id":"run-1"}`)}
	require.NoError(t, b.Idempotency.StoreResponse(t.Context(), "axis", "key", "2", want))
	answered, err = begin("axis", "request", "3")
	require.NoError(t, err)
	require.Equal(t, &want, answered)
	b.do(t, "MATCH (r:Replay) SET r.until = datetime.realtime() - duration('PT1S')")
	answered, err = begin("axis", "another", "4")
	require.NoError(t, err)
	require.Nil(t, answered, "its time is over")
	require.Equal(t, int64(1), b.count(t, "MATCH (r:Replay) RETURN count(r)"))
}
