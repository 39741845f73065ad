package neo_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }

// bundle is a prepared store on an empty graph, and a driver to look behind it.
type bundle struct {
	*neo.Store
	driver neo4j.DriverWithContext
}

func setup(t *testing.T) *bundle {
	t.Helper()
	server := neotest.Server(t)
	neotest.Wipe(t)
	store := open(t)
	require.NoError(t, store.Prepare(t.Context()))
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, driver.Close(context.Background())) })
	return &bundle{store, driver}
}

// open returns a store, as another process would have one.
func open(t *testing.T) *neo.Store {
	t.Helper()
	server := neotest.Server(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	return store
}

// count answers a query that returns one number.
func (b *bundle) count(t *testing.T, query string) int64 {
	t.Helper()
	result, err := neo4j.ExecuteQuery(t.Context(), b.driver, query, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	return result.Records[0].Values[0].(int64)
}

// identifiers describes every identifier as it is stored.
func (b *bundle) identifiers(t *testing.T) (all []string) {
	t.Helper()
	const query = "MATCH (i:Identifier) RETURN labels(i), properties(i) ORDER BY i.token"
	result, err := neo4j.ExecuteQuery(t.Context(), b.driver, query, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	for _, r := range result.Records {
		all = append(all, fmt.Sprint(r.Values...))
	}
	return all
}

func (b *bundle) save(t *testing.T, agency string, records ...graph.Record) []graph.Outcome {
	t.Helper()
	outcomes, err := b.Intake.Save(t.Context(), agency, records)
	require.NoError(t, err)
	return outcomes
}

// id makes an identifier of the kind with a token from the number.
func id(kind graph.Kind, n int) graph.Identifier {
	digits := strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprintf("%025d", n))
	return graph.Identifier{Kind: kind, Token: graph.Token("tk1_" + string(kind[0]) + digits)}
}

var day = time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)

func report(name string, at time.Time, ids ...graph.Identifier) *graph.Report {
	return &graph.Report{ID: name, OccurredAt: at, Category: "upi_fraud", Loss: "10.50", Currency: "INR", Identifiers: ids}
}

func TestIntake_Save(t *testing.T) {
	number, other := id(graph.Number, 1), id(graph.Number, 2)
	device, account := id(graph.Device, 3), id(graph.Account, 4)

	t.Run("stores every type of record once", func(t *testing.T) {
		b := setup(t)
		records := []graph.Record{
			report("R1", day, number, device),
			report("R2", day.AddDate(0, 0, 5), number, account),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number, To: device, ObservedAt: day},
			&graph.Link{ID: "L2", Relation: graph.LinkedTo, From: number, To: account},
			&graph.Link{ID: "L3", Relation: graph.AccessedFrom, From: account, To: device},
			&graph.Link{ID: "L4", Relation: graph.TransferredTo, From: account, To: id(graph.Account, 5)},
			&graph.Release{ID: "RL1", Identifier: number, ReleasedAt: day.AddDate(0, 1, 0)},
			report("R1", day, other),
		}
		want := make([]graph.Outcome, len(records))
		for i := range want {
			want[i] = graph.Created
		}
		want[7] = graph.Unchanged // R1 again
		require.Equal(t, want, b.save(t, "police", records...))
		for range 2 {
			require.EqualValues(t, 2, b.count(t, "MATCH (r:Report) RETURN count(r)"))
			require.EqualValues(t, 4, b.count(t, "MATCH (:Report)-[n:NAMES]->(:Identifier) RETURN count(n)"))
			require.EqualValues(t, 1, b.count(t, "MATCH (:Number)-[l:USED_IN {id: 'police/L1', agency: 'police'}]->(:Device) WHERE l.observed_at IS NOT NULL RETURN count(l)"))
			require.EqualValues(t, 1, b.count(t, "MATCH (:Number)-[l:LINKED_TO]->(:Account) WHERE l.observed_at IS NULL RETURN count(l)"))
			require.EqualValues(t, 1, b.count(t, "MATCH (:Account)-[l:ACCESSED_FROM]->(:Device) RETURN count(l)"))
			require.EqualValues(t, 1, b.count(t, "MATCH (:Account)-[l:TRANSFERRED_TO]->(:Account) RETURN count(l)"))
			require.EqualValues(t, 1, b.count(t, "MATCH (:Release)-[l:RELEASES]->(:Number) RETURN count(l)"))
			require.EqualValues(t, 5, b.count(t, "MATCH (n:Number) WITH n WHERE n.first_seen <> n.last_seen RETURN duration.inDays(n.first_seen, n.last_seen).days"))
			require.EqualValues(t, 1, b.count(t, "MATCH (r:Report {id: 'police/R1', loss: '10.50', currency: 'INR', category: 'upi_fraud'}) WHERE r.region IS NULL AND r.received_at IS NOT NULL RETURN count(r)"))
			for i := range want { // and again: nothing changes
				want[i] = graph.Unchanged
			}
			require.Equal(t, want, b.save(t, "police", records...))
		}
	})

	t.Run("one id of two agencies is two records", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, number))
		require.Equal(t, []graph.Outcome{graph.Created}, b.save(t, "bank", report("R1", day, number)))
		require.EqualValues(t, 2, b.count(t, "MATCH (:Number)<-[:NAMES]-(r:Report) RETURN count(r)"))
	})

	t.Run("a withdrawal takes back what was filed before and after it", func(t *testing.T) {
		link := &graph.Link{ID: "L1", Relation: graph.UsedIn, From: number, To: device}
		withdraw := []graph.Record{&graph.Withdrawal{ID: "W1", Withdraws: "R1"}, &graph.Withdrawal{ID: "W2", Withdraws: "L1", Reason: "filed_in_error"}}
		records := []graph.Record{report("R1", day, number), link, report("R2", day, number)}
		for name, order := range map[string][][]graph.Record{
			"before": {withdraw, records}, "after": {records, withdraw}, "together": {append(withdraw[:2:2], records...)},
		} {
			b := setup(t)
			b.save(t, "bank", records...) // another agency's stay
			for _, batch := range order {
				b.save(t, "police", batch...)
			}
			require.EqualValues(t, 3, b.count(t, "MATCH (r:Report) RETURN count(r)"), name)
			require.EqualValues(t, 1, b.count(t, "MATCH ()-[l:USED_IN]->() RETURN count(l)"), name)
		}
	})

	t.Run("a withdrawn record leaves nothing of itself", func(t *testing.T) {
		stays := []graph.Record{
			report("R2", day, number, account),
			&graph.Link{ID: "L2", Relation: graph.UsedIn, From: number, To: device, ObservedAt: day.AddDate(0, 0, 2)},
		}
		withdrawn := []graph.Record{
			report("R1", day.AddDate(0, 0, -5), number, other, account),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number, To: id(graph.Device, 9), ObservedAt: day.AddDate(0, 0, 5)},
			&graph.Link{ID: "L3", Relation: graph.AccessedFrom, From: account, To: device},
		}
		withdraw := []graph.Record{
			&graph.Withdrawal{ID: "W1", Withdraws: "R1"}, &graph.Withdrawal{ID: "W2", Withdraws: "L1"}, &graph.Withdrawal{ID: "W3", Withdraws: "L3"},
		}
		b := setup(t)
		b.save(t, "police", stays...)
		want := b.identifiers(t)
		require.Len(t, want, 3)
		for name, order := range map[string][][]graph.Record{
			"before": {withdraw, withdrawn, stays}, "after": {withdrawn, stays, withdraw}, "together": {slices.Concat(withdrawn, stays, withdraw)},
		} {
			b := setup(t)
			var outcomes []graph.Outcome
			for _, batch := range order {
				outcomes = b.save(t, "police", batch...)
			}
			require.Equal(t, want, b.identifiers(t), name)
			if name == "together" {
				require.Equal(t, []graph.Outcome{graph.Withdrawn, graph.Withdrawn, graph.Withdrawn, graph.Created, graph.Created, graph.Created, graph.Created, graph.Created}, outcomes)
			}
			require.Equal(t, []graph.Outcome{graph.Withdrawn, graph.Unchanged}, b.save(t, "police", withdrawn[0], stays[0]), name)
		}
	})

	t.Run("writers that share a hub and records neither clash nor double", func(t *testing.T) {
		b := setup(t)
		hub := id(graph.Account, 0)
		const writers, batches, size = 4, 6, 50
		var work errgroup.Group
		for w := range writers { // every writer files the same records
			store := b.Store
			if w > 1 { // as another process would
				store = open(t)
			}
			work.Go(func() error {
				for batch := range batches {
					records := make([]graph.Record, size)
					for i := range records {
						n := batch*size + i
						records[i] = report(fmt.Sprint("R", n), day.Add(time.Duration(n)*time.Hour), hub, id(graph.Number, n%40))
					}
					if _, err := store.Intake.Save(t.Context(), "police", records); err != nil {
						return err
					}
				}
				return nil
			})
		}
		require.NoError(t, work.Wait())
		require.EqualValues(t, batches*size, b.count(t, "MATCH (r:Report) RETURN count(r)"))
		require.EqualValues(t, 2*batches*size, b.count(t, "MATCH ()-[n:NAMES]->() RETURN count(n)"))
		require.EqualValues(t, batches*size-1, b.count(t, "MATCH (a:Account) RETURN duration.inSeconds(a.first_seen, a.last_seen).seconds / 3600"))
	})
}

func TestPublications_Publish(t *testing.T) {
	ring := func(name string, members ...graph.Identifier) graph.Ring {
		r := graph.Ring{ID: name, Score: 0.9, Band: graph.BandOf(0.9), Status: graph.Active, ReportIDs: []string{"police/R1"}}
		for _, m := range members {
			r.Members = append(r.Members, graph.Member{Identifier: m, Strength: 1})
		}
		return r
	}
	begin := func(t *testing.T, b *bundle, ttl time.Duration) (graph.Lease, *graph.Run) {
		t.Helper()
		lease, err := b.Leases.Acquire(t.Context(), "detection", "here", ttl)
		require.NoError(t, err)
		run := &graph.Run{ID: fmt.Sprint("run-", lease.Fence), Sequence: lease.Fence}
		require.NoError(t, b.Runs.BeginRun(t.Context(), lease, run))
		return lease, run
	}

	t.Run("who lost the lease leaves the successor's drafts alone", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, id(graph.Number, 1)))
		stale, late := begin(t, b, time.Second)
		require.NoError(t, b.Leases.Release(t.Context(), stale)) // as if it had expired
		lease, run := begin(t, b, time.Minute)
		b.count(t, "CREATE (d:RingDraft {id: 'ring-x', run: '"+run.ID+"'}) RETURN 1")
		require.ErrorIs(t, b.Publications.Publish(t.Context(), stale, late, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", id(graph.Number, 1))}}), graph.ErrLeaseLost)
		require.EqualValues(t, 1, b.count(t, "MATCH (d:RingDraft) RETURN count(d)"))
		require.NoError(t, b.Leases.Release(t.Context(), lease))
	})

	t.Run("drafts that went missing are not published without them", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, id(graph.Number, 1)))
		lease, run := begin(t, b, time.Minute)
		b.count(t, "CREATE (d:RingDraft {id: 'ring-x', run: '"+run.ID+"'}) RETURN 1")
		require.ErrorContains(t, b.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", id(graph.Number, 1))}}), "2 of the run's 1 drafts")
		publication, rings, err := b.Publications.Published(t.Context())
		require.NoError(t, err)
		require.Zero(t, publication.Sequence)
		require.Empty(t, rings)
	})

	t.Run("who read the rings before others were published does not publish", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, id(graph.Number, 1)), report("R2", day, id(graph.Number, 2)))
		previous, err := b.Publications.PreviousRings(t.Context())
		require.NoError(t, err)
		require.Empty(t, previous)
		server := neotest.Server(t)
		another, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
		require.NoError(t, err)
		defer func() { require.NoError(t, another.Close(t.Context())) }()
		require.NoError(t, another.Ready(t.Context()), "it connects once: two first connections at a time race in the driver")
		lease, run := begin(t, b, time.Minute)
		require.NoError(t, another.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", id(graph.Number, 1))}}))
		require.NoError(t, b.Leases.Release(t.Context(), lease))
		lease, run = begin(t, b, time.Minute)
		late := &graph.NextPublication{Rings: []graph.Ring{ring("ring-b", id(graph.Number, 2))}, Closed: []graph.Ring{{ID: "ring-a", Status: graph.Closed}}}
		require.ErrorContains(t, b.Publications.Publish(t.Context(), lease, run, late), "other rings were published")
		require.NoError(t, b.Publications.Publish(t.Context(), lease, run, late), "now it has read them")
	})

	t.Run("a run that published stays succeeded", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, id(graph.Number, 1)))
		lease, run := begin(t, b, time.Minute)
		require.NoError(t, b.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", id(graph.Number, 1))}}))
		again := *run
		again.Status, again.Reason = graph.Cancelled, "it was stopped"
		require.NoError(t, b.Runs.EndRun(t.Context(), &again))
		require.Equal(t, graph.Succeeded, again.Status)
		recorded, err := b.Runs.Run(t.Context(), run.ID)
		require.NoError(t, err)
		require.Equal(t, graph.Succeeded, recorded.Status)
		require.Empty(t, recorded.Reason)
	})

	t.Run("a member that no record names is deleted with its ring", func(t *testing.T) {
		b := setup(t)
		b.save(t, "police", report("R1", day, id(graph.Number, 1)), report("R2", day, id(graph.Number, 2)))
		lease, run := begin(t, b, time.Minute)
		require.NoError(t, b.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Rings: []graph.Ring{ring("ring-a", id(graph.Number, 1), id(graph.Number, 2))}}))
		b.save(t, "police", &graph.Withdrawal{ID: "W", Withdraws: "R1"})
		require.EqualValues(t, 2, b.count(t, "MATCH (:Ring)<-[:MEMBER_OF]-(i) RETURN count(i)"), "readers see the last complete set")
		require.NoError(t, b.Leases.Release(t.Context(), lease))
		lease, run = begin(t, b, time.Minute)
		require.ErrorContains(t, b.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{}), "1 published rings are neither published again nor closed")
		require.NoError(t, b.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{Closed: []graph.Ring{{ID: "ring-a", Status: graph.Closed}}}))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
	})
}

func TestRuns_BeginRunDeletesRecentlyWithdrawn(t *testing.T) {
	b := setup(t)
	b.save(t, "police", report("R2", day, id(graph.Number, 2)))
	want := b.identifiers(t)
	b.save(t, "police", report("R1", day, id(graph.Number, 1), id(graph.Number, 2)))
	// As two processes leave it that save a report and its withdrawal at one moment.
	b.count(t, "CREATE (:Withdrawal {id: 'police/W', withdraws: 'police/R1', agency: 'police', received_at: datetime.realtime()}) RETURN 1")
	lease, err := b.Leases.Acquire(t.Context(), "detection", "here", time.Minute)
	require.NoError(t, err)
	require.NoError(t, b.Runs.BeginRun(t.Context(), lease, &graph.Run{ID: "run-1", Sequence: lease.Fence}))
	require.Equal(t, want, b.identifiers(t))
}

func TestOpen_Unreachable(t *testing.T) {
	for name, o := range map[string]neo.Options{
		"nobody listens": {URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "secret", Patience: 200 * time.Millisecond},
	} {
		store, err := neo.Open(o)
		require.NoError(t, err, name)
		require.ErrorIs(t, store.Ready(t.Context()), graph.ErrUnavailable, name)
		err = store.Prepare(t.Context())
		require.ErrorIs(t, err, graph.ErrUnavailable, name)
		require.NotContains(t, err.Error(), "secret", name)
		require.NoError(t, store.Close(t.Context()))
	}
	_, err := neo.Open(neo.Options{URI: "bolt://x", User: "neo4j"})
	require.ErrorContains(t, err, "password")
	_, err = neo.Open(neo.Options{URI: "http://x", User: "neo4j", Password: "p"})
	require.ErrorContains(t, err, "want bolt://")
	for _, uri := range []string{"bolt://user:secret@x", "neo4j+s://user:se/cret@x:7687", "bolt://secret@x", "user:secret@x"} {
		_, err = neo.Open(neo.Options{URI: uri, User: "neo4j", Password: "p"})
		require.ErrorContains(t, err, "NEO4J_USER and NEO4J_PASSWORD", uri)
		require.NotContains(t, err.Error(), "cret", uri)
	}
}

// neo4j:// asks the server for a routing table, which one alone answers too.
func TestOpen_Routing(t *testing.T) {
	server := neotest.Server(t)
	neotest.Wipe(t)
	uri := strings.Replace(server.BoltURI(), "bolt://", "neo4j://", 1)
	store, err := neo.Open(neo.Options{URI: uri, User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	require.NoError(t, store.Prepare(t.Context()))
	_, err = store.Intake.Save(t.Context(), "police", []graph.Record{report("R1", day, id(graph.Number, 1))})
	require.NoError(t, err)
	snapshot, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"police/R1"}, snapshot.ReportIDs)
	require.NoError(t, store.Close(t.Context()))
}

func TestDB_WrongPassword(t *testing.T) {
	server := neotest.Server(t)
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: "wrong", Patience: time.Second})
	require.NoError(t, err)
	require.ErrorContains(t, store.Ready(t.Context()), "refused the user or password")
	require.NoError(t, store.Close(t.Context()))
}

// A snapshot of the graph equals that of the same records in memory.
func TestEvidence_SnapshotAgreesWithTheFile(t *testing.T) {
	number, other, device := id(graph.Number, 1), id(graph.Number, 2), id(graph.Device, 3)
	payer, payee := id(graph.Account, 4), id(graph.Account, 5)
	claimed := graph.Identifier{Kind: graph.Device, Token: number.Token}
	later := day.AddDate(0, 0, 9)
	known := func(id string, of graph.Identifier, until time.Time) *graph.Known {
		return &graph.Known{ID: id, Identifier: of, Business: "shop", ValidUntil: until}
	}
	for name, batches := range map[string][][]graph.Record{
		"every type of record": {{
			report("R1", day, number, device),
			report("R2", later, number, payer),
			&graph.Report{ID: "R3", Source: "C-1234567", Identifiers: []graph.Identifier{device}},
			&graph.Known{ID: "K", Identifier: payee, Business: "shop", ValidUntil: later},
			&graph.Report{ID: "R4", Identifiers: []graph.Identifier{payer}},
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number, To: device, ObservedAt: day},
			&graph.Link{ID: "L2", Relation: graph.UsedIn, From: number, To: device, ObservedAt: later},
			&graph.Link{ID: "L3", Relation: graph.TransferredTo, From: payer, To: payee},
			&graph.Release{ID: "RL", Identifier: number, ReleasedAt: day.AddDate(0, 0, 5)},
			&graph.Withdrawal{ID: "W", Withdraws: "R4"},
		}},
		"known businesses and sources": {
			{known("K1", number, later), known("K2", other, day)},
			{
				&graph.Report{ID: "R1", Source: "C-1234567", OccurredAt: day, Identifiers: []graph.Identifier{number, device}},
				&graph.Link{ID: "L1", Source: "C-1234567", Relation: graph.UsedIn, From: number, To: device}, known("K1", other, later),
			},
			{&graph.Withdrawal{ID: "W", Withdraws: "K1"}, &graph.Withdrawal{ID: "V", Withdraws: "R1", Reason: "duplicate"}},
			{known("K1", number, later), known("K3", device, later), &graph.Report{ID: "R2", Source: "C-7654321", Identifiers: []graph.Identifier{device}}},
		},
		"an id filed twice": {
			{report("R1", day, number), report("R1", later, other)},
			{report("R1", later, payer, payee)},
		},
		"a token that is claimed to be of two kinds": {
			{report("R1", day, claimed), report("R2", day, claimed, other)},
			{report("R3", day, number, payer)},
			{report("R4", day, claimed, payer), &graph.Link{ID: "L1", Relation: graph.UsedIn, From: other, To: claimed}},
		},
		"a release's id used twice": {
			{report("R1", day, number, payer), report("R2", day.AddDate(0, 0, 5), number, payer)},
			{&graph.Release{ID: "RL", Identifier: number, ReleasedAt: day.AddDate(0, 0, 2)}},
			{&graph.Release{ID: "RL", Identifier: number, ReleasedAt: later}, &graph.Release{ID: "RL", Identifier: payer, ReleasedAt: later}},
		},
		"a release that is withdrawn": {
			{report("R1", day, number, payer), report("R2", later, number, payer)},
			{&graph.Release{ID: "RL", Identifier: number, ReleasedAt: day.AddDate(0, 0, 2)}},
			{&graph.Withdrawal{ID: "W", Withdraws: "RL", Reason: "superseded"}},
			{&graph.Release{ID: "RL", Identifier: number, ReleasedAt: day.AddDate(0, 0, 3)}},
		},
		"a link's id used for another relation": {
			{&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number, To: device}},
			{&graph.Link{ID: "L1", Relation: graph.LinkedTo, From: number, To: payer}},
		},
		"a withdrawal's id used twice in a batch": {
			{report("R1", day, number), report("R2", day, other)},
			{&graph.Withdrawal{ID: "W1", Withdraws: "R1"}, &graph.Withdrawal{ID: "W1", Withdraws: "R2"}},
		},
		"a withdrawal's id used twice": {
			{report("R1", day, number), report("R2", day, other)},
			{&graph.Withdrawal{ID: "W1", Withdraws: "R1"}},
			{&graph.Withdrawal{ID: "W1", Withdraws: "R2"}, report("R1", later, other)},
		},
		"one withdrawal of a report and a link": {
			{report("X", day, number, device), &graph.Link{ID: "X", Relation: graph.UsedIn, From: number, To: device}, report("R2", day, other)},
			{&graph.Withdrawal{ID: "W1", Withdraws: "X"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			log, hook := logtest.NewNullLogger()
			replica := &neo.EvidenceCache{Evidence: b.Evidence, Log: log}
			var all []graph.Record
			for _, batch := range batches {
				b.save(t, "police", batch...)
				requireSame(t, b.Store, replica)
				for _, r := range batch {
					all = append(all, graph.WithAgency(r, "police"))
				}
			}
			filed := evidence.FromRecords(all)
			want, err := filed.Snapshot(t.Context())
			require.NoError(t, err)
			got, err := b.Evidence.Snapshot(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got)
			for _, entry := range hook.AllEntries() {
				require.NotContains(t, entry.Message, "not complete", "the delta is read, and no more")
			}
		})
	}
}

// requireSame requires that a replica has the snapshot that the store has.
func requireSame(t *testing.T, store *neo.Store, replica *neo.EvidenceCache) {
	t.Helper()
	want, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	got, err := replica.Snapshot(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// silent is a logger that writes nothing.
func silent() *logrus.Logger {
	log, _ := logtest.NewNullLogger()
	return log
}
