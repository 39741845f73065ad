package graphtest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// TestRecords is the contract of graph.RecordStore and evidence.Source.
func TestRecords(t *testing.T, open func(*testing.T) *Ports) {
	t.Run("every type of record is stored once", func(t *testing.T) {
		p := open(t)
		records := []graph.Record{
			report("R1", day, number(1), device(3)),
			report("R2", day.AddDate(0, 0, 5), number(1), account(4)),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number(1), To: device(3), ObservedAt: day},
			&graph.Link{ID: "L2", Relation: graph.LinkedTo, From: number(1), To: account(4)},
			&graph.Link{ID: "L3", Relation: graph.AccessedFrom, From: account(4), To: device(3)},
			&graph.Link{ID: "L4", Relation: graph.TransferredTo, From: account(4), To: account(5)},
			&graph.Release{ID: "RL1", Identifier: account(6), ReleasedAt: day.AddDate(0, 1, 0)},
			&graph.Known{ID: "K1", Identifier: account(4), Business: "shop", ValidUntil: day},
			report("R1", day, number(2)),
		}
		records[1].(*graph.Report).Source = "C-77-0001"
		created := slices.Repeat([]graph.Outcome{graph.Created}, len(records))
		created[8] = graph.Unchanged // R1 again
		require.Equal(t, created, p.save(t, "police", records...))
		for range 2 {
			s := p.snapshot(t)
			require.ElementsMatch(t, []string{"police/R1", "police/R2"}, s.ReportIDs)
			require.ElementsMatch(t, []graph.Identifier{number(1), device(3), account(4), account(5)}, s.Identifiers)
			require.Len(t, s.Mentions.Report, 4)
			require.ElementsMatch(t, []string{"police/L1", "police/L2", "police/L3", "police/L4"}, s.Links.ID)
			first := slices.Index(s.Links.ID, "police/L1")
			require.Equal(t, graph.UsedIn, s.Links.Relation[first])
			require.Equal(t, evidence.SecondOf(day).Day(), s.Links.Day[first])
			require.Equal(t, number(1), s.Identifiers[s.Links.From[first]])
			require.Equal(t, evidence.NoDay, s.Links.Day[slices.Index(s.Links.ID, "police/L2")])
			at := slices.Index(s.ReportIDs, "police/R1")
			require.Equal(t, evidence.SecondOf(day), s.Second[at])
			require.Equal(t, graph.Amount("10.50"), s.Loss[at])
			require.Zero(t, s.Source[at])
			require.Equal(t, evidence.HashSource("police/R2", "C-77-0001"), s.Source[1-at])
			require.Equal(t, []evidence.Known{{
				ID: "police/K1", Token: account(4).Token, Business: "shop", ValidUntil: evidence.SecondOf(day),
			}}, s.Standing.Known)
			require.Equal(t, []string{"upi_fraud", "INR", ""},
				[]string{s.Dictionary[s.Category[at]], s.Dictionary[s.Currency[at]], s.Dictionary[s.Region[at]]})
			require.Equal(t, slices.Repeat([]graph.Outcome{graph.Unchanged}, len(records)), p.save(t, "police", records...))
		}
	})
	t.Run("the same id of two agencies is two records", func(t *testing.T) {
		p := open(t)
		p.save(t, "police", report("R1", day, number(1)))
		require.Equal(t, []graph.Outcome{graph.Created}, p.save(t, "bank", report("R1", day, number(1))))
		s := p.snapshot(t)
		require.ElementsMatch(t, []string{"police/R1", "bank/R1"}, s.ReportIDs)
		require.Equal(t, []graph.Identifier{number(1)}, s.Identifiers)
		require.Len(t, s.Mentions.Report, 2)
	})
	t.Run("a withdrawal applies to what was filed before and after it", func(t *testing.T) {
		withdraw := []graph.Record{
			&graph.Withdrawal{ID: "W1", Withdraws: "R1"},
			&graph.Withdrawal{ID: "W2", Withdraws: "L1", Reason: "filed_in_error"},
		}
		records := []graph.Record{
			report("R1", day, number(1)),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number(1), To: device(3)}, report("R2", day, number(1)),
		}
		for name, batches := range map[string][][]graph.Record{
			"before": {withdraw, records}, "after": {records, withdraw}, "together": {slices.Concat(withdraw, records)},
		} {
			p := open(t)
			p.save(t, "bank", records...) // those of another agency remain
			for _, batch := range batches {
				p.save(t, "police", batch...)
			}
			s := p.snapshot(t)
			require.ElementsMatch(t, []string{"bank/R1", "bank/R2", "police/R2"}, s.ReportIDs, name)
			require.Equal(t, []string{"bank/L1"}, s.Links.ID, name)
			withdrawn, err := p.PreviousRings.FilterWithdrawn(t.Context(), []string{"police/R1", "police/R2", "bank/R1", "police/L1"})
			require.NoError(t, err)
			require.ElementsMatch(t, []string{"police/R1", "police/L1"}, withdrawn, name)
			recent, err := p.Evidence.RecentlyWithdrawn(t.Context())
			require.NoError(t, err)
			require.ElementsMatch(t, []string{"police/R1", "police/L1"}, recent, name)
		}
	})
	t.Run("a withdrawn record leaves nothing behind", func(t *testing.T) {
		remaining := []graph.Record{
			report("R2", day, number(1), account(4)),
			&graph.Link{ID: "L2", Relation: graph.UsedIn, From: number(1), To: device(3), ObservedAt: day.AddDate(0, 0, 2)},
		}
		withdrawn := []graph.Record{
			report("R1", day.AddDate(0, 0, -5), number(1), number(2), account(4)),
			&graph.Link{ID: "L1", Relation: graph.UsedIn, From: number(1), To: device(9), ObservedAt: day.AddDate(0, 0, 5)},
			&graph.Link{ID: "L3", Relation: graph.AccessedFrom, From: account(4), To: device(3)},
			&graph.Known{ID: "K3", Identifier: number(8), Business: "shop", ValidUntil: day},
		}
		withdraw := []graph.Record{
			&graph.Withdrawal{ID: "W1", Withdraws: "R1", Reason: "duplicate"},
			&graph.Withdrawal{ID: "W2", Withdraws: "L1", Reason: "duplicate"},
			&graph.Withdrawal{ID: "W3", Withdraws: "L3", Reason: "duplicate"},
			&graph.Withdrawal{ID: "W4", Withdraws: "K3", Reason: "duplicate"},
		}
		p := open(t)
		p.save(t, "police", remaining...)
		want := p.snapshot(t)
		for name, batches := range map[string][][]graph.Record{
			"before": {withdraw, withdrawn, remaining}, "after": {
				withdrawn, remaining,
				withdraw,
			}, "together": {slices.Concat(withdrawn, remaining, withdraw)},
		} {
			p := open(t)
			var outcomes []graph.Outcome
			for _, batch := range batches {
				outcomes = p.save(t, "police", batch...)
			}
			require.Equal(t, want, p.snapshot(t), name)
			if name == "together" {
				require.Equal(t, slices.Concat(slices.Repeat([]graph.Outcome{graph.Withdrawn}, 4),
					slices.Repeat([]graph.Outcome{graph.Created}, 6)), outcomes)
			}
			require.Equal(t, []graph.Outcome{graph.Withdrawn, graph.Unchanged}, p.save(t, "police", withdrawn[0], remaining[0]), name)
			for _, orphan := range []graph.Identifier{number(2), number(8)} {
				d := graph.Dispute{Identifier: orphan, Agency: graph.Agency{ID: "bank"}}
				_, err := p.Disputes.OpenDispute(t.Context(), &d, p.entry(t, graph.AuditDisputeFiled))
				require.ErrorIs(t, err, graph.ErrNotFound, "an orphan is removed")
			}
		}
	})
	t.Run("concurrent writers of one identifier and the same records", func(t *testing.T) {
		p := open(t)
		const writers, batches, size = 3, 3, 20
		var work parallel.Group
		for range writers {
			work.Go(func() error {
				for batch := range batches {
					records := make([]graph.Record, size)
					for i := range records {
						n := batch*size + i
						records[i] = report(fmt.Sprint("R", n), day.Add(time.Duration(n)*time.Hour), account(0), number(1+n%20))
					}
					if _, err := p.Records.Save(t.Context(), "police", records); err != nil {
						return err
					}
				}
				return nil
			})
		}
		require.NoError(t, work.Wait())
		s := p.snapshot(t)
		require.Len(t, s.ReportIDs, batches*size)
		require.Len(t, s.Mentions.Report, 2*batches*size)
		require.Len(t, s.Identifiers, 21)
	})
	t.Run("a cancelled context", func(t *testing.T) {
		p := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := p.Records.Save(ctx, "police", []graph.Record{report("R1", day, number(1))})
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, p.snapshot(t).ReportIDs)
	})
}
