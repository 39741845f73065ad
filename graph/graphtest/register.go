package graphtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// TestAgencies is the contract of graph.AgencyStore.
func TestAgencies(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	add := func(name string, kind graph.AgencyKind, hash string) error {
		return p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "police-ka", Name: name, Kind: kind}, hash)
	}
	only := func() graph.Agency {
		t.Helper()
		list, err := p.Agencies.ListAgencies(t.Context())
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.False(t, list[0].CreatedAt.IsZero())
		return list[0]
	}
	require.NoError(t, add("police-ka", "", ""), "its records come first")
	require.Empty(t, only().Kind)
	require.Empty(t, p.log(t))
	require.NoError(t, add("Karnataka State Police", graph.Police, "hash-1"))
	require.Equal(t, graph.Police, only().Kind)
	require.Equal(t, "Karnataka State Police", only().Name)
	require.NoError(t, add("another name", graph.Police, "hash-2"))
	require.NoError(t, add("police-ka", "", ""))
	require.Equal(t, graph.Police, only().Kind)
	require.Equal(t, "Karnataka State Police", only().Name, "the first name with a kind remains")
	require.Equal(t, 2, only().CredentialCount)
	require.ErrorIs(t, add("x", graph.Operator, "hash-3"), graph.ErrConflict)
	_, err := p.Agencies.AgencyOfKey(t.Context(), "hash-3")
	require.ErrorIs(t, err, graph.ErrNotFound, "nothing of it was stored")
	agency, err := p.Agencies.AgencyOfKey(t.Context(), "hash-1")
	require.NoError(t, err)
	require.Equal(t, "police-ka", agency.ID)

	_, err = p.Agencies.RevokeKeys(t.Context(), "nobody")
	require.ErrorIs(t, err, graph.ErrNotFound)
	require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank}, ""))
	n, err := p.Agencies.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = p.Agencies.RevokeKeys(t.Context(), "police-ka")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	_, err = p.Agencies.AgencyOfKey(t.Context(), "hash-1")
	require.ErrorIs(t, err, graph.ErrNotFound)
	n, err = p.Agencies.RevokeKeys(t.Context(), "police-ka")
	require.NoError(t, err)
	require.Zero(t, n)
}

// TestCredentials is the contract of graph.CredentialStore and graph.RegisterReader.
func TestCredentials(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	key := func(hash string) graph.Credential {
		return graph.Credential{Kind: graph.KeyCredential, Hash: hash + "-and-more-of-it"}
	}
	valid := func() (ids []string) {
		t.Helper()
		register, err := p.Register.Register(t.Context())
		require.NoError(t, err)
		for _, c := range register.Credentials {
			require.Equal(t, "axis", c.AgencyID)
			ids = append(ids, c.Credential.ID()[:5])
		}
		return ids
	}
	add := func(agency string, c graph.Credential, lifetime time.Duration) error {
		return p.Credentials.AddCredential(t.Context(), agency, c, lifetime)
	}
	require.ErrorIs(t, add("axis", key("key-1"), 0), graph.ErrNotFound)
	require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{
		ID: "axis", Name: "axis", Kind: graph.Bank, Scopes: []graph.Scope{graph.ChecksMake}, Regions: []string{"KA", "MH"},
	}, ""))
	require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "other", Name: "other", Kind: graph.Bank}, ""))
	first := key("key-1")
	first.Scopes = []graph.Scope{graph.RingsRead}
	require.NoError(t, add("axis", first, time.Hour))
	require.ErrorIs(t, add("axis", first, 0), graph.ErrConflict)
	require.ErrorIs(t, add("other", first, 0), graph.ErrConflict)
	subject := graph.Credential{Kind: graph.SubjectCredential, Name: "svc", Hash: "svc-1-hash-long"}
	require.NoError(t, add("axis", subject, 0))
	require.NoError(t, add("axis", key("brief"), time.Millisecond))

	expiring, err := p.Credentials.RotateKeys(t.Context(), "axis", key("key-2"), 0, time.Minute)
	require.NoError(t, err)
	require.LessOrEqual(t, expiring, 2)
	require.GreaterOrEqual(t, expiring, 1)
	require.Eventually(t, func() bool { return len(valid()) == 3 }, 10*time.Second, 5*time.Millisecond, "an expired one is not among them")
	require.ElementsMatch(t, []string{"key-1", "key-2", "svc-1"}, valid(), "a subject does not expire with the keys")
	list, err := p.Credentials.ListCredentials(t.Context(), "axis")
	require.NoError(t, err)
	require.Len(t, list, 4)
	require.Equal(t, first.Scopes, list[0].Scopes)
	require.WithinDuration(t, time.Now().Add(time.Minute), list[0].ExpiresAt, 30*time.Second, "with the overlap, not in an hour")

	require.NoError(t, p.Credentials.RevokeCredential(t.Context(), "axis", subject.ID()))
	require.ErrorIs(t, p.Credentials.RevokeCredential(t.Context(), "axis", subject.ID()), graph.ErrNotFound)
	require.ErrorIs(t, p.Credentials.RevokeCredential(t.Context(), "other", graph.CredentialID(first.Hash)), graph.ErrNotFound)
	require.NoError(t, add("axis", subject, 0), "a revoked subject may be added again")
	n, err := p.Agencies.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Empty(t, valid())
	_, err = p.Agencies.AgencyOfKey(t.Context(), first.Hash)
	require.ErrorIs(t, err, graph.ErrNotFound)
	_, err = p.Credentials.ListCredentials(t.Context(), "nobody")
	require.ErrorIs(t, err, graph.ErrNotFound)

	register, err := p.Register.Register(t.Context())
	require.NoError(t, err)
	require.Equal(t, []graph.Scope{graph.ChecksMake}, register.Agencies[0].Scopes)
	require.Equal(t, []string{"KA", "MH"}, register.Agencies[0].Regions)
	require.GreaterOrEqual(t, len(register.Secret), 32)
	again, err := p.Register.Register(t.Context())
	require.NoError(t, err)
	require.Equal(t, register.Secret, again.Secret)
}

// TestAudit is the contract of graph.AuditLog and graph.AuditReader.
func TestAudit(t *testing.T, open func(*testing.T) *Ports) {
	t.Run("entries are chained", func(t *testing.T) {
		p := open(t)
		reads := func(from, n int) []graph.AuditEntry {
			entries := make([]graph.AuditEntry, n)
			for i := range entries {
				entries[i] = graph.AuditEntry{
					ID: fmt.Sprint("request-", from+i), Action: graph.AuditMembersRead,
					Actor: "bank", Ring: "ring-a", Purpose: "a payment that was held", Count: 3,
				}
			}
			return entries
		}
		require.Empty(t, p.log(t))
		first := reads(0, 3)
		require.NoError(t, p.Audit.Append(t.Context(), first))
		require.EqualValues(t, 3, first[2].Sequence)
		again := reads(2, 2)
		require.NoError(t, p.Audit.Append(t.Context(), again), "an append whose response was lost is made again")
		require.Equal(t, first[2], again[0])
		require.EqualValues(t, 4, again[1].Sequence)
		var work parallel.Group
		for i := range 8 {
			work.Go(func() error { return p.Audit.Append(t.Context(), reads(100*(i+1), 5)) })
		}
		require.NoError(t, work.Wait())
		log := p.log(t)
		require.Len(t, log, 44, "concurrent appends make one chain")
		require.Equal(t, first, log[:3])
		check := graph.AuditCheck{NotedHeads: []graph.AuditHead{again[1].Head()}}
		head, err := p.AuditReader.Entries(t.Context(), func(e graph.AuditEntry) error { return check.Check(&e) })
		require.NoError(t, err)
		check.Finish(head)
		require.Empty(t, check.Findings)
		require.EqualValues(t, 44, check.Entries)
		failure := fmt.Errorf("for a test")
		_, err = p.AuditReader.Entries(t.Context(), func(graph.AuditEntry) error { return failure })
		require.ErrorIs(t, err, failure)
	})
	t.Run("changes of agencies and credentials", func(t *testing.T) {
		p := open(t)
		const one, two = "aaaaaaaaaaaa1", "bbbbbbbbbbbb2"
		require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "axis"}, ""), "changes no rights")
		require.NoError(t, p.Agencies.AddAgency(t.Context(),
			graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank, Regions: []string{"KA"}}, one))
		_, err := p.Credentials.RotateKeys(t.Context(), "axis", graph.Credential{Kind: graph.KeyCredential, Hash: two}, 0, 0)
		require.NoError(t, err)
		require.NoError(t, p.Credentials.RevokeCredential(t.Context(), "axis", graph.CredentialID(two)))
		require.ErrorIs(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Police},
			"c"), graph.ErrConflict)
		var got []string
		for _, e := range p.log(t) {
			got = append(got, fmt.Sprint(e.Action, " ", e.Agency, " ", e.Credential, " ", e.Detail))
		}
		require.Equal(t, []string{
			"agency_changed axis  bank in KA",
			"credential_added axis aaaaaaaaaaaa key",
			"credential_rotated axis bbbbbbbbbbbb key; those before it end in 0s",
			"credential_revoked axis bbbbbbbbbbbb ",
		}, got, "a refused change is not in the log")
	})
}

// TestIdempotency is the contract of graph.IdempotencyStore.
func TestIdempotency(t *testing.T, open func(*testing.T) *Ports) {
	p := open(t)
	begin := func(agency, request, holder string) (*graph.StoredResponse, error) {
		return p.Idempotency.BeginRequest(t.Context(), agency, "key", request, holder)
	}
	reserved := func(agency, request, holder string) {
		t.Helper()
		response, err := begin(agency, request, holder)
		require.NoError(t, err)
		require.Nil(t, response)
	}
	reserved("axis", "request", "1")
	_, err := begin("axis", "request", "2")
	require.ErrorIs(t, err, graph.ErrConflict, "it is in progress")
	_, err = begin("axis", "another", "2")
	require.ErrorIs(t, err, graph.ErrOtherRequest)
	reserved("other", "another", "2") // another agency has keys of its own

	require.NoError(t, p.Idempotency.AbandonRequest(t.Context(), "axis", "key", "2"), "another holder changes nothing")
	_, err = begin("axis", "request", "2")
	require.ErrorIs(t, err, graph.ErrConflict)
	require.NoError(t, p.Idempotency.AbandonRequest(t.Context(), "axis", "key", "1"))
	reserved("axis", "request", "2")
	want := graph.StoredResponse{Status: 202, MediaType: "application/json", Location: "/v1/runs/run-1", Body: []byte(`{"id":"run-1"}`)}
	require.NoError(t, p.Idempotency.StoreResponse(t.Context(), "axis", "key", "2", want))
	got, err := begin("axis", "request", "3")
	require.NoError(t, err)
	require.Equal(t, &want, got)
	_, err = begin("axis", "another", "3")
	require.ErrorIs(t, err, graph.ErrOtherRequest)
}
