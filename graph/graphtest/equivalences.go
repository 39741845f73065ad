package graphtest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// filing is a store and the records that were saved in it.
type filing struct {
	*Ports
	all []graph.Record
}

func (f *filing) file(t *testing.T, agency string, records ...graph.Record) []graph.Outcome {
	t.Helper()
	outcomes := f.save(t, agency, records...)
	for _, r := range records {
		f.all = append(f.all, graph.WithAgency(r, agency))
	}
	return outcomes
}

// settled returns the evidence at the beginning of a run, and requires that it is that of the
// records in a file.
func (f *filing) settled(t *testing.T) *evidence.Snapshot {
	t.Helper()
	lease, _ := f.begin(t)
	require.NoError(t, f.Leases.Release(t.Context(), lease))
	want, err := evidence.FromRecords(f.all).Snapshot(t.Context())
	require.NoError(t, err)
	got := f.snapshot(t)
	require.Equal(t, want, got)
	return got
}

// named returns how many reports name each identifier.
func named(s *evidence.Snapshot) map[graph.Identifier]int {
	all := map[graph.Identifier]int{}
	for _, i := range s.Mentions.Identifier {
		all[s.Identifiers[i]]++
	}
	return all
}

// withdraw withdraws a record, not as one that was filed in error.
func withdraw(id, withdraws string) *graph.Withdrawal {
	return &graph.Withdrawal{ID: id, Withdraws: withdraws, Reason: "superseded"}
}

// TestEquivalences is the contract of graph.RecordStore for equivalences.
func TestEquivalences(t *testing.T, open func(*testing.T) *Ports) {
	report := func(id string, named ...graph.Identifier) *graph.Report {
		return &graph.Report{ID: id, OccurredAt: day, Identifiers: named}
	}
	same := func(n int) graph.Record {
		return equivalence(fmt.Sprint("E", n), token(1, n), token(2, n))
	}
	setup := func(t *testing.T) *filing { return &filing{Ports: open(t)} }
	// both agencies filed under both tokens of number 0, and joined the later one to others.
	filed := func(t *testing.T) *filing {
		f := setup(t)
		for _, agency := range []string{"police", "bank"} {
			f.file(t, agency, report("1", number(0), number(4)), report("2", later(2, 0), later(2, 1)), report("3", number(0), later(2, 0)),
				&graph.Link{ID: "L", Relation: graph.UsedIn, From: later(2, 0), To: device(5)},
				&graph.Link{ID: "M", Relation: graph.LinkedTo, From: later(2, 0), To: account(6), ObservedAt: day})
		}
		return f
	}
	t.Run("one agency's binds its own evidence", func(t *testing.T) {
		for name, before := range map[string]bool{"before": true, "after": false} {
			f := setup(t)
			if before {
				require.Equal(t, []graph.Outcome{graph.Created}, f.file(t, "police", same(0)), name)
				require.Equal(t, []graph.Outcome{graph.Unchanged}, f.save(t, "police", same(0)))
			}
			for _, agency := range []string{"police", "bank"} {
				f.file(t, agency, report("1", number(0)), report("2", later(2, 0)), report("3", number(0), later(2, 0)),
					&graph.Link{ID: "L", Relation: graph.UsedIn, From: later(2, 0), To: device(5)})
			}
			if !before {
				f.file(t, "police", same(0))
			}
			s := f.settled(t)
			require.Equal(t, map[graph.Identifier]int{number(0): 5, later(2, 0): 2}, named(s), name)
			require.Len(t, s.Links.ID, 2)
		}
	})
	t.Run("what one agency claims changes nothing that others filed", func(t *testing.T) {
		f := filed(t)
		want := f.settled(t)
		f.file(t, "liar", same(0), equivalence("F", token(1, 4), token(2, 0)), equivalence("G", token(1, 4), token(2, 1)))
		require.Equal(t, want, f.settled(t))
	})
	t.Run("two agencies' binds all evidence, until one withdraws it", func(t *testing.T) {
		f := filed(t)
		without := f.settled(t)
		f.file(t, "police", same(0))
		alone := f.settled(t)
		require.NotEqual(t, without, alone)
		f.file(t, "telco", same(0))
		joined := f.settled(t)
		require.Equal(t, map[graph.Identifier]int{number(0): 6, number(4): 2, later(2, 1): 2}, named(joined))
		require.Len(t, joined.Links.ID, 4)
		require.Equal(t, joined, f.settled(t), "again")
		f.file(t, "court", report("9", later(2, 0)), withdraw("W", "nothing")) // after they are joined
		f.settled(t)
		f.file(t, "court", withdraw("V", "9"))
		require.Equal(t, joined, f.settled(t))
		f.file(t, "telco", withdraw("W", "E0"))
		require.Equal(t, alone, f.settled(t))
		f.file(t, "police", withdraw("W", "E0"))
		require.Equal(t, without, f.settled(t), "as if it had never been filed")
		require.Equal(t, []graph.Outcome{graph.Withdrawn}, f.save(t, "police", same(0)))
		require.Equal(t, without, f.settled(t))
	})
	t.Run("what is filed while they are joined is parted too", func(t *testing.T) {
		f := setup(t)
		f.file(t, "police", same(0))
		f.file(t, "telco", same(0))
		for _, agency := range []string{"police", "court"} {
			f.file(t, agency, report("1", number(0)), report("2", later(2, 0)), report("3", number(0), later(2, 0)),
				&graph.Link{ID: "L", Relation: graph.UsedIn, From: later(2, 0), To: device(5)},
				release("RL", later(2, 0), day.AddDate(0, 0, -1)))
		}
		joined := f.settled(t)
		require.Equal(t, map[graph.Identifier]int{number(0): 6}, named(joined))
		f.file(t, "telco", withdraw("W", "E0"))
		require.Equal(t, map[graph.Identifier]int{number(0): 5, later(2, 0): 2}, named(f.settled(t)))
		f.file(t, "police", withdraw("W", "E0"))
		require.Equal(t, map[graph.Identifier]int{number(0): 4, later(2, 0): 4}, named(f.settled(t)))
		f.file(t, "telco", equivalence("again", token(1, 0), token(2, 0)))
		f.file(t, "police", equivalence("again", token(1, 0), token(2, 0)))
		require.Equal(t, joined, f.settled(t))
	})
	t.Run("a transfer between the two", func(t *testing.T) {
		f := setup(t)
		payee := graph.Identifier{Kind: graph.Account, Token: token(2, 4)}
		f.file(t, "bank", &graph.Link{ID: "L", Relation: graph.TransferredTo, From: account(4), To: payee, ObservedAt: day}, report("1", account(4), payee))
		want := f.settled(t)
		said := func(id string) graph.Record {
			return &graph.Equivalence{ID: id, Identifier: account(4), SameAs: token(2, 4)}
		}
		f.file(t, "bank", said("E"))
		require.Empty(t, f.settled(t).Links.ID)
		f.file(t, "bank", &graph.Link{ID: "M", Relation: graph.TransferredTo, From: payee, To: account(4), ObservedAt: day}, withdraw("W", "M"))
		require.Empty(t, f.settled(t).Links.ID)
		f.file(t, "bank", withdraw("V", "E"))
		require.Equal(t, want, f.settled(t))
	})
	t.Run("an operator's binds all evidence", func(t *testing.T) {
		f := filed(t)
		require.NoError(t, f.Agencies.AddAgency(t.Context(), graph.Agency{ID: "us", Name: "Us", Kind: graph.Operator}, ""))
		f.save(t, "us", same(0))
		f.begin(t)
		require.Equal(t, map[graph.Identifier]int{number(0): 6, number(4): 2, later(2, 1): 2}, named(f.snapshot(t)))
	})
	t.Run("the earlier token was never used", func(t *testing.T) {
		f := setup(t)
		f.file(t, "bank", report("1", later(2, 0)), same(0))
		f.file(t, "police", same(0))
		require.Equal(t, map[graph.Identifier]int{number(0): 1}, named(f.settled(t)))
		f.file(t, "police", report("2", number(0)))
		require.Equal(t, map[graph.Identifier]int{number(0): 2}, named(f.settled(t)))
	})
	t.Run("a chain in any order", func(t *testing.T) {
		for _, order := range [][2]int{{1, 2}, {2, 1}} {
			f := setup(t)
			f.file(t, "court", report("0", later(3, 0)))
			for _, epoch := range order {
				for _, agency := range []string{"police", "bank"} {
					f.file(t, agency, equivalence(fmt.Sprint(epoch), token(epoch, 0), token(epoch+1, 0)))
				}
			}
			f.file(t, "court", report("1", number(0)), report("2", later(2, 0)), report("3", later(3, 0)))
			require.Equal(t, map[graph.Identifier]int{number(0): 4}, named(f.settled(t)), order)
			f.file(t, "police", withdraw("W", "1"))
			require.Equal(t, map[graph.Identifier]int{number(0): 1, later(2, 0): 3}, named(f.settled(t)), order)
			f.file(t, "bank", withdraw("W", "2"))
			require.Equal(t, map[graph.Identifier]int{number(0): 1, later(2, 0): 1, later(3, 0): 2}, named(f.settled(t)), order)
		}
	})
	t.Run("agencies that disagree", func(t *testing.T) {
		f := setup(t)
		other := equivalence("F", token(1, 1), token(2, 0))
		f.file(t, "court", report("0", number(0)), report("1", number(1)), report("2", later(2, 0)))
		f.file(t, "liar", other)
		f.file(t, "other-liar", equivalence("F", token(1, 1), token(2, 0)))
		require.Equal(t, map[graph.Identifier]int{number(0): 1, number(1): 2}, named(f.settled(t)))
		for _, agency := range []string{"police", "bank", "telco"} {
			f.file(t, agency, same(0))
		}
		require.Equal(t, map[graph.Identifier]int{number(0): 2, number(1): 1}, named(f.settled(t)), "more agencies say so")
		f.file(t, "telco", withdraw("W", "E0"))
		f.file(t, "bank", withdraw("W", "E0"))
		f.file(t, "court", report("3", later(2, 0)))
		require.Equal(t, map[graph.Identifier]int{number(0): 1, number(1): 3}, named(f.settled(t)))
	})
	t.Run("identifiers of different kinds are not merged", func(t *testing.T) {
		p := open(t)
		handset := graph.Identifier{Kind: graph.Device, Token: token(2, 5)}
		p.save(t, "police", report("1", number(0), handset))
		p.agree(t, equivalence("E", token(1, 0), token(2, 5)))
		p.begin(t)
		require.ElementsMatch(t, []graph.Identifier{number(0), handset}, p.snapshot(t).Identifiers)
	})
	t.Run("the evidence is that of the records in a file", func(t *testing.T) {
		f := setup(t)
		var records []graph.Record
		for i := range 24 {
			records = append(records, report(fmt.Sprint("R", i), later(1+i%3, i%6), later(1+(i+1)%3, (i+1)%6)))
		}
		var claims []graph.Record
		for n := range 6 {
			for _, epoch := range []int{2, 1} {
				claims = append(claims, equivalence(fmt.Sprint("E", n, epoch), token(epoch, n), token(epoch+1, n)))
			}
		}
		f.file(t, "police", records[:13]...)
		f.file(t, "police", claims[:7]...)
		f.file(t, "police", records[13:]...)
		f.file(t, "police", claims[7:]...)
		require.Len(t, f.settled(t).Identifiers, 6)
	})
}
