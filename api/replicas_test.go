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
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// typed asks as an agency does, by the client that is made of the specification.
func (w *whole) typed(key string) *client.ClientWithResponses {
	w.t.Helper()
	c, err := client.NewClientWithResponses(w.url, client.WithKey(key), client.WithHTTPClient(w.client))
	require.NoError(w.t, err)
	return c
}

// within is how long a test waits for what takes a second: a machine that is busy with other
// tests gets more.
const within = time.Minute

// ringOf is the ring that a check tells of a token; empty for none.
func ringOf(t *testing.T, c *client.ClientWithResponses, of string) string {
	t.Helper()
	answer, err := c.CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{of}})
	require.NoError(t, err)
	if answer.JSON200 == nil || answer.JSON200.Results[0].RingId == nil {
		return ""
	}
	return *answer.JSON200.Results[0].RingId
}

// Two processes on one Neo4j: what one publishes or revokes the other knows soon, and both
// write one record.
func TestReplicas(t *testing.T) {
	server := neotest.Server(t)
	neotest.Wipe(t)
	o := neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()}
	one, two := setupWhole(t, o), setupWhole(t, o)
	bank, police := one.agency("axis", graph.Bank), two.agency("ksp", graph.Police)
	require.Eventually(t, func() bool {
		a, err := two.typed(bank).CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
		return err == nil && a.StatusCode() == http.StatusOK
	}, within, 10*time.Millisecond)
	var filing gen.Filing
	one.ask(bank, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing) // so that its identifier is in the graph
	one.publish(ring("ring-a"))
	for _, w := range []*whole{one, two} {
		require.Eventually(t, func() bool { return ringOf(t, w.typed(police), token) == "ring-a" }, within, 10*time.Millisecond)
		members, err := w.typed(police).ListMembersWithResponse(t.Context(), "ring-a", &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026, tracing"})
		require.NoError(t, err)
		require.NotNil(t, members.JSON200, string(members.Body))
		require.Equal(t, token, members.JSON200.Members[0].Token)
		require.Regexp(t, `^\d+:[0-9a-f]{64}$`, members.HTTPResponse.Header.Get(receiptHeader))
	}
	var work sync.WaitGroup
	for _, w := range []*whole{one, two} {
		for range 10 {
			work.Go(func() {
				_, _ = w.typed(police).ListMembersWithResponse(t.Context(), "ring-a", &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026"})
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

	said, err := one.typed(bank).GiveFeedbackWithResponse(t.Context(), "ring-a", &client.GiveFeedbackParams{}, client.NewFeedback{Verdict: client.VerdictConfirmed, Reason: client.Investigated})
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, said.StatusCode(), string(said.Body))
	said, err = two.typed(police).GiveFeedbackWithResponse(t.Context(), "ring-a", &client.GiveFeedbackParams{}, client.NewFeedback{Verdict: client.VerdictDismissed, Reason: client.SharedEquipment})
	require.NoError(t, err)
	require.NotNil(t, said.JSON201, string(said.Body))
	require.Equal(t, client.Tally{Confirmed: 1, Dismissed: 1}, said.JSON201.Tally)
	require.Eventually(t, func() bool { // agencies that disagree are both shown
		got, err := one.typed(bank).GetRingWithResponse(t.Context(), "ring-a", &client.GetRingParams{})
		return err == nil && got.JSON200 != nil && got.JSON200.Feedback == client.Tally{Confirmed: 1, Dismissed: 1}
	}, within, 10*time.Millisecond)
	history, err := two.typed(bank).ListRingEventsWithResponse(t.Context(), "ring-a", &client.ListRingEventsParams{})
	require.NoError(t, err)
	require.Contains(t, string(history.Body), "the police dismissed it: shared equipment")
	require.Contains(t, string(history.Body), "a bank confirmed it: investigated")
	require.NotContains(t, string(history.Body), "axis")

	_, err = one.store.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	for _, w := range []*whole{one, two} {
		require.Eventually(t, func() bool {
			a, err := w.typed(bank).CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
			return err == nil && a.StatusCode() == http.StatusUnauthorized
		}, within, 10*time.Millisecond)
	}
}

// Neo4j goes away under load and comes back: checks go on, reads say when to come again, and
// everything is back by itself.
func TestReplicas_Neo4jAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	begin := func(bolt int) *local.Server {
		server, err := local.Start(t.Context(), local.Options{Dir: dir, HeapMB: 512, BoltPort: bolt})
		require.NoError(t, err)
		return server
	}
	server := begin(0)
	stopped := false
	defer func() {
		if !stopped {
			require.NoError(t, server.Stop(context.Background()))
		}
	}()
	w := setupWhole(t, neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	key := w.agency("ksp", graph.Police)
	c := w.typed(key)
	var filing gen.Filing
	w.ask(key, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	w.publish(ring("ring-a"))
	require.Eventually(t, func() bool { return ringOf(t, c, token) == "ring-a" }, within, 10*time.Millisecond)

	var asked, wrong atomic.Int64
	asking, end := context.WithCancel(t.Context())
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for asking.Err() == nil {
				a, err := c.CheckTokensWithResponse(asking, client.CheckRequest{Tokens: []client.Token{token}})
				switch {
				case asking.Err() != nil:
				case err != nil || a.JSON200 == nil || a.JSON200.Results[0].RingId == nil:
					wrong.Add(1)
				default:
					asked.Add(1)
				}
				select { // as a client does, and below its limit
				case <-asking.Done():
				case <-time.After(5 * time.Millisecond):
				}
			}
		})
	}
	defer load.Wait()
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

	server, stopped = begin(bolt), false
	require.Eventually(t, func() bool {
		a, err := c.ListMembersWithResponse(t.Context(), "ring-a", &client.ListMembersParams{RingwatchPurpose: "FIR 112/2026"})
		return err == nil && a.JSON200 != nil
	}, within, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		a, err := c.CheckTokensWithResponse(t.Context(), client.CheckRequest{Tokens: []client.Token{token}})
		return err == nil && a.JSON200 != nil && a.JSON200.Neo4j == client.Reachable
	}, within, 50*time.Millisecond)
	end()
	load.Wait()
	require.Zero(t, wrong.Load(), "of %d checks", asked.Load())
	require.Greater(t, asked.Load(), int64(100))
}

// An agency that has the new key alone asks with tokens of its epoch, while identifiers are still kept under those of the
// one before: what a run was told of both, checks know.
func TestChecks_OfALaterEpoch(t *testing.T) {
	server := neotest.Server(t)
	neotest.Wipe(t)
	w := setupWhole(t, neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	bank := w.agency("axis", graph.Bank)
	later := "tk2_" + token[len("tk1_"):]
	var filing gen.Filing
	w.ask(bank, http.MethodPost, "/v1/records", report("R1"), http.StatusOK, &filing)
	w.publish(ring("ring-a"))
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), token) == "ring-a" }, within, 10*time.Millisecond)
	require.Empty(t, ringOf(t, w.typed(bank), later))

	claim := `{"type":"equivalence","id":"E1","identifier":{"kind":"number","token":"` + token + `"},"same_as":"` + later + `"}`
	w.ask(bank, http.MethodPost, "/v1/records", claim, http.StatusOK, &filing)
	require.Equal(t, 1, filing.Created)
	w.publish(ring("ring-a")) // the next run finds the same
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), later) == "ring-a" }, within, 10*time.Millisecond)
	require.Equal(t, "ring-a", ringOf(t, w.typed(bank), token))

	before, err := w.store.Publications.Publication(t.Context())
	require.NoError(t, err)
	w.publish(ring("ring-a"))
	again, err := w.store.Publications.Publication(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, again, "nothing new was said")

	// Filed in error: one is taken back and another comes, and there are as many as before.
	file := func(lines ...string) {
		w.ask(bank, http.MethodPost, "/v1/records", strings.Join(lines, "\n"), http.StatusOK, &filing)
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
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), later) == "ring-a" }, within, 10*time.Millisecond)
	require.Empty(t, ringOf(t, w.typed(bank), wrong))
	file(claimed("E3", third))
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), later) == "" }, within, 10*time.Millisecond, "an identifier has one token an epoch")
	require.Empty(t, ringOf(t, w.typed(bank), third))
	file(withdrawal("E3"))
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), later) == "ring-a" }, within, 10*time.Millisecond)

	_, left, err := w.store.Epochs.Retire(t.Context(), 1) // its key leaked
	require.NoError(t, err)
	require.Zero(t, left)
	require.Eventually(t, func() bool { return ringOf(t, w.typed(bank), token) == "" }, within, 10*time.Millisecond)
	require.Equal(t, "ring-a", ringOf(t, w.typed(bank), later))
}
