package neo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	logtest "github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
)

// epochToken is the nth identifier's token of an epoch.
func epochToken(epoch, n int) graph.Token {
	return graph.Token(fmt.Sprintf("tk%d_%s%c", epoch, strings.Repeat("a", 25), 'a'+rune(n)))
}

func numberOf(epoch, n int) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: epochToken(epoch, n)}
}

func equivalence(id string, from, to graph.Token) *graph.Equivalence {
	return &graph.Equivalence{ID: id, Identifier: graph.Identifier{Kind: graph.Number, Token: from}, SameAs: to}
}

func (b *bundle) saved(t *testing.T, agency string, records ...graph.Record) []graph.Outcome {
	t.Helper()
	outcomes, err := b.Intake.Save(t.Context(), agency, records)
	require.NoError(t, err)
	return outcomes
}

// settled is what a run does first.
func (b *bundle) settled(t *testing.T) {
	t.Helper()
	_, _, err := b.Epochs.Retire(t.Context(), 9000)
	require.NoError(t, err)
}

func TestIntake_Equivalence(t *testing.T) {
	report := func(id string, named ...graph.Identifier) *graph.Report {
		return &graph.Report{ID: id, Identifiers: named}
	}
	t.Run("claimed before it is used", func(t *testing.T) {
		b := setup(t)
		b.saved(t, "police", report("1", numberOf(1, 0)))
		require.Equal(t, []graph.Outcome{graph.Created}, b.saved(t, "police", equivalence("E", epochToken(1, 0), epochToken(2, 0))))
		require.Equal(t, []graph.Outcome{graph.Unchanged}, b.saved(t, "police", equivalence("E", epochToken(1, 0), epochToken(2, 0))))
		b.saved(t, "court", equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		b.saved(t, "bank", report("2", numberOf(2, 0)), report("3", numberOf(2, 0), numberOf(1, 0)),
			&graph.Link{ID: "L", Relation: graph.UsedIn, From: numberOf(2, 0), To: graph.Identifier{Kind: graph.Device, Token: epochToken(2, 5)}})
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Number) RETURN count(i)"))
		require.EqualValues(t, 3, b.count(t, "MATCH (:Report)-[n:NAMES]->() RETURN count(n)"))
		require.EqualValues(t, 1, b.count(t, "MATCH (:Number {token: '"+string(epochToken(1, 0))+"'})-[n:USED_IN]->(:Device) RETURN count(n)"))
	})
	t.Run("used before it is claimed", func(t *testing.T) {
		b := setup(t)
		log, _ := logtest.NewNullLogger()
		replica := &neo.EvidenceCache{Evidence: b.Evidence, Log: log}
		b.saved(t, "police", report("1", numberOf(1, 0)), report("2", numberOf(1, 0)))
		b.saved(t, "bank", report("3", numberOf(2, 0), numberOf(1, 0)), report("4", numberOf(2, 0), numberOf(2, 1)),
			&graph.Link{ID: "L", Relation: graph.UsedIn, From: numberOf(2, 0), To: graph.Identifier{Kind: graph.Device, Token: epochToken(2, 5)}},
			&graph.Link{ID: "T", Relation: graph.LinkedTo, From: numberOf(2, 0), To: graph.Identifier{Kind: graph.Account, Token: epochToken(2, 6)}})
		before, err := replica.Snapshot(t.Context())
		require.NoError(t, err)
		require.Len(t, before.Identifiers, 5)
		b.saved(t, "bank", equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		b.saved(t, "police", equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		b.settled(t)
		require.EqualValues(t, 4, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
		require.EqualValues(t, 4, b.count(t, "MATCH (:Report)-[n:NAMES]->(:Number {token: '"+string(epochToken(1, 0))+"'}) RETURN count(n)"))
		require.EqualValues(t, 2, b.count(t, "MATCH (:Number {token: '"+string(epochToken(1, 0))+"'})-[l:USED_IN|LINKED_TO {agency: 'bank'}]->() RETURN count(l)"))
		after, err := replica.Snapshot(t.Context())
		require.NoError(t, err)
		require.Len(t, after.Identifiers, 4, "a cached copy notices")
		want, err := b.Evidence.Snapshot(t.Context())
		require.NoError(t, err)
		require.Equal(t, want.Identifiers, after.Identifiers)
	})
	t.Run("the older was never named", func(t *testing.T) {
		b := setup(t)
		b.saved(t, "bank", report("1", numberOf(2, 0)), equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		b.saved(t, "police", equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		b.settled(t)
		b.saved(t, "police", report("2", numberOf(1, 0)))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Number) RETURN count(i)"))
		require.EqualValues(t, 2, b.count(t, "MATCH (:Report)-[n:NAMES]->(:Number) RETURN count(n)"))
	})
	t.Run("a chain in any order", func(t *testing.T) {
		for _, order := range [][2]int{{1, 2}, {2, 1}} {
			b := setup(t)
			for _, epoch := range order {
				b.saved(t, "police", equivalence(fmt.Sprint(epoch), epochToken(epoch, 0), epochToken(epoch+1, 0)))
			}
			b.saved(t, "police", report("1", numberOf(1, 0)), report("2", numberOf(2, 0)), report("3", numberOf(3, 0)))
			require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier) RETURN count(i)"), order)
		}
	})
	t.Run("taken back", func(t *testing.T) {
		b := setup(t)
		for _, agency := range []string{"police", "bank"} {
			b.saved(t, agency, report("1", numberOf(2, 0)), report("2", numberOf(1, 0), numberOf(2, 0)), equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		}
		b.settled(t)
		b.saved(t, "court", report("1", numberOf(2, 0)))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
		require.EqualValues(t, 5, b.count(t, "MATCH ()-[names:NAMES]->() WHERE '"+string(epochToken(2, 0))+"' IN names.as RETURN count(names)"))
		for _, agency := range []string{"police", "bank"} {
			b.saved(t, agency, &graph.Withdrawal{ID: "W", Withdraws: "E"})
		}
		b.settled(t)
		require.EqualValues(t, 2, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
		require.EqualValues(t, 0, b.count(t, "MATCH ()-[names:NAMES]->() WHERE names.as IS NOT NULL RETURN count(names)"))
		require.EqualValues(t, 5, b.count(t, "MATCH (:Identifier {token: '"+string(epochToken(2, 0))+"'})<-[names:NAMES]-() RETURN count(names)"))
		b.execute(t, "MATCH (e:Equivalence) SET e.unsettled_at = datetime() - duration('PT2H')")
		b.settled(t)
		require.EqualValues(t, 0, b.count(t, "MATCH (e:Equivalence|Claim) RETURN count(e)"))
	})
	t.Run("findings, disputes and clearances go with their tokens", func(t *testing.T) {
		b := setup(t)
		b.saved(t, "police", report("1", numberOf(1, 0)), report("2", numberOf(2, 0)))
		for _, agency := range []string{"bank", "court"} {
			b.saved(t, agency, equivalence("E", epochToken(1, 0), epochToken(2, 0)))
		}
		b.settled(t)
		v := found(0, graph.Disconnected, time.Now().UTC().Truncate(24*time.Hour))
		v.Identifier = numberOf(2, 0)
		require.True(t, b.saveFinding(t, v))
		b.cleared(t, numberOf(2, 0))
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier) RETURN count(i)"))
		b.saved(t, "court", &graph.Withdrawal{ID: "W", Withdraws: "E"})
		b.settled(t)
		for _, what := range []string{"(:Verification)-[:OF]", "(:Dispute)-[:OF]", "(:Release)-[:RELEASES]"} {
			require.EqualValues(t, 1, b.count(t, "MATCH "+what+"->(:Identifier {token: '"+string(epochToken(2, 0))+"'}) RETURN count(*)"), what)
			require.EqualValues(t, 0, b.count(t, "MATCH "+what+"->(:Identifier {token: '"+string(epochToken(1, 0))+"'}) RETURN count(*)"), what)
		}
	})
	t.Run("a number is no handset", func(t *testing.T) {
		b := setup(t)
		b.saved(t, "police", report("1", numberOf(1, 0), graph.Identifier{Kind: graph.Device, Token: epochToken(2, 5)}))
		b.saved(t, "police", equivalence("E", epochToken(1, 0), epochToken(2, 5)))
		b.settled(t)
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Device) WHERE NOT i:Number RETURN count(i)"))
	})
	t.Run("retired", func(t *testing.T) {
		b := setup(t)
		b.saved(t, "police", report("1", numberOf(1, 0)), report("2", numberOf(1, 1)),
			equivalence("A", epochToken(1, 0), epochToken(2, 0)), equivalence("B", epochToken(2, 0), epochToken(3, 0)))
		renamed, left, err := b.Epochs.Retire(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, []int{1, 1}, []int{renamed, left})
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier {token: '"+string(epochToken(3, 0))+"'}) RETURN count(i)"))
		require.EqualValues(t, 0, b.count(t, "MATCH (n) WHERE any(k IN keys(n) WHERE n[k] = '"+string(epochToken(1, 0))+"' OR n[k] = ['"+string(epochToken(1, 0))+"']) RETURN count(n)"), "the old token is nowhere")
		require.EqualValues(t, 0, b.count(t, "MATCH ()-[n]->() WHERE any(k IN keys(n) WHERE n[k] = '"+string(epochToken(1, 0))+"' OR n[k] = ['"+string(epochToken(1, 0))+"']) RETURN count(n)"))
		b.saved(t, "other", equivalence("A", epochToken(1, 0), epochToken(3, 0)))
		b.settled(t)
		require.EqualValues(t, 1, b.count(t, "MATCH (i:Identifier {token: '"+string(epochToken(3, 0))+"'}) RETURN count(i)"), "nothing brings the old one back")
		require.EqualValues(t, 0, b.count(t, "MATCH (e:Equivalence {first: '"+string(epochToken(1, 0))+"'}) RETURN count(e)"))
		b.saved(t, "bank", report("3", numberOf(2, 0)), report("4", numberOf(3, 0)), equivalence("C", epochToken(2, 0), epochToken(3, 0)))
		require.EqualValues(t, 3, b.count(t, "MATCH (:Report)-[n:NAMES]->(:Number {token: '"+string(epochToken(3, 0))+"'}) RETURN count(n)"))
	})
}

// What a file says and what Neo4j holds is the same, whatever order it comes in.
func TestIntake_EquivalencesAgreeWithTheFile(t *testing.T) {
	b := setup(t)
	var records []graph.Record
	for i := range 24 {
		epoch := 1 + i%3
		records = append(records, &graph.Report{ID: fmt.Sprint("R", i), Agency: "police", Identifiers: []graph.Identifier{numberOf(epoch, i%6), numberOf(1+(i+1)%3, (i+1)%6)}})
	}
	for n := range 6 {
		for _, epoch := range []int{2, 1} {
			e := equivalence(fmt.Sprint("E", n, epoch), epochToken(epoch, n), epochToken(epoch+1, n))
			e.Agency = "police"
			records = append(records, e)
		}
	}
	b.saved(t, "police", records[:13]...)
	b.saved(t, "police", records[13:]...)
	b.settled(t)
	want, err := evidence.FromRecords(records).Snapshot(t.Context())
	require.NoError(t, err)
	got, err := b.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	require.Len(t, want.Identifiers, 6)
	require.Equal(t, want, got)
}
