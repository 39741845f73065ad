package main

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
)

// small is a scene that takes a second.
func small(t *testing.T) *scene {
	t.Helper()
	s, err := newScene(t.Context(), scale{reports: 5000, seed: 3, groups: 10, rings: 10}, []detector{named{}})
	require.NoError(t, err)
	require.Len(t, s.rings, 10)
	return s
}

func attackOf(t *testing.T, s *scene, name string, effort int) outcome {
	t.Helper()
	all := attacks()
	i := slices.IndexFunc(all, func(a attack) bool { return a.name == name })
	require.GreaterOrEqual(t, i, 0, name)
	o, err := s.attacked(t.Context(), all[i], effort, named{})
	require.NoError(t, err)
	return o
}

// What one agency says about a group that nobody else filed about is never enough for very_high,
// however much it is.
func TestOneAgencyAlone(t *testing.T) {
	s := small(t)
	for _, c := range []struct {
		name    string
		efforts []int
	}{
		{"false reports by one agency", []int{4, 20, 60, 400}},
		{"false reports by an agency with a bad record", []int{60}},
		{"a stolen key for an hour", []int{60, 500}},
		{"one person complains at one agency", []int{60}},
		{"one true incident copied by its agency", []int{100}},
	} {
		for _, effort := range c.efforts {
			o := attackOf(t, s, c.name, effort)
			require.Equal(t, 10, o.innocents)
			require.Zero(t, o.reached[graph.VeryHigh], "%s: %d", c.name, effort)
		}
	}
	require.Zero(t, attackOf(t, s, "one person complains at one agency", 60).reached[graph.High], "60 reports of one person")
}

// Under a model that is certain of everything the guarantee holds just as well.
func TestOneAgencyAlone_AnyModel(t *testing.T) {
	s := small(t)
	certain := &rings.Model{Version: "certain", Intercept: 30}
	f := s.filing(60)
	frame(1, 28, 0)(s, f, 60)
	found, err := detectWith(t.Context(), slices.Concat(s.records, f.records), rings.Params{Model: certain})
	require.NoError(t, err)
	covers, flagged := newCovers(found, nil), 0
	for _, group := range s.groupTokens() {
		band := covers.band(group)
		require.NotEqual(t, graph.VeryHigh, band)
		if band != "" {
			flagged++
		}
	}
	require.Positive(t, flagged)
}

// A release by one agency changes nothing in what the evidence of others finds.
func TestOneRelease(t *testing.T) {
	s := small(t)
	for _, day := range []int{lastDay, future} {
		f := s.filing(1)
		for _, ring := range s.rings {
			for _, m := range ring.members {
				f.release("stranger", m, day)
			}
		}
		require.Equal(t, detected(t, s.records), detected(t, slices.Concat(s.records, f.records)))
	}
	require.Equal(t, 10, attackOf(t, s, "laundering by a release", 2).lost, "two agencies that agree void everything")
	require.Zero(t, attackOf(t, s, "laundering by a release in the future", 2).lost)
}

// An equivalence by one agency changes nothing in what the evidence of others finds.
func TestOneEquivalence(t *testing.T) {
	s := small(t)
	f := s.filing(1)
	var later []graph.Identifier
	var complaints []graph.Record
	for range s.rings {
		later = append(later, f.newIdentifier(graph.Number, 2))
		complaints = append(complaints, f.report(s.agencies[4], f.newStory(), 100, later[len(later)-1]))
	}
	before := slices.Concat(s.records, complaints)
	for i, ring := range s.rings {
		f.claim("stranger", ring.members[0], later[i].Token)
	}
	require.Equal(t, detected(t, before), detected(t, slices.Concat(s.records, f.records)))
	require.Zero(t, attackOf(t, s, "framing by an equivalence", 1).reached[graph.Medium])
}

// One giant record erases no ring.
func TestOneGiantRecord(t *testing.T) {
	s := small(t)
	require.Zero(t, attackOf(t, s, "a giant report", 1).lost)
	require.Zero(t, attackOf(t, s, "a giant star", 10_000).lost)
}

func detected(t *testing.T, records []graph.Record) finding {
	t.Helper()
	found, err := named{}.detect(t.Context(), records)
	require.NoError(t, err)
	require.NotEmpty(t, found.flagged)
	return found
}

// Every attack runs, and the tables have a row for each.
func TestTable(t *testing.T) {
	s := small(t)
	table := &table{detectors: []detector{unnamed{}, named{}}}
	for _, a := range attacks() {
		a.efforts = a.efforts[:1]
		require.NoError(t, table.measure(t.Context(), s, a))
	}
	var out bytes.Buffer
	table.print(&out)
	for _, a := range attacks() {
		require.Contains(t, out.String(), "| "+a.name+" |")
	}
}

func TestWithoutAgencies(t *testing.T) {
	original := &graph.Report{ID: "1", Agency: "a", Source: "somebody"}
	blank := withoutAgencies([]graph.Record{original})[0].(*graph.Report)
	require.Equal(t, graph.UnnamedAgency, blank.Agency)
	require.Empty(t, blank.Source)
	require.Equal(t, "a", original.Agency)
}
