package neo_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

var errMayNot = errors.New("may not")

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

func TestReviews_AddVerification(t *testing.T) {
	b := setup(t)
	device := graph.Identifier{Kind: graph.Device, Token: epochToken(1, 9)}
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(1, 1), numberOf(1, 2), device}})
	today := time.Now().UTC().Truncate(24 * time.Hour)

	require.True(t, b.saveFinding(t, found(1, graph.Disconnected, today)))
	require.False(t, b.saveFinding(t, found(1, graph.Disconnected, today)), "the same finding again")
	require.True(t, b.saveFinding(t, found(0, graph.Disconnected, today.AddDate(0, 0, -3))))
	require.Equal(t, []graph.Token{epochToken(1, 0)}, b.revoked(t, graph.RevocationQuery{}))
	require.Equal(t, []graph.Token{epochToken(1, 1)}, b.revoked(t, graph.RevocationQuery{After: epochToken(1, 0), Limit: 9}))
	require.Len(t, b.revoked(t, graph.RevocationQuery{Regions: []string{"TN", "KA"}, Limit: 9}), 2)
	require.Empty(t, b.revoked(t, graph.RevocationQuery{Regions: []string{"MH"}}))
	require.Len(t, b.revoked(t, graph.RevocationQuery{Since: time.Now().Add(-time.Minute), Limit: 9}), 2)
	require.Empty(t, b.revoked(t, graph.RevocationQuery{Since: time.Now().Add(time.Minute)}))
	all, err := b.Reviews.Verifications(t.Context(), []graph.Token{epochToken(1, 0), epochToken(1, 1), epochToken(1, 2), device.Token})
	require.NoError(t, err)
	require.Len(t, all, 2)
	got := all[epochToken(1, 1)][0]
	got.At = time.Time{}
	require.Equal(t, *found(1, graph.Disconnected, today), got)

	// A finding that was not requested is not stored, nor one on an identifier that is no number.
	_, err = b.Reviews.AddVerification(t.Context(), found(2, graph.Verified, today), false, entry("finding_given"))
	require.ErrorIs(t, err, graph.ErrNotFound)
	for _, id := range []graph.Identifier{device, numberOf(1, 7)} {
		v := found(0, graph.Verified, today)
		v.Identifier = id
		_, err = b.Reviews.AddVerification(t.Context(), v, true, entry("finding_given"))
		require.ErrorIs(t, err, graph.ErrNotFound)
	}
	require.EqualValues(t, 2, b.count(t, "MATCH (v:Verification) RETURN count(v)"))
	require.EqualValues(t, 2, b.count(t, "MATCH (e:AuditEntry {action: 'finding_given'}) RETURN count(e)"))

	// A telco may correct its finding, also when the number is no longer requested. The correction
	// has the regions of the first. The finding of another agency takes nothing back.
	other := found(1, graph.Unverified, today)
	other.Agency.ID, other.Reason = "other", "not_a_subscriber"
	require.False(t, other.Decides())
	_, err = b.Reviews.AddVerification(t.Context(), other, false, entry("finding_given"))
	require.ErrorIs(t, err, graph.ErrNotFound)
	require.True(t, b.saveFinding(t, other))
	require.Len(t, b.revoked(t, graph.RevocationQuery{Limit: 9}), 2)
	all, err = b.Reviews.Verifications(t.Context(), []graph.Token{epochToken(1, 1)})
	require.NoError(t, err)
	require.Equal(t, []string{"other", "telco"}, []string{all[epochToken(1, 1)][0].Agency.ID, all[epochToken(1, 1)][1].Agency.ID}, "the latest first")
	again := found(1, graph.Verified, today)
	again.Regions = nil
	created, err := b.Reviews.AddVerification(t.Context(), again, false, entry("finding_given"))
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, []string{"KA"}, again.Regions)
	require.Equal(t, []graph.Token{epochToken(1, 0)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))
	require.Equal(t, []graph.Token{epochToken(1, 0)}, b.revoked(t, graph.RevocationQuery{Regions: []string{"MH"}, Caller: "telco", Limit: 9}), "its own")
}

// A finding does not count against the next holder of a number, nor against one that was cleared.
// Later findings count, and the earlier holder's do not come back.
func TestReviews_AddVerification_PassedOn(t *testing.T) {
	b := setup(t)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(1, 1), numberOf(1, 2)}})
	today := time.Now().UTC().Truncate(24 * time.Hour)
	for n, day := range []time.Time{today.AddDate(0, 0, -3), today.AddDate(0, 0, 1), today.AddDate(0, 0, -3)} { // tomorrow has begun in the east
		require.True(t, b.saveFinding(t, found(n, graph.Disconnected, day)))
	}
	b.saved(t, "telco", &graph.Release{ID: "RL", Identifier: numberOf(1, 0), ReleasedAt: today.AddDate(0, 0, -3).Add(12 * time.Hour)})
	b.cleared(t, numberOf(1, 1))
	b.saved(t, "telco", &graph.Release{ID: "next year's", Identifier: numberOf(1, 2), ReleasedAt: today.AddDate(1, 0, 0)})
	require.Equal(t, []graph.Token{epochToken(1, 2)}, b.revoked(t, graph.RevocationQuery{Limit: 9}), "a release to come voids nothing yet")
	findings, err := b.Reviews.Verifications(t.Context(), []graph.Token{epochToken(1, 0), epochToken(1, 1)})
	require.NoError(t, err)
	require.Empty(t, findings)
	for n := range 2 {
		_, err := b.Reviews.AddVerification(t.Context(), found(n, graph.Disconnected, today.AddDate(0, 0, -4)), true, entry("finding_given"))
		require.ErrorIs(t, err, graph.ErrConflict)
	}
	since := found(0, graph.Disconnected, today)
	since.Reason = "holder_asked"
	require.True(t, b.saveFinding(t, since))
	require.False(t, b.saveFinding(t, since))
	require.Equal(t, []graph.Token{epochToken(1, 0), epochToken(1, 2)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))

	lease, err := b.Leases.Acquire(t.Context(), "retention", "test", time.Minute)
	require.NoError(t, err)
	_, err = b.Retention.Expire(t.Context(), lease, time.Now().Add(-time.Hour)) // nothing is of before
	require.NoError(t, err)
	require.Len(t, b.revoked(t, graph.RevocationQuery{Limit: 9}), 2)
	_, err = b.Retention.Expire(t.Context(), lease, time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Empty(t, b.revoked(t, graph.RevocationQuery{Limit: 9}), "a release does not go before what it voids")
	require.EqualValues(t, 1, b.count(t, "MATCH (r:Release) RETURN count(r)"))
}

// cleared has a flag contested, and upheld.
func (b *bundle) cleared(t *testing.T, id graph.Identifier) {
	t.Helper()
	d := graph.Dispute{Identifier: id, Agency: graph.Agency{ID: "axis"}, Reason: "other"}
	_, err := b.Reviews.OpenDispute(t.Context(), &d, entry("dispute_filed"))
	require.NoError(t, err)
	_, _, err = b.Reviews.DecideDispute(t.Context(), d.Number, graph.Decision{Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police"}, Reason: "other"}, entry("dispute_decided"), func(*graph.Dispute) error { return nil })
	require.NoError(t, err)
}

// A number is one, whichever of its tokens it is named by.
func TestReviews_AddVerification_LaterTokens(t *testing.T) {
	b := setup(t)
	today := time.Now().UTC().Truncate(24 * time.Hour)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(2, 1)}})
	// A finding under a later token, filed before the equivalence.
	early := found(0, graph.Disconnected, today)
	early.Identifier = numberOf(2, 1)
	require.True(t, b.saveFinding(t, early))
	b.saved(t, "police", &graph.Report{ID: "2", Identifiers: []graph.Identifier{numberOf(1, 1)}})
	for _, agency := range []string{"police", "bank"} {
		b.saved(t, agency, equivalence("E", epochToken(1, 1), epochToken(2, 1)), equivalence("F", epochToken(1, 0), epochToken(2, 0)))
	}
	b.settled(t)
	require.Equal(t, []graph.Token{epochToken(1, 1)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))
	later := found(0, graph.Disconnected, today)
	later.Identifier = numberOf(2, 0)
	require.True(t, b.saveFinding(t, later))
	require.Equal(t, epochToken(1, 0), later.Identifier.Token)
	require.False(t, b.saveFinding(t, found(0, graph.Disconnected, today)))
	require.Len(t, b.revoked(t, graph.RevocationQuery{Limit: 9}), 2)
	findings, err := b.Reviews.Verifications(t.Context(), []graph.Token{epochToken(2, 0), epochToken(1, 0)})
	require.NoError(t, err)
	require.Len(t, findings, 2, "by any of its tokens")
	_, _, err = b.Epochs.Retire(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, []graph.Token{epochToken(2, 0), epochToken(2, 1)}, b.revoked(t, graph.RevocationQuery{Limit: 9}))
}

// What was found outlives the report that led to it: a number that is cut off must not be
// forgotten where the report was a mistake.
func TestReviews_AddVerification_OutlivesReports(t *testing.T) {
	b := setup(t)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), numberOf(1, 1)}})
	require.True(t, b.saveFinding(t, found(0, graph.Disconnected, time.Now().UTC().Truncate(24*time.Hour))))
	b.saved(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "1"})
	require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
	require.Equal(t, []graph.Token{epochToken(1, 0)}, b.revoked(t, graph.RevocationQuery{}))

	lease, err := b.Leases.Acquire(t.Context(), "retention", "test", time.Minute)
	require.NoError(t, err)
	expired, err := b.Retention.Expire(t.Context(), lease, time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, graph.Expired{Withdrawals: 1, Findings: 1, Identifiers: 1}, expired)
	require.Zero(t, b.count(t, "MATCH (i:Identifier|Verification) RETURN count(i)"))
}

func TestReviews_OpenDispute(t *testing.T) {
	b := setup(t)
	device := graph.Identifier{Kind: graph.Device, Token: epochToken(1, 9)}
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0), device}})
	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "Axis", Kind: graph.Bank}, ""))
	contest := func(agency string, token graph.Token) (graph.Dispute, bool) {
		d := graph.Dispute{Identifier: graph.Identifier{Token: token}, Agency: graph.Agency{ID: agency, Kind: graph.Bank}, Reason: "other", Note: "a note", Regions: []string{"KA"}}
		created, err := b.Reviews.OpenDispute(t.Context(), &d, entry("dispute_filed"))
		require.NoError(t, err)
		return d, created
	}
	first, created := contest("axis", numberOf(1, 0).Token)
	require.True(t, created)
	require.Equal(t, "dispute-1", first.ID())
	again, created := contest("axis", numberOf(1, 0).Token)
	require.False(t, created)
	require.Equal(t, first, again)
	second, _ := contest("axis", device.Token)
	require.Equal(t, device, second.Identifier)
	third, created := contest("sbi", numberOf(1, 0).Token)
	require.True(t, created)
	d := graph.Dispute{Identifier: graph.Identifier{Token: epochToken(1, 5)}, Agency: graph.Agency{ID: "axis"}}
	_, err := b.Reviews.OpenDispute(t.Context(), &d, entry("dispute_filed"))
	require.ErrorIs(t, err, graph.ErrNotFound)
	require.EqualValues(t, 3, b.count(t, "MATCH (e:AuditEntry {action: 'dispute_filed'}) RETURN count(e)"))

	list := func(q graph.DisputeQuery) (numbers []int64) {
		t.Helper()
		if q.Limit == 0 {
			q.Limit = 9
		}
		all, err := b.Reviews.ListDisputes(t.Context(), q)
		require.NoError(t, err)
		for _, d := range all {
			numbers = append(numbers, d.Number)
		}
		return numbers
	}
	require.Equal(t, []int64{3, 2, 1}, list(graph.DisputeQuery{}))
	require.Equal(t, []int64{3, 2}, list(graph.DisputeQuery{Limit: 2}))
	require.Equal(t, []int64{1}, list(graph.DisputeQuery{Before: 2}))
	require.Equal(t, []int64{2, 1}, list(graph.DisputeQuery{Agency: "axis"}))
	require.Empty(t, list(graph.DisputeQuery{Regions: []string{"MH"}}))
	require.Equal(t, []int64{3}, list(graph.DisputeQuery{Regions: []string{"MH"}, Caller: "sbi"}))

	deny := func(*graph.Dispute) error { return errMayNot }
	decision := graph.Decision{Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police", Kind: graph.Police}, Reason: "other", Note: "a note"}
	_, _, err = b.Reviews.DecideDispute(t.Context(), first.Number, decision, entry("dispute_decided"), deny)
	require.ErrorIs(t, err, errMayNot)
	decide := func(number int64, d graph.Decision) (graph.Dispute, bool, error) {
		return b.Reviews.DecideDispute(t.Context(), number, d, entry("dispute_decided"), func(*graph.Dispute) error { return nil })
	}
	got, created, err := decide(first.Number, decision)
	require.NoError(t, err)
	require.True(t, created)
	require.True(t, decision.Same(&got.Decision))
	got, created, err = decide(first.Number, decision)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, graph.DisputeUpheld, got.Status)
	decision.Status, decision.Reason = graph.DisputeRejected, "evidence_stands"
	_, _, err = decide(first.Number, decision)
	require.ErrorIs(t, err, graph.ErrConflict)
	_, _, err = decide(77, decision)
	require.ErrorIs(t, err, graph.ErrNotFound)
	_, _, err = decide(third.Number, decision)
	require.NoError(t, err)
	require.Equal(t, []int64{2}, list(graph.DisputeQuery{Status: graph.DisputeOpen}))
	require.EqualValues(t, 1, b.count(t, "MATCH (r:Release {cleared: true}) RETURN count(r)"), "a rejected dispute clears no identifier")
	again, created = contest("axis", numberOf(1, 0).Token)
	require.True(t, created, "a decided dispute may be followed by another")
	require.EqualValues(t, 4, again.Number)

	// What is decided grows old from then on, what is open from when it was filed.
	require.EqualValues(t, 1, b.count(t, "MATCH (e:AuditEntry {action: 'dispute_filed', detail: 'dispute-4: other'}) RETURN count(e)"))
	lease, err := b.Leases.Acquire(t.Context(), "retention", "test", time.Minute)
	require.NoError(t, err)
	expired, err := b.Retention.Expire(t.Context(), lease, time.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.Zero(t, expired.Disputes)
	expired, err = b.Retention.Expire(t.Context(), lease, time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, 4, expired.Disputes)
	require.Empty(t, list(graph.DisputeQuery{}))
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

// Of many at a time none is lost, and none has the number of another.
func TestReviews_OpenDispute_AtATime(t *testing.T) {
	b := setup(t)
	b.saved(t, "police", &graph.Report{ID: "1", Identifiers: []graph.Identifier{numberOf(1, 0)}})
	numbers := make([]int64, 12)
	var all sync.WaitGroup
	for i := range numbers {
		all.Go(func() {
			d := graph.Dispute{Identifier: numberOf(1, 0), Agency: graph.Agency{ID: "agency-" + string(rune('a'+i/2))}, Reason: "other"}
			if _, err := b.Reviews.OpenDispute(t.Context(), &d, entry("dispute_filed")); err != nil {
				t.Error(err)
			}
			numbers[i] = d.Number
		})
	}
	all.Wait()
	slices.Sort(numbers)
	require.Equal(t, []int64{1, 2, 3, 4, 5, 6}, slices.Compact(numbers), "each agency's is one")
}
