package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/client"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/graph/neo/local"
)

// clientOf returns a generated client with an agency's key.
func (w *platform) clientOf(key string) *client.ClientWithResponses {
	w.t.Helper()
	c, err := client.NewClientWithResponses(w.url, client.WithKey(key), client.WithHTTPClient(w.client))
	require.NoError(w.t, err)
	return c
}

// within is how long a test waits for what usually takes a second. A machine may be busy with other
// tests.
const within = time.Minute

// ringOf returns the ring of a token by a check, and an empty text for none.
func ringOf(t *testing.T, c *client.ClientWithResponses, token string) string {
	t.Helper()
	answer, err := c.CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
	require.NoError(t, err)
	if answer.JSON200 == nil || answer.JSON200.Results[0].RingId == nil {
		return ""
	}
	return *answer.JSON200.Results[0].RingId
}

// Two processes with one Neo4j: each soon sees what the other publishes or revokes, and both write
// one audit log.
func testReplicas(t *testing.T) {
	o := emptyNeo4j(t)
	one, two := setupPlatform(t, o), setupPlatform(t, o)
	bank, police := one.agency("axis", graph.Bank), two.agency("ksp", graph.Police)
	require.Eventually(t, func() bool {
		a, err := two.clientOf(bank).CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
		return err == nil && a.StatusCode() == http.StatusOK
	}, within, 10*time.Millisecond)
	var filing gen.Filing
	one.request(bank, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing) // so that its identifier is in the graph
	one.publish(ring("ring-a"))
	for _, w := range []*platform{one, two} {
		require.Eventually(t, func() bool { return ringOf(t, w.clientOf(police), token) == "ring-a" }, within, 10*time.Millisecond)
		purpose := &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026, tracing"}
		members, err := w.clientOf(police).ListMembersWithResponse(t.Context(), "ring-a", purpose)
		require.NoError(t, err)
		require.NotNil(t, members.JSON200, string(members.Body))
		require.Equal(t, token, members.JSON200.Members[0].Token)
		require.Regexp(t, `^\d+:[0-9a-f]{64}$`, members.HTTPResponse.Header.Get(receiptHeader))
	}
	var work sync.WaitGroup
	for _, w := range []*platform{one, two} {
		for range 10 {
			work.Go(func() {
				purpose := &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026"}
				_, _ = w.clientOf(police).ListMembersWithResponse(t.Context(), "ring-a", purpose)
			})
		}
	}
	work.Wait()
	verified := func() (check graph.AuditCheck, reads int) {
		head, err := one.store.Audit.Entries(t.Context(), func(e graph.AuditEntry) error {
			if e.Action == graph.AuditMembersRead {
				reads++
			}
			return check.Check(&e)
		})
		require.NoError(t, err)
		check.Finish(head)
		return check, reads
	}
	check, reads := verified()
	require.Empty(t, check.Findings)
	require.Equal(t, 22, reads)

	feedback, err := one.clientOf(bank).GiveFeedbackWithResponse(t.Context(), "ring-a", &client.GiveFeedbackParams{},
		client.NewFeedback{Verdict: client.VerdictConfirmed, Reason: client.Investigated})
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, feedback.StatusCode(), string(feedback.Body))
	feedback, err = two.clientOf(police).GiveFeedbackWithResponse(t.Context(), "ring-a", &client.GiveFeedbackParams{},
		client.NewFeedback{Verdict: client.VerdictDismissed, Reason: client.SharedEquipment})
	require.NoError(t, err)
	require.NotNil(t, feedback.JSON201, string(feedback.Body))
	require.Equal(t, client.Tally{Confirmed: 1, Dismissed: 1}, feedback.JSON201.Tally)
	require.Eventually(t, func() bool { // both verdicts count
		got, err := one.clientOf(bank).GetRingWithResponse(t.Context(), "ring-a", &client.GetRingParams{})
		return err == nil && got.JSON200 != nil && got.JSON200.Feedback == client.Tally{Confirmed: 1, Dismissed: 1}
	}, within, 10*time.Millisecond)
	history, err := two.clientOf(bank).ListRingEventsWithResponse(t.Context(), "ring-a", &client.ListRingEventsParams{})
	require.NoError(t, err)
	require.Contains(t, string(history.Body), "the police dismissed it: shared equipment")
	require.Contains(t, string(history.Body), "a bank confirmed it: investigated")
	require.NotContains(t, string(history.Body), "axis")

	_, err = one.store.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	for _, w := range []*platform{one, two} {
		require.Eventually(t, func() bool {
			a, err := w.clientOf(bank).CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
			return err == nil && a.StatusCode() == http.StatusUnauthorized
		}, within, 10*time.Millisecond)
	}
}

// Neo4j stops and starts again under load. Checks continue, reads respond with Retry-After, and
// everything recovers by itself.
func TestNeo4j_Outage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := func(bolt int) *local.Server {
		server, err := local.Start(t.Context(), local.Options{Dir: dir, HeapMB: 512, BoltPort: bolt})
		require.NoError(t, err)
		return server
	}
	server := start(0)
	stopped := false
	defer func() {
		if !stopped {
			require.NoError(t, server.Stop(context.Background()))
		}
	}()
	w := setupPlatform(t, neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	key := w.agency("ksp", graph.Police)
	c := w.clientOf(key)
	var filing gen.Filing
	w.request(key, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	w.publish(ring("ring-a"))
	require.Eventually(t, func() bool { return ringOf(t, c, token) == "ring-a" }, within, 10*time.Millisecond)

	var answered, wrong atomic.Int64
	load, end := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for load.Err() == nil {
				a, err := c.CheckTokensWithResponse(load, client.CheckRequest{Tokens: []client.Token{token}})
				switch {
				case load.Err() != nil:
				case err != nil || a.JSON200 == nil || a.JSON200.Results[0].RingId == nil:
					wrong.Add(1)
				default:
					answered.Add(1)
				}
				select { // below the rate limit
				case <-load.Done():
				case <-time.After(5 * time.Millisecond):
				}
			}
		})
	}
	defer clients.Wait()
	defer end()
	var bolt int
	_, err := fmt.Sscanf(server.BoltURI(), "bolt://127.0.0.1:%d", &bolt)
	require.NoError(t, err)
	require.NoError(t, server.Stop(context.Background()))
	stopped = true
	require.Eventually(t, func() bool {
		a, err := c.CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
		require.NoError(t, err)
		require.NotNil(t, a.JSON200, string(a.Body))
		return a.JSON200.Neo4j == client.Away && a.JSON200.AgeSeconds > 1.5
	}, within, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		a, err := c.GetRingWithResponse(t.Context(), "ring-a", &client.GetRingParams{})
		require.NoError(t, err)
		return a.StatusCode() == http.StatusServiceUnavailable && a.HTTPResponse.Header.Get("Retry-After") != ""
	}, within, 100*time.Millisecond)
	members, err := c.ListMembersWithResponse(t.Context(), "ring-a", &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026"})
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, members.StatusCode())
	require.NotContains(t, string(members.Body), token)

	server, stopped = start(bolt), false
	require.Eventually(t, func() bool {
		a, err := c.ListMembersWithResponse(t.Context(), "ring-a", &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026"})
		return err == nil && a.JSON200 != nil
	}, within, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		a, err := c.CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
		return err == nil && a.JSON200 != nil && a.JSON200.Neo4j == client.Reachable
	}, within, 50*time.Millisecond)
	end()
	clients.Wait()
	require.Zero(t, wrong.Load(), "of %d checks", answered.Load())
	require.Greater(t, answered.Load(), int64(100))
}

// An agency with the new key only checks tokens of its epoch, while identifiers are stored under
// tokens of the earlier one. Checks find both.
func testLaterEpoch(t *testing.T) {
	w := setupPlatform(t, emptyNeo4j(t))
	bank := w.agency("axis", graph.Bank)
	later := "tk2_" + token[len("tk1_"):]
	var filing gen.Filing
	w.request(bank, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	w.publish(ring("ring-a"))
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), token) == "ring-a" }, within, 10*time.Millisecond)
	require.Empty(t, ringOf(t, w.clientOf(bank), later))

	claim := `{"type":"equivalence","id":"E1","identifier":{"kind":"number","token":"` + token + `"},"same_as":"` + later + `"}`
	w.request(bank, http.MethodPost, "/v1/records", claim, http.StatusOK, &filing)
	require.Equal(t, 1, filing.Created)
	w.publish(ring("ring-a")) // the next run finds the same
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), later) == "ring-a" }, within, 10*time.Millisecond)
	require.Equal(t, "ring-a", ringOf(t, w.clientOf(bank), token))

	before, err := w.store.Publications.Publication(t.Context())
	require.NoError(t, err)
	w.publish(ring("ring-a"))
	again, err := w.store.Publications.Publication(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, again, "nothing changed")

	// A wrong equivalence is withdrawn and another filed, so that their number stays the same.
	file := func(lines ...string) {
		w.request(bank, http.MethodPost, "/v1/records", strings.Join(lines, "\n"), http.StatusOK, &filing)
		require.Zero(t, filing.Refused)
		w.publish(ring("ring-a"))
	}
	withdrawal := func(id string) string { return `{"type":"withdrawal","id":"W-` + id + `","withdraws":"` + id + `"}` }
	claimed := func(id, later string) string {
		return `{"type":"equivalence","id":"` + id + `","identifier":{"kind":"number","token":"` + token + `"},"same_as":"` + later + `"}`
	}
	wrong, third := later, "tk2_"+strings.Repeat("z", 26)
	later = "tk2_" + strings.Repeat("y", 26)
	file(withdrawal("E1"), claimed("E2", later))
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), later) == "ring-a" }, within, 10*time.Millisecond)
	require.Empty(t, ringOf(t, w.clientOf(bank), wrong))
	file(claimed("E3", third))
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), later) == "" }, within, 10*time.Millisecond, "an identifier has one token an epoch")
	require.Empty(t, ringOf(t, w.clientOf(bank), third))
	file(withdrawal("E3"))
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), later) == "ring-a" }, within, 10*time.Millisecond)

	_, left, err := w.store.Epochs.Retire(t.Context(), 1) // its key leaked
	require.NoError(t, err)
	require.Zero(t, left)
	require.Eventually(t, func() bool { return ringOf(t, w.clientOf(bank), token) == "" }, within, 10*time.Millisecond)
	require.Equal(t, "ring-a", ringOf(t, w.clientOf(bank), later))
}
