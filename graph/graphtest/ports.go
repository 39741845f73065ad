package graphtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Ports are the ports of one implementation, all on the same graph.
type Ports struct {
	Records       graph.RecordStore
	Evidence      evidence.Source
	Idempotency   graph.IdempotencyStore
	Leases        graph.Leases
	RunLog        graph.RunLog
	Publisher     graph.Publisher
	PreviousRings graph.PreviousRings
	Retention     graph.RetentionStore
	Rings         graph.RingReader
	History       graph.HistoryReader
	Runs          graph.RunReader
	Feedback      graph.FeedbackStore
	Verifications graph.VerificationStore
	Disputes      graph.DisputeStore
	Register      graph.RegisterReader
	Audit         graph.AuditLog
	AuditReader   graph.AuditReader
	Agencies      graph.AgencyStore
	Credentials   graph.CredentialStore
}

// Test runs the suites of all ports. Open returns the ports of an implementation on an empty graph.
func Test(t *testing.T, open func(*testing.T) *Ports) {
	for _, suite := range []struct {
		name string
		test func(*testing.T, func(*testing.T) *Ports)
	}{
		{"Records", TestRecords},
		{"Releases", TestReleases},
		{"Equivalences", TestEquivalences},
		{"Standing", TestStanding},
		{"Leases", TestLeases},
		{"Runs", TestRuns},
		{"Publication", TestPublication},
		{"Lineage", TestLineage},
		{"Feedback", TestFeedback},
		{"Verifications", TestVerifications},
		{"Disputes", TestDisputes},
		{"Agencies", TestAgencies},
		{"Credentials", TestCredentials},
		{"Audit", TestAudit},
		{"Idempotency", TestIdempotency},
		{"Retention", TestRetention},
	} {
		t.Run(suite.name, func(t *testing.T) { suite.test(t, open) })
	}
}

var day = time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)

// token returns the token of the nth identifier in an epoch.
func token(epoch, n int) graph.Token {
	return graph.Token(fmt.Sprintf("tk%d_%s%c", epoch, strings.Repeat("a", 25), 'a'+rune(n)))
}

// number returns the nth identifier, a number, with its token of the first epoch.
func number(n int) graph.Identifier { return graph.Identifier{Kind: graph.Number, Token: token(1, n)} }

// later returns the nth identifier, a number, with its token of a later epoch.
func later(epoch, n int) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: token(epoch, n)}
}

func device(n int) graph.Identifier { return graph.Identifier{Kind: graph.Device, Token: token(1, n)} }

func account(n int) graph.Identifier {
	return graph.Identifier{Kind: graph.Account, Token: token(1, n)}
}

func report(id string, at time.Time, ids ...graph.Identifier) *graph.Report {
	return &graph.Report{ID: id, OccurredAt: at, Category: "upi_fraud", Loss: "10.50", Currency: "INR", Identifiers: ids}
}

func release(id string, of graph.Identifier, at time.Time) *graph.Release {
	return &graph.Release{ID: id, Identifier: of, ReleasedAt: at}
}

func equivalence(id string, from, to graph.Token) *graph.Equivalence {
	return &graph.Equivalence{ID: id, Identifier: graph.Identifier{Kind: graph.Number, Token: from}, SameAs: to}
}

func (p *Ports) save(t *testing.T, agency string, records ...graph.Record) []graph.Outcome {
	t.Helper()
	outcomes, err := p.Records.Save(t.Context(), agency, records)
	require.NoError(t, err)
	return outcomes
}

// agree saves records of two agencies that say the same.
func (p *Ports) agree(t *testing.T, records ...graph.Record) {
	t.Helper()
	for _, agency := range []string{"police", "bank"} {
		p.save(t, agency, records...)
	}
}

func (p *Ports) snapshot(t *testing.T) *evidence.Snapshot {
	t.Helper()
	s, err := p.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	return s
}

// begin takes the lease for detection and begins a run under it.
func (p *Ports) begin(t *testing.T) (graph.Lease, *graph.Run) {
	t.Helper()
	lease, err := p.Leases.Acquire(t.Context(), "detection", "here", time.Minute)
	require.NoError(t, err)
	run := &graph.Run{ID: fmt.Sprint("run-", lease.Fence), Sequence: lease.Fence, Trigger: "command", Holder: "here"}
	require.NoError(t, p.RunLog.BeginRun(t.Context(), lease, run))
	return lease, run
}

// publish publishes in a run of its own.
func (p *Ports) publish(t *testing.T, next *graph.NextPublication) *graph.Run {
	t.Helper()
	lease, run := p.begin(t)
	require.NoError(t, p.Publisher.Publish(t.Context(), lease, run, next))
	require.NoError(t, p.Leases.Release(t.Context(), lease))
	return run
}

// published returns the published rings by their ids.
func (p *Ports) published(t *testing.T) map[string]graph.Ring {
	t.Helper()
	_, rings, err := p.Rings.Published(t.Context())
	require.NoError(t, err)
	byID := map[string]graph.Ring{}
	for _, r := range rings {
		byID[r.ID] = r
	}
	return byID
}

func ring(id string, members ...graph.Identifier) graph.Ring {
	r := graph.Ring{
		ID: id, Score: 0.9, EvidenceScore: 0.99, Band: graph.High, Status: graph.Active,
		ReportIDs: []string{"police/R1"}, Regions: []string{"KA"},
	}
	for _, m := range members {
		r.Members = append(r.Members, graph.Member{Identifier: m, Strength: 1})
	}
	return r
}

// entry returns an audit entry with an id of its own.
func (p *Ports) entry(t *testing.T, action graph.AuditAction) graph.AuditEntry {
	t.Helper()
	return graph.AuditEntry{ID: fmt.Sprint(action, "-", len(p.log(t))), Action: action, Actor: "an agency"}
}

// log returns the audit log, after checking it.
func (p *Ports) log(t *testing.T) (entries []graph.AuditEntry) {
	t.Helper()
	var check graph.AuditCheck
	head, err := p.AuditReader.Entries(t.Context(), func(e graph.AuditEntry) error {
		entries = append(entries, e)
		return check.Check(&e)
	})
	require.NoError(t, err)
	check.Finish(head)
	require.Empty(t, check.Findings)
	return entries
}

// count returns how many entries of the audit log have the action.
func (p *Ports) count(t *testing.T, action graph.AuditAction) (n int) {
	t.Helper()
	for _, e := range p.log(t) {
		if e.Action == action {
			n++
		}
	}
	return n
}
