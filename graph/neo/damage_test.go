package neo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// town is a small published world in which everything that Ringwatch stores occurs.
type town struct {
	*bundle
	lease                  graph.Lease
	healthy, other, closed graph.Ring
	dispute                *graph.Dispute
}

const audited = graph.AuditDisputeFiled

func describedRing(id string, members ...graph.Identifier) graph.Ring {
	r := graph.Ring{
		ID: id, Score: 0.9, EvidenceScore: 0.95, Band: graph.High, Status: graph.Active,
		ReportIDs: []string{"police/R1", "police/R2"},
		Sources:   2, Agencies: graph.AgencyCount{Number: 1, Kinds: []graph.AgencyKind{graph.Police}}, ScoreWithoutStrongest: 0.25,
		Regions: []string{"KA"}, Categories: []string{"upi_fraud"}, Loss: map[string]graph.Amount{"INR": "10.50"}, FirstSeen: day, LastSeen: day,
		Explanation: []graph.Reason{
			{Kind: graph.ReasonTies, Text: "they share reports", Weight: 0.5, Reports: []string{"police/R1", "police/R2"}},
			{Kind: graph.ReasonRegion, Text: "they share a region", Weight: 0.4, Links: []string{"police/L1"}},
		},
	}
	for _, m := range members {
		r.Members = append(r.Members, graph.Member{Identifier: m, Strength: 0.5})
	}
	return r
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{bundle: setup(t)}
	ctx := t.Context()
	n := func(i int) graph.Identifier { return id(graph.Number, i) }
	device, account := id(graph.Device, 7), id(graph.Account, 8)
	for agency, kind := range map[string]graph.AgencyKind{"police": graph.Police, "telco": graph.Telco, "bank": graph.Bank} {
		require.NoError(t, w.Register.AddAgency(ctx, graph.Agency{
			ID: agency, Name: agency, Kind: kind,
			Scopes: []graph.Scope{graph.RingsRead}, Regions: []string{"KA"},
		}, "hash-"+agency))
	}
	w.save(t, "police",
		&graph.Report{
			ID: "R1", OccurredAt: day, Category: "upi_fraud", Channel: "call", Region: "KA",
			Loss: "10.50", Currency: "INR", Identifiers: []graph.Identifier{n(1), n(2), device},
		},
		&graph.Report{
			ID: "R2", Source: "C-1234567", OccurredAt: day, Category: "upi_fraud", Channel: "call", Region: "KA",
			Loss: "1", Currency: "INR", Identifiers: []graph.Identifier{n(3), n(4), n(5), n(6), account},
		},
		&graph.Report{ID: "R3", OccurredAt: day, Identifiers: []graph.Identifier{n(6)}},
		&graph.Link{ID: "L1", Relation: graph.UsedIn, From: n(1), To: device, ObservedAt: day},
		&graph.Link{ID: "L2", Relation: graph.LinkedTo, From: n(1), To: account, ObservedAt: day},
		&graph.Link{ID: "L3", Relation: graph.AccessedFrom, From: account, To: device, ObservedAt: day},
		&graph.Link{ID: "L4", Relation: graph.TransferredTo, From: account, To: id(graph.Account, 9), ObservedAt: day},
		&graph.Release{ID: "RL1", Identifier: n(5), ReleasedAt: day.AddDate(0, 0, 1)},
		&graph.Known{ID: "K1", Identifier: n(4), Business: "shop", ValidUntil: day},
		&graph.Withdrawal{ID: "W1", Withdraws: "R3", Reason: "filed_in_error"},
		&graph.Equivalence{ID: "E1", Identifier: n(1), SameAs: graph.Token("tk2_" + string(n(1).Token)[4:])},
	)
	w.healthy, w.other = describedRing("ring-a", n(1), n(2)), describedRing("ring-b", n(3), n(4))
	w.closed = describedRing("ring-c", n(5))
	w.publish(t, graph.NextPublication{Rings: []graph.Ring{w.healthy, w.other, w.closed}, Events: []graph.Event{
		{RingID: "ring-a", Kind: graph.EventCreated, Reason: "new", Day: day, Others: []string{"ring-b"}, BandAfter: graph.High},
		{RingID: "ring-b", Kind: graph.EventCreated, Reason: "new", Day: day, Others: []string{"ring-a"}, BandAfter: graph.High},
	}})
	w.closed.Status, w.closed.Closing = graph.Closed, "its reports are gone"
	w.publish(t, graph.NextPublication{
		Rings: []graph.Ring{w.healthy, w.other}, Closed: []graph.Ring{w.closed},
		Lineage: []graph.Lineage{{RingID: "ring-b", Predecessor: "ring-c"}},
	})
	_, _, err := w.Reviews.AddFeedback(ctx, &graph.Feedback{
		RingID: "ring-b", Agency: graph.Agency{ID: "bank", Kind: graph.Bank}, Verdict: graph.Confirms,
		Reason: "investigated", Note: "a note", Author: "an officer",
	})
	require.NoError(t, err)
	_, err = w.Reviews.AddVerification(ctx, &graph.Verification{
		Identifier: n(3), Agency: graph.Agency{ID: "telco"},
		Finding: graph.Disconnected, Reason: "other", Day: day, Note: "a note", Regions: []string{"KA"},
	}, true, entry(audited))
	require.NoError(t, err)
	for n, agency := range map[int]string{3: "bank", 5: "telco"} { // what a snapshot reads
		_, err = w.Reviews.AddVerification(ctx, &graph.Verification{
			Identifier: id(graph.Number, n), Agency: graph.Agency{ID: agency}, Finding: graph.Verified, Reason: "other", Day: day.AddDate(0, 0, 9),
		}, true, entry(audited))
		require.NoError(t, err)
	}
	w.dispute = &graph.Dispute{Identifier: n(4), Agency: graph.Agency{ID: "bank", Kind: graph.Bank}, Reason: "other", Note: "a note", Regions: []string{"KA"}}
	_, err = w.Reviews.OpenDispute(ctx, w.dispute, entry(audited))
	require.NoError(t, err)
	_, _, err = w.Reviews.DecideDispute(ctx, w.dispute.Number, graph.Decision{
		Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police", Kind: graph.Police},
		Reason: "other", Note: "a note",
	}, entry(audited), func(*graph.Dispute) error { return nil })
	require.NoError(t, err)
	_, err = w.Idempotency.BeginRequest(ctx, "bank", "key", "request", "holder")
	require.NoError(t, err)
	require.NoError(t, w.Idempotency.StoreResponse(ctx, "bank", "key", "holder", graph.StoredResponse{
		Status:    200,
		MediaType: "application/json", Location: "/here", Body: []byte("{}"),
	}))
	_, err = w.Register.Register(ctx) // makes the secret
	require.NoError(t, err)
	w.execute(t, "CREATE (:Naming {id: 'naming', changes: 1, retired: [99]})")
	w.lease, err = w.Leases.Acquire(ctx, "detection", "here", time.Hour)
	require.NoError(t, err)
	return w
}

// publish makes a run that publishes.
func (w *town) publish(t *testing.T, next graph.NextPublication) {
	t.Helper()
	lease, err := w.Leases.Acquire(t.Context(), "detection", "here", time.Minute)
	require.NoError(t, err)
	run := &graph.Run{
		ID: fmt.Sprint("run-", lease.Fence), Sequence: lease.Fence,
		Trigger: "command", Holder: "here", Method: "leiden", Resolution: 1, Phases: []graph.Phase{{Name: "reading", Seconds: 1}},
	}
	require.NoError(t, w.Runs.BeginRun(t.Context(), lease, run))
	_, err = w.Publications.PreviousRings(t.Context())
	require.NoError(t, err)
	require.NoError(t, w.Publications.Publish(t.Context(), lease, run, &next))
	require.NoError(t, w.Leases.Release(t.Context(), lease))
}

// readings are all reads of a store, each by what it reads. They change nothing.
func (w *town) readings(store *neo.Store) map[string]func(context.Context) error {
	n := func(i int) graph.Identifier { return id(graph.Number, i) }
	cache := &neo.EvidenceCache{Evidence: store.Evidence, Log: silent()}
	return map[string]func(context.Context) error{
		"published": func(ctx context.Context) error {
			_, rings, err := store.Publications.Published(ctx)
			if err == nil && len(rings)+len(store.Publications.Unreadable()) != 3 {
				return fmt.Errorf("%d rings are served and %d are reported", len(rings), len(store.Publications.Unreadable()))
			}
			return err
		},
		"publication": func(ctx context.Context) error { _, err := store.Publications.Publication(ctx); return err },
		"subgraph": func(ctx context.Context) error {
			_, _, err := store.Publications.Subgraph(ctx, "ring-b", 100)
			return err
		},
		"history": func(ctx context.Context) error {
			_, err := store.Publications.History(ctx, "ring-b", 0, 100)
			return err
		},
		"previous rings": func(ctx context.Context) error { _, err := store.Publications.PreviousRings(ctx); return err },
		"withdrawn": func(ctx context.Context) error {
			_, err := store.Publications.FilterWithdrawn(ctx, []string{"police/R3"})
			return err
		},
		"runs":            func(ctx context.Context) error { _, err := store.Runs.Runs(ctx, 0, 100); return err },
		"run":             func(ctx context.Context) error { _, err := store.Runs.Run(ctx, "run-2"); return err },
		"lease":           func(ctx context.Context) error { _, err := store.Leases.IsFree(ctx, "detection"); return err },
		"agencies":        func(ctx context.Context) error { _, err := store.Register.ListAgencies(ctx); return err },
		"credentials":     func(ctx context.Context) error { _, err := store.Register.ListCredentials(ctx, "bank"); return err },
		"agency of a key": func(ctx context.Context) error { _, err := store.Register.AgencyOfKey(ctx, "hash-bank"); return err },
		"register":        func(ctx context.Context) error { _, err := store.Register.Register(ctx); return err },
		"audit log": func(ctx context.Context) error {
			_, err := store.Audit.Entries(ctx, func(graph.AuditEntry) error { return nil })
			return err
		},
		"verifications": func(ctx context.Context) error {
			_, err := store.Reviews.Verifications(ctx, []graph.Token{n(3).Token})
			return err
		},
		"revocations": func(ctx context.Context) error {
			_, err := store.Reviews.Revocations(ctx, graph.RevocationQuery{Regions: []string{"KA"}, Caller: "bank", Limit: 10})
			return err
		},
		"disputes": func(ctx context.Context) error {
			_, err := store.Reviews.ListDisputes(ctx, graph.DisputeQuery{Regions: []string{"KA"}, Caller: "telco", Limit: 10})
			return err
		},
		"has reports":        func(ctx context.Context) error { _, err := store.Evidence.HasReports(ctx); return err },
		"recent withdrawals": func(ctx context.Context) error { _, err := store.Evidence.RecentlyWithdrawn(ctx); return err },
		"snapshot":           func(ctx context.Context) error { _, err := store.Evidence.Snapshot(ctx); return err },
		"cached snapshot": func(ctx context.Context) error {
			if _, err := cache.Snapshot(ctx); err != nil {
				return err
			}
			_, err := cache.Snapshot(ctx)
			return err
		},
	}
}

// writings are calls that read what is stored and then write. They run in the order given, last.
func (w *town) writings(store *neo.Store) []func(context.Context) error {
	return []func(context.Context) error{
		func(ctx context.Context) error { return store.Leases.Renew(ctx, w.lease, time.Hour) },
		func(ctx context.Context) error {
			_, err := store.Idempotency.BeginRequest(ctx, "bank", "key", "request", "another")
			return err
		},
		func(ctx context.Context) error {
			f := &graph.Feedback{
				RingID: "ring-b", Agency: graph.Agency{ID: "bank", Kind: graph.Bank}, Verdict: graph.Confirms,
				Reason: "investigated", Note: "a note", Author: "an officer",
			}
			_, _, err := store.Reviews.AddFeedback(ctx, f)
			return err
		},
		func(ctx context.Context) error {
			v := &graph.Verification{
				Identifier: id(graph.Number, 3), Agency: graph.Agency{ID: "telco"},
				Finding: graph.Disconnected, Reason: "other", Day: day, Note: "a note",
			}
			_, err := store.Reviews.AddVerification(ctx, v, true, entry(audited))
			return err
		},
		func(ctx context.Context) error {
			d := graph.Decision{
				Status: graph.DisputeUpheld, Agency: graph.Agency{ID: "police", Kind: graph.Police},
				Reason: "other", Note: "a note",
			}
			_, _, err := store.Reviews.DecideDispute(ctx, w.dispute.Number, d, entry(audited), func(*graph.Dispute) error { return nil })
			return err
		},
		func(ctx context.Context) error {
			return store.Audit.Append(ctx, []graph.AuditEntry{entry(audited)})
		},
		func(ctx context.Context) error {
			_, err := store.Intake.Save(ctx, "police", []graph.Record{report("R1", day, id(graph.Number, 1))})
			return err
		},
		func(ctx context.Context) error {
			return store.Runs.BeginRun(ctx, w.lease, &graph.Run{ID: "run-99", Sequence: w.lease.Fence})
		},
	}
}

// damage is a change by hand: it gives a property of one node or relationship another value.
type damage struct {
	what, property string // the label or type
	node           bool   // not a relationship
	id             string
	after          any
}

func (d damage) String() string { return fmt.Sprintf("%s.%s = %v", d.what, d.property, d.after) }

// samples are the patterns of the nodes and relationships that are damaged, by label and type.
func samples() (nodes, relationships map[string]string) {
	number := string(id(graph.Number, 3).Token)
	nodes = map[string]string{
		"Report": "x.id = 'police/R2'", "Number": "x.token = '" + number + "'", "Release": "NOT coalesce(x.cleared, false)",
		"Agency": "x.id = 'bank'", "Key": "x.hash = 'hash-bank'", "Run": "x.id = 'run-2'", "AuditEntry": "x.seq = 4",
		"Ring": "x.id = 'ring-b'", "RingEvent": "x.ring = 'ring-b' AND x.number = 1",
		"Known": "true", "Withdrawal": "true", "Equivalence": "true", "Claim": "true", "Seal": "true", "Lease": "true", "Publication": "true",
		"Feedback": "true", "Verification": "true", "Dispute": "true", "Counter": "true", "AuditHead": "true", "Replay": "true", "Naming": "true",
	}
	relationships = map[string]string{
		"MEMBER_OF": "endNode(x).id = 'ring-b'", "WAS_MEMBER_OF": "true", "ABOUT": "true",
		"USED_IN": "true", "LINKED_TO": "true", "ACCESSED_FROM": "true", "TRANSFERRED_TO": "true",
	}
	return nodes, relationships
}

// damages lists, for each property of each label and type, that it is missing, of another type and,
// for a list, of another length.
func (w *town) damages(t *testing.T) (all []damage) {
	t.Helper()
	add := func(what string, node bool, match string) {
		query := match + " WITH x ORDER BY elementId(x) LIMIT 1 RETURN elementId(x) AS id, properties(x) AS properties"
		result, err := neo4j.ExecuteQuery(t.Context(), w.driver, query, nil, neo4j.EagerResultTransformer)
		require.NoError(t, err)
		require.Len(t, result.Records, 1, match)
		row := result.Records[0].AsMap()
		for property, before := range row["properties"].(map[string]any) {
			d := damage{what: what, property: property, node: node, id: row["id"].(string)}
			for _, d.after = range wrong(before) {
				all = append(all, d)
			}
		}
	}
	nodes, relationships := samples()
	for label, where := range nodes {
		add(label, true, fmt.Sprintf("MATCH (x:%s) WHERE %s", label, where))
	}
	for relation, where := range relationships {
		add(relation, false, fmt.Sprintf("MATCH ()-[x:%s]->() WHERE %s", relation, where))
	}
	slices.SortFunc(all, func(a, b damage) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// wrong returns values that must not be where a value is.
func wrong(value any) []any {
	switch value := value.(type) {
	case string, bool:
		return []any{nil, 5}
	case int64, float64:
		return []any{nil, "x"}
	case []any:
		if len(value) == 0 {
			return []any{nil, "x"}
		}
		return []any{nil, "x", value[1:]}
	}
	return []any{nil, 5, "x"}
}

// keys are properties by which a statement finds a node and creates one where it finds none.
var keys = []string{
	"Agency.id", "AuditHead.name", "Counter.name", "Key.hash", "Lease.name", "Naming.id", "Number.token", "Publication.name",
	"Replay.agency", "Replay.key", "Run.id", "Seal.name",
}

// inflict makes the change, and returns what undoes it. Its statements have few texts: Neo4j plans
// each once.
func (w *town) inflict(t *testing.T, d damage) (undo func()) {
	t.Helper()
	run := func(query string, value any) any {
		params := map[string]any{"id": d.id, "property": d.property, "value": value}
		result, err := neo4j.ExecuteQuery(t.Context(), w.driver, query, params, neo4j.EagerResultTransformer)
		require.NoError(t, err, query)
		return result.Records[0].Values[0]
	}
	match := "MATCH (x) WHERE elementId(x) = $id "
	if !d.node {
		match = "MATCH ()-[x]->() WHERE elementId(x) = $id "
	}
	set := match + "WITH x, x[$property] AS before SET x[$property] = $value RETURN before"
	before := run(set, d.after)
	return func() {
		if slices.Contains(keys, d.what+"."+d.property) { // what was created in place of a node that was not found
			run("OPTIONAL MATCH (y:"+d.what+") WHERE elementId(y) <> $id AND y[$property] = $value DETACH DELETE y RETURN count(*)", before)
		}
		run(set, before)
	}
}

// acceptable reports whether an error is one that a damaged graph may give: it names a node and a
// field.
func acceptable(err error) bool {
	var damage *neo.DamageError
	switch {
	case err == nil, errors.Is(err, graph.ErrNotFound), errors.Is(err, graph.ErrConflict), errors.Is(err, graph.ErrLeaseLost), errors.Is(err, graph.ErrOtherRequest):
		return true
	case errors.As(err, &damage):
		return damage.Label != "" && damage.Field != ""
	}
	return false
}

// evidenceLabels are the labels and types that a snapshot reads.
var evidenceLabels = []string{
	"Report", "Number", "Release", "Known", "Agency", "Ring", "Feedback", "Verification", "Dispute", "Withdrawal", "Equivalence", "Naming", "USED_IN", "LINKED_TO", "ACCESSED_FROM", "TRANSFERRED_TO",
}

// Whatever property of a node or relationship is changed by hand, nothing panics, and every
// read serves the rest or names the node and the field.
func TestDamage(t *testing.T) {
	neotest.SkipIfShort(t)
	w := newTown(t)
	w.execute(t, "MATCH (r:Ring) REMOVE r.content") // without a fingerprint no ring is cached
	store := open(t)
	for name, read := range w.readings(store) {
		require.NoError(t, read(t.Context()), name)
	}
	_, rings, err := w.Publications.Published(t.Context())
	require.NoError(t, err)
	healthy := rings[0]
	require.Equal(t, "ring-a", healthy.ID)
	for _, d := range w.damages(t) {
		t.Run(d.String(), func(t *testing.T) {
			undo := w.inflict(t, d)
			defer undo()
			var work parallel.Group
			work.SetLimit(4)
			for name, read := range w.readings(store) {
				if strings.Contains(name, "snapshot") && !slices.Contains(evidenceLabels, d.what) {
					continue // it is the slowest, and reads none of them
				}
				work.Go(func() error {
					if err := read(t.Context()); !acceptable(err) {
						return fmt.Errorf("%s: %w", name, err)
					}
					return nil
				})
			}
			require.NotPanics(t, func() { err = work.Wait() })
			require.NoError(t, err)
			if d.what == "Ring" || d.what == "MEMBER_OF" {
				_, rings, err := store.Publications.Published(t.Context())
				require.NoError(t, err)
				require.Equal(t, healthy, rings[0], "the others are served")
				require.LessOrEqual(t, len(store.Publications.Unreadable()), 1)
			}
		})
	}
}

// writersOf says which of the writings read nodes of a label.
var writersOf = map[string][]int{
	"Lease": {0, 7}, "Replay": {1}, "Ring": {2, 7}, "Feedback": {2}, "Verification": {3}, "Dispute": {4}, "AuditHead": {3, 4, 5}, "AuditEntry": {5},
	"Run": {7}, "Withdrawal": {6, 7}, "Naming": {7}, "Equivalence": {3, 6, 7}, "Number": {3, 6}, "Report": {6}, "Known": {6},
}

// Calls that read what was changed by hand, and then write, name the node and the field too.
func TestDamage_Writes(t *testing.T) {
	neotest.SkipIfShort(t)
	w := newTown(t)
	store, err := neo.Open(neo.Options{URI: neotest.Server(t).BoltURI(), User: neotest.Server(t).User(), Password: neotest.Server(t).Password(), Patience: 100 * time.Millisecond})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close(context.Background())) }()
	for _, d := range w.damages(t) {
		which := writersOf[d.what]
		if len(which) == 0 {
			continue
		}
		t.Run(d.String(), func(t *testing.T) {
			undo := w.inflict(t, d)
			defer undo()
			all := w.writings(store)
			for _, i := range which {
				require.NotPanics(t, func() { err = all[i](t.Context()) }, i)
				require.True(t, acceptable(err), "%d: %v", i, err)
			}
		})
	}
}

// A damaged ring is left out, logged and counted; the next run replaces it, under its id and with
// its history.
func TestDamage_RingIsReplaced(t *testing.T) {
	for change, field := range map[string]string{
		"MATCH (r:Ring {id: 'ring-b'}) SET r.weights = null":                                                                          "weights",
		"MATCH (r:Ring {id: 'ring-b'}) SET r.reason_kinds = ['ties']":                                                                 "reason_kinds",
		"MATCH (r:Ring {id: 'ring-b'}) SET r.status = 7":                                                                              "status",
		"MATCH (r:Ring {id: 'ring-b'}), (i:Number {token: '" + string(id(graph.Number, 1).Token) + "'}) CREATE (i)-[:MEMBER_OF]->(r)": "MEMBER_OF.strength",
		"MATCH (r:Ring {id: 'ring-c'}) SET r.weights = null":                                                                          "weights",
		"MATCH (r:Ring {id: 'ring-b'}) REMOVE r.id":                                                                                   "id",
	} {
		t.Run(change, func(t *testing.T) {
			w := newTown(t)
			require.NoError(t, w.Leases.Release(t.Context(), w.lease))
			server := neotest.Server(t)
			log, hook := logtest.NewNullLogger()
			reader, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password(), Log: log})
			require.NoError(t, err)
			defer func() { require.NoError(t, reader.Close(context.Background())) }()
			_, before, err := reader.Publications.Published(t.Context())
			require.NoError(t, err)
			require.Len(t, before, 3)
			w.execute(t, change)
			for range 2 {
				_, rings, err := reader.Publications.Published(t.Context())
				require.NoError(t, err)
				require.Len(t, rings, 2)
				require.Len(t, reader.Publications.Unreadable(), 1)
				require.Equal(t, field, reader.Publications.Unreadable()[0].Field)
			}
			require.Len(t, hook.AllEntries(), 1, "it is logged once")
			require.Equal(t, field, hook.LastEntry().Data["field"])

			// The process that wrote the ring has it in its cache. It replaces it all the same.
			w.publish(t, graph.NextPublication{Rings: []graph.Ring{w.healthy, w.other}})
			_, rings, err := reader.Publications.Published(t.Context())
			require.NoError(t, err)
			require.Empty(t, reader.Publications.Unreadable())
			require.Len(t, rings, 3)
			for i := range rings {
				require.Equal(t, before[i].ID, rings[i].ID)
				if field != "id" {
					require.Equal(t, before[i].Status, rings[i].Status)
					require.Equal(t, before[i].Feedback, rings[i].Feedback)
				}
			}
			require.Equal(t, w.other.Explanation, rings[1].Explanation)
			require.Equal(t, before[1].Members, rings[1].Members)
			history, err := reader.Publications.History(t.Context(), "ring-b", 0, 10)
			require.NoError(t, err)
			require.NotEmpty(t, history)
		})
	}
}

// A damaged audit entry fails its check, also where the field was empty before.
func TestDamage_AuditEntry(t *testing.T) {
	for _, change := range []string{"e.at = null", "e.actor = 5", "e.ring = 5", "e.since = 5", "e.count = 'x'", "e.seq = 'x'", "e.seq = null", "e.hash = null", "e.prev = 7"} {
		t.Run(change, func(t *testing.T) {
			b := setup(t)
			require.NoError(t, b.Audit.Append(t.Context(), reads(0, 5)))
			require.Empty(t, b.verify(t).Findings)
			b.execute(t, "MATCH (e:AuditEntry {seq: 3}) SET "+change)
			require.Contains(t, fmt.Sprint(b.verify(t).Findings), "entry 3 is")
		})
	}
}
