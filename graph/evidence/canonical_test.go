package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

func TestNames(t *testing.T) {
	token := func(name string) graph.Token {
		return graph.Token("tk" + name[1:] + "_" + strings.Repeat(name[:1], 26))
	}
	by := func(agency, later, earlier string) evidence.Claim {
		return evidence.Claim{Agency: agency, Later: token(later), Earlier: token(earlier)}
	}
	for name, test := range map[string]struct {
		claims   []evidence.Claim
		of       string
		all, own string // for all agencies, and for agency a
	}{
		"no claim":                    {of: "x2", all: "x2", own: "x2"},
		"one agency":                  {[]evidence.Claim{by("a", "x2", "x1")}, "x2", "x2", "x1"},
		"another agency":              {[]evidence.Claim{by("b", "x2", "x1")}, "x2", "x2", "x2"},
		"two agencies":                {[]evidence.Claim{by("c", "x2", "x1"), by("b", "x2", "x1")}, "x2", "x1", "x1"},
		"one agency, twice":           {[]evidence.Claim{by("b", "x2", "x1"), by("b", "x2", "x1")}, "x2", "x2", "x2"},
		"an unnamed agency":           {[]evidence.Claim{by("b", "x2", "x1"), by(graph.UnnamedAgency, "x2", "x1")}, "x2", "x2", "x2"},
		"an operator":                 {[]evidence.Claim{{Agency: "o", Operator: true, Later: token("x2"), Earlier: token("x1")}}, "x2", "x1", "x1"},
		"two that disagree":           {[]evidence.Claim{by("b", "x2", "x1"), by("a", "x2", "y1")}, "x2", "x2", "y1"},
		"more agencies":               {[]evidence.Claim{by("b", "x2", "x1"), by("c", "x2", "x1"), by("a", "x2", "y1"), by("d", "x2", "y1"), by("e", "x2", "y1")}, "x2", "y1", "y1"},
		"what is confirmed binds all": {[]evidence.Claim{by("b", "x2", "x1"), by("c", "x2", "x1"), by("a", "x2", "y1")}, "x2", "x1", "x1"},
		"a chain":                     {[]evidence.Claim{by("b", "x3", "x2"), by("c", "x3", "x2"), by("a", "x2", "x1")}, "x3", "x2", "x1"},
		"a chain of its own":          {[]evidence.Claim{by("a", "x3", "x2"), by("b", "x2", "x1"), by("c", "x2", "x1")}, "x3", "x3", "x1"},
		"a loop":                      {[]evidence.Claim{by("a", "x2", "x3"), by("a", "x3", "x2")}, "x3", "x3", "x2"},
	} {
		for range 2 {
			names := evidence.NewNames(test.claims)
			require.Equal(t, token(test.all), names.ForAll(token(test.of)), name)
			require.Equal(t, token(test.own), names.For("a", token(test.of)), name)
			slices.Reverse(test.claims) // the order does not matter
		}
	}
}

func TestFromRecords_Equivalences(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	later := a
	later.Token = "tk2_" + a.Token[4:]
	records := []graph.Record{
		&graph.Report{ID: "1", Agency: "x", Identifiers: []graph.Identifier{a}},
		&graph.Report{ID: "2", Agency: "x", Identifiers: []graph.Identifier{later, b}},
		&graph.Report{ID: "3", Agency: "y", Identifiers: []graph.Identifier{later, b}},
	}
	same := func(agency string) graph.Record {
		return &graph.Equivalence{ID: "E", Agency: agency, Identifier: a, SameAs: later.Token}
	}
	plain := snapshotOf(t, records)
	require.Len(t, plain.Identifiers, 3)
	require.Equal(t, plain, snapshotOf(t, append([]graph.Record{same("z")}, records...)), "another agency's claim changes nothing")
	own := snapshotOf(t, append([]graph.Record{same("x")}, records...))
	require.Len(t, own.Identifiers, 3)
	mentions := map[string]int{}
	for i, report := range own.Mentions.Report {
		at, _ := own.Report(int(report))
		mentions[own.ReportIDs[at]+" "+string(own.Identifiers[own.Mentions.Identifier[i]].Token[:5])]++
	}
	require.Equal(t, map[string]int{"x/1 tk1_a": 1, "x/2 tk1_a": 1, "x/2 tk1_b": 1, "y/3 tk2_a": 1, "y/3 tk1_b": 1}, mentions)
	both := snapshotOf(t, append([]graph.Record{same("z"), same("x")}, records...))
	require.ElementsMatch(t, []graph.Identifier{a, b}, both.Identifiers)
	withdrawn := append([]graph.Record{same("z"), same("x"), &graph.Withdrawal{ID: "W", Agency: "z", Withdraws: "E", Reason: "superseded"}}, records...)
	require.Equal(t, own, snapshotOf(t, withdrawn))
}
