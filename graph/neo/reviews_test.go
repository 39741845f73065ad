package neo_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func found(n int, finding graph.Finding, day time.Time) *graph.Verification {
	return &graph.Verification{Identifier: numberOf(1, n), Agency: graph.Agency{ID: "telco"}, Finding: finding, Reason: "other", Day: day, Note: "a note", Regions: []string{"KA"}}
}

func (b *bundle) saveFinding(t *testing.T, v *graph.Verification) bool {
	t.Helper()
	created, err := b.Reviews.AddVerification(t.Context(), v, true, entry("finding_given"))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), v.At, time.Minute)
	return created
}

// entries counts, so that each has an id of its own.
var entries = struct {
	sync.Mutex
	n int
}{}

// entry is one of its own to be put on record.
func entry(action graph.AuditAction) graph.AuditEntry {
	entries.Lock()
	defer entries.Unlock()
	entries.n++
	return graph.AuditEntry{ID: "request-" + string(rune('a'+entries.n/26)) + string(rune('a'+entries.n%26)), Action: action, Actor: "telco"}
}

func (b *bundle) revoked(t *testing.T, q graph.RevocationQuery) (tokens []graph.Token) {
	t.Helper()
	q.Limit = max(q.Limit, 1)
	revoked, err := b.Reviews.Revocations(t.Context(), q)
	require.NoError(t, err)
	for _, v := range revoked {
		require.Equal(t, graph.Disconnected, v.Finding)
		tokens = append(tokens, v.Identifier.Token)
	}
	return tokens
}

func TestReviews_AddVerification_RefusedIsNotStored(t *testing.T) {
	b := setup(t)
	device := graph.Identifier{Kind: graph.Device, Token: epochToken(1, 9)}
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), device}})
	for identifier, requested := range map[graph.Identifier]bool{numberOf(1, 0): false, numberOf(1, 7): true, device: true} {
		v := found(0, graph.Verified, time.Now().UTC().Truncate(24*time.Hour))
		v.Identifier = identifier
		_, err := b.Reviews.AddVerification(t.Context(), v, requested, entry("finding_given"))
		require.ErrorIs(t, err, graph.ErrNotFound)
	}
	require.Zero(t, b.count(t, "MATCH (v:Verification) RETURN count(v)"))
}

// Once an epoch is retired, its findings are those of the newest tokens.
func TestReviews_Revocations_RetiredEpoch(t *testing.T) {
	b := setup(t)
	today := time.Now().UTC().Truncate(24 * time.Hour)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(2, 1)}})
	// A finding under a later token, filed before the equivalence.
	early := found(0, graph.Disconnected, today)
	early.Identifier = numberOf(2, 1)
	require.True(t, b.saveFinding(t, early))
	b.saved(t, "police", &graph.Report{ID: "2", Identifiers: []graph.Identifier{numberOf(1, 1)}},
		equivalence("E", epochToken(1, 1), epochToken(2, 1)), equivalence("F", epochToken(1, 0), epochToken(2, 0)))
	b.settled(t)
	later := found(0, graph.Disconnected, today)
	later.Identifier = numberOf(2, 0)
	require.True(t, b.saveFinding(t, later))
	require.Equal(t, []graph.Token{epochToken(1, 0), epochToken(1, 1)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))
	_, _, err := b.Epochs.Retire(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, []graph.Token{epochToken(2, 0), epochToken(2, 1)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))
}

// Decisions and findings on one number at a time lock in one order.
func TestReviews_DecideDispute_WithFindings(t *testing.T) {
	b := setup(t)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0)}})
	today := time.Now().UTC().Truncate(24 * time.Hour)
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			v := found(0, graph.Disconnected, today)
			v.Agency.ID = "telco-" + string(rune('a'+n))
			if _, err := b.Reviews.AddVerification(t.Context(), v, true, entry("finding_given")); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			d := graph.Dispute{Identifier: numberOf(1, 0), Agency: graph.Agency{ID: "bank-" + string(rune('a'+n))}, Reason: "other"}
			_, err := b.Reviews.OpenDispute(t.Context(), &d, entry("dispute_filed"))
			for range 2 { // the same decision twice is one
				if err == nil {
					_, _, err = b.Reviews.DecideDispute(t.Context(), d.Number, graph.Decision{Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police"}, Reason: "other"}, entry("dispute_decided"), func(*graph.Dispute) error { return nil })
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 6, b.count(t, "MATCH (r:Release {cleared: true}) RETURN count(r)"))
	require.EqualValues(t, 18, b.count(t, "MATCH (e:AuditEntry) WHERE e.action IN ['finding_given', 'dispute_filed', 'dispute_decided'] RETURN count(e)"))
}
