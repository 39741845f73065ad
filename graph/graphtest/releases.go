package graphtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// TestReleases is the contract of graph.RecordStore and evidence.Source for releases.
func TestReleases(t *testing.T, open func(*testing.T) *Ports) {
	passed := day.AddDate(0, 1, 0)
	filed := func(agency string) []graph.Record {
		return []graph.Record{
			report(agency+"1", day, number(1), number(2)), report(agency+"2", day.AddDate(0, 2, 0), number(1)),
			report(agency+"3", time.Time{}, number(1)),
			&graph.Link{ID: agency + "L", Relation: graph.UsedIn, From: number(1), To: device(3), ObservedAt: day},
		}
	}
	// agrees requires that the evidence is that of the records in a file. Neo4j has records of an
	// agency that is an operator; a file does not know of any.
	agrees := func(t *testing.T, p *Ports, all map[string][]graph.Record) *evidence.Snapshot {
		t.Helper()
		var records []graph.Record
		for agency, list := range all {
			for _, r := range list {
				records = append(records, graph.WithAgency(r, agency))
			}
		}
		want, err := evidence.FromRecords(records).Snapshot(t.Context())
		require.NoError(t, err)
		got := p.snapshot(t)
		require.Equal(t, want, got)
		return got
	}
	setup := func(t *testing.T) (*Ports, map[string][]graph.Record, func(string, ...graph.Record)) {
		p := open(t)
		all := map[string][]graph.Record{}
		save := func(agency string, records ...graph.Record) {
			p.save(t, agency, records...)
			all[agency] = append(all[agency], records...)
		}
		save("police", filed("police")...)
		save("bank", filed("bank")...)
		return p, all, save
	}
	t.Run("it binds its own agency's evidence", func(t *testing.T) {
		p, all, save := setup(t)
		save("police", release("RL", number(1), passed))
		s := agrees(t, p, all)
		require.Len(t, s.ReportIDs, 6)
		require.Len(t, s.Mentions.Report, 6, "the bank's four, and two of the police")
		require.Equal(t, []string{"bank/bankL"}, s.Links.ID)
	})
	t.Run("what one agency says changes nothing that others filed", func(t *testing.T) {
		p, all, save := setup(t)
		want := p.snapshot(t)
		for i, at := range []time.Time{passed, passed, time.Now().AddDate(70, 0, 0)} {
			save("liar", release(fmt.Sprint("RL", i), number(1), at), release(fmt.Sprint("RM", i), number(2), at))
		}
		require.Equal(t, want, agrees(t, p, all))
	})
	t.Run("two agencies bind everybody's evidence, from the earlier day on", func(t *testing.T) {
		p, all, save := setup(t)
		save("telco", release("RL", number(1), passed))
		save("other", release("RL", number(1), passed.AddDate(0, 0, 29)))
		s := agrees(t, p, all)
		require.Len(t, s.Mentions.Report, 4)
		require.Empty(t, s.Links.ID)
	})
	t.Run("two agencies that say different things do not confirm each other", func(t *testing.T) {
		p, all, save := setup(t)
		want := p.snapshot(t)
		save("telco", release("RL", number(1), passed))
		save("other", release("RL", number(1), passed.AddDate(0, 0, 31)), release("RM", number(2), passed))
		require.Equal(t, want, agrees(t, p, all))
	})
	t.Run("an operator confirms alone", func(t *testing.T) {
		p, _, _ := setup(t)
		require.NoError(t, p.Agencies.AddAgency(t.Context(), graph.Agency{ID: "us", Name: "Us", Kind: graph.Operator}, ""))
		p.save(t, "us", release("RL", number(1), passed))
		require.Empty(t, p.snapshot(t).Links.ID)
	})
	t.Run("one that is to come has no effect", func(t *testing.T) {
		p, all, save := setup(t)
		want := p.snapshot(t)
		next := time.Now().AddDate(0, 0, 9)
		save("police", release("RL", number(1), next))
		save("bank", release("RL", number(1), next))
		require.Equal(t, want, agrees(t, p, all))
	})
	t.Run("a withdrawn one counts as never filed", func(t *testing.T) {
		p, all, save := setup(t)
		without := p.snapshot(t)
		save("police", release("RL", number(1), passed), release("R", number(9), passed))
		alone := agrees(t, p, all)
		save("telco", release("RL", number(1), passed))
		agrees(t, p, all)
		save("telco", withdraw("W", "RL"))
		require.Equal(t, alone, agrees(t, p, all))
		save("police", withdraw("W", "RL"), withdraw("V", "R"))
		require.Equal(t, without, agrees(t, p, all))
		require.Equal(t, []graph.Outcome{graph.Withdrawn}, p.save(t, "police", release("RL", number(1), passed)))
		require.Equal(t, without, p.snapshot(t))
		d := graph.Dispute{Identifier: number(9), Agency: graph.Agency{ID: "bank"}}
		_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
		require.ErrorIs(t, err, graph.ErrNotFound, "an orphan is removed")
	})
	t.Run("a withdrawal that comes before", func(t *testing.T) {
		p, all, save := setup(t)
		want := p.snapshot(t)
		save("police", withdraw("W", "RL"))
		require.Equal(t, []graph.Outcome{graph.Withdrawn, graph.Created},
			p.save(t, "police", release("RL", number(1), passed), release("R", number(9), passed)))
		require.Equal(t, want, agrees(t, p, all))
		recent, err := p.Evidence.RecentlyWithdrawn(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"police/RL"}, recent)
	})
}
