package evidence_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

func TestSnapshot_KnownAt(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	later := graph.Identifier{Kind: graph.Number, Token: "tk2_cccccccccccccccccccccccccc"}
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	known := func(id string, of graph.Identifier, until time.Time) graph.Record {
		return &graph.Known{ID: id, Agency: "operator", Identifier: of, Business: "delivery", ValidUntil: until}
	}
	s := snapshotOf(t, []graph.Record{
		&graph.Report{ID: "1", Agency: "x", Identifiers: []graph.Identifier{a, b}},
		known("1", identifier(graph.Number, "z"), may), // no evidence is about it
		known("2", a, may),
		known("2", b, may), // the first with an id counts
		known("3", b, may.AddDate(0, 0, -1)),
		known("4", a, may),
		known("5", later, may.AddDate(1, 0, 0)),
		&graph.Equivalence{ID: "E", Agency: "operator", Identifier: b, SameAs: later.Token},
		&graph.Withdrawal{ID: "W", Agency: "operator", Withdraws: "4"},
		known("6", b, may.AddDate(9, 0, 0)),
		&graph.Withdrawal{ID: "V", Agency: "operator", Withdraws: "6"},
	})
	require.Len(t, s.Standing.Known, 4)
	at := func(moment time.Time) (tokens []graph.Token) {
		for i, known := range s.KnownAt(evidence.SecondOf(moment)) {
			if known {
				tokens = append(tokens, s.Identifiers[i].Token)
			}
		}
		return tokens
	}
	require.ElementsMatch(t, []graph.Token{a.Token, b.Token}, at(may.Add(-time.Second)))
	require.Equal(t, []graph.Token{b.Token}, at(may), "an entry counts before the end of its time")
	require.Nil(t, s.KnownAt(evidence.SecondOf(may.AddDate(1, 0, 0))))
}

func TestFromRecords_Outcomes(t *testing.T) {
	s := snapshotOf(t, []graph.Record{
		&graph.Withdrawal{ID: "1", Agency: "x", Withdraws: "A", Reason: evidence.FiledInError},
		&graph.Withdrawal{ID: "2", Agency: "x", Withdraws: "A"},
		&graph.Withdrawal{ID: "3", Agency: "x", Withdraws: "B"},
		&graph.Withdrawal{ID: "4", Agency: "x", Withdraws: "C", Reason: "duplicate"},
		&graph.Withdrawal{ID: "1", Agency: "a", Withdraws: "A"},
		&graph.Withdrawal{ID: "1", Agency: "y", Withdraws: "A", Reason: "duplicate"},
	})
	require.Equal(t, []evidence.Outcomes{{Agency: "a", Withdrawn: 1}, {Agency: "x", Withdrawn: 2}}, s.Standing.Agencies)
}

func TestSnapshot_Filers(t *testing.T) {
	a, d := identifier(graph.Number, "a"), identifier(graph.Device, "d")
	report := func(id, agency, source string) graph.Record {
		return &graph.Report{ID: id, Agency: agency, Source: source, Identifiers: []graph.Identifier{a}}
	}
	s := snapshotOf(t, []graph.Record{
		report("1", "police", "S"), report("2/2", "bank", "S"), report("3", "police", ""), report("4", "police", "S"),
		report("5", graph.UnnamedAgency, "S"), report("6", "", "S"),
		&graph.Link{ID: "1", Agency: "telco", Relation: graph.UsedIn, From: a, To: d},
	})
	f := s.Filers()
	require.Equal(t, []string{"", "bank", "police", "telco"}, f.Agencies)
	require.Equal(t, []uint32{3}, f.Links)
	sources := map[string]evidence.SourceHash{}
	for i, id := range s.ReportIDs {
		agency := f.Agencies[f.Reports[i]]
		require.Equal(t, map[string]string{
			"police/1": "police", "bank/2/2": "bank", "police/3": "police", "police/4": "police", "local/5": "", "/6": "",
		}[id], agency)
		sources[id] = s.Source[i]
	}
	require.Zero(t, sources["police/3"])
	require.Equal(t, sources["police/1"], sources["police/4"])
	require.NotEqual(t, sources["police/1"], sources["bank/2/2"], "a source is one of its agency")
	require.NotZero(t, sources["local/5"])

	unknown := snapshotOf(t, []graph.Record{report("5", graph.UnnamedAgency, "")}).Filers()
	require.Equal(t, &evidence.Filers{Agencies: []string{""}}, unknown)
}

func TestVerifiedOf(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	day := evidence.SecondOf(may).Day()
	found := func(of graph.Identifier, telco string, f graph.Finding, reason string, days int) graph.Verification {
		return graph.Verification{Identifier: of, Agency: graph.Agency{ID: telco}, Finding: f, Reason: reason, Day: may.AddDate(0, 0, days)}
	}
	verified := found(a, "x", graph.Verified, "documents_match", 0)
	for name, c := range map[string]struct {
		findings []graph.Verification
		want     []evidence.Verified
	}{
		"nothing was found":            {nil, nil},
		"one telco":                    {[]graph.Verification{verified}, []evidence.Verified{{Token: a.Token, Day: day}}},
		"two telcos, the latest day":   {[]graph.Verification{verified, found(a, "y", graph.Verified, "other", 3)}, []evidence.Verified{{Token: a.Token, Day: day + 3}}},
		"another could not show it":    {[]graph.Verification{verified, found(a, "y", graph.Unverified, "holder_not_reached", -9)}, nil},
		"another disconnected it":      {[]graph.Verification{verified, found(a, "y", graph.Disconnected, "false_documents", -9)}, nil},
		"another has no such customer": {[]graph.Verification{verified, found(a, "y", graph.Unverified, "not_a_subscriber", 1)}, []evidence.Verified{{Token: a.Token, Day: day}}},
		"contrary of another number":   {[]graph.Verification{verified, found(b, "y", graph.Disconnected, "other", 1)}, []evidence.Verified{{Token: a.Token, Day: day}}},
	} {
		standing := evidence.Standing{Verified: evidence.VerifiedOf(c.findings)}
		s := evidence.NewSnapshot(&evidence.Rows{Standing: standing})
		require.Equal(t, c.want, s.Standing.Verified, name)
	}
}

func TestSnapshot_VerifiedAt(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	s := snapshotOf(t, []graph.Record{&graph.Report{ID: "1", Agency: "x", Identifiers: []graph.Identifier{a, b}}})
	require.Nil(t, s.VerifiedAt(evidence.SecondOf(may)))
	s = s.With(&evidence.Delta{Standing: &evidence.Standing{Verified: []evidence.Verified{
		{Token: b.Token, Day: evidence.SecondOf(may).Day()}, {Token: "tk1_zzzzzzzzzzzzzzzzzzzzzzzzzz", Day: 0},
	}}})
	at := func(moment time.Time) []bool { return s.VerifiedAt(evidence.SecondOf(moment)) }
	want := make([]bool, 2)
	for i, id := range s.Identifiers {
		want[i] = id == b
	}
	require.Equal(t, want, at(may))
	require.Equal(t, want, at(may.AddDate(0, 0, 365)))
	require.Nil(t, at(may.AddDate(0, 0, 366)), "it is too old")
	require.Equal(t, want, at(time.Time{}), "nothing ages")
}
