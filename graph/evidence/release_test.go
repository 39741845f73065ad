package evidence_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

func TestBoundsOf(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 5, 1+n, 0, 0, 0, 0, time.UTC) }
	by := func(agency string, n int) evidence.Release { return evidence.Release{Agency: agency, At: day(n)} }
	present := day(100)
	for name, test := range map[string]struct {
		releases []evidence.Release
		all      time.Time
	}{
		"none":                           {},
		"one agency":                     {releases: []evidence.Release{by("a", 1), by("a", 5), by("a", 9)}},
		"two agencies":                   {[]evidence.Release{by("b", 3), by("a", 1)}, day(1)},
		"two agencies, the same day":     {[]evidence.Release{by("b", 3), by("a", 3)}, day(3)},
		"at most 30 days apart":          {[]evidence.Release{by("b", 31), by("a", 1)}, day(1)},
		"more than 30 days apart":        {releases: []evidence.Release{by("b", 32), by("a", 1)}},
		"the latest pair":                {[]evidence.Release{by("a", 1), by("b", 1), by("a", 41), by("b", 43), by("a", 90)}, day(41)},
		"others between":                 {[]evidence.Release{by("a", 10), by("a", 20), by("b", 35)}, day(20)},
		"others after":                   {[]evidence.Release{by("b", 1), by("a", 5), by("a", 40), by("a", 41)}, day(1)},
		"an operator":                    {[]evidence.Release{{Agency: "o", Operator: true, At: day(4)}, by("a", 50)}, day(4)},
		"a later one of two":             {[]evidence.Release{{Agency: "o", Operator: true, At: day(9)}, by("a", 1), by("b", 1)}, day(9)},
		"an unnamed agency":              {releases: []evidence.Release{by(graph.UnnamedAgency, 1), by("a", 1), by("", 1)}},
		"one of the two is to come":      {releases: []evidence.Release{by("a", 99), by("b", 101)}},
		"an operator's that is to come":  {releases: []evidence.Release{{Agency: "o", Operator: true, At: day(101)}}},
		"a release of two agencies each": {[]evidence.Release{by("a", 1), by("c", 50), by("b", 2), by("c", 60)}, day(1)},
	} {
		bounds := evidence.BoundsOf(test.releases, present)
		require.Equal(t, test.all, bounds.All, name)
	}
	bounds := evidence.BoundsOf([]evidence.Release{by("a", 9), by("b", 3), by("a", 5)}, present)
	for _, happened := range []struct {
		agency string
		at     time.Time
		void   bool
	}{
		{"a", day(8), true},
		{"a", day(9), false},
		{"b", day(2), true},
		{"b", day(3), false},
		{"c", day(2), true},
		{"c", day(3), false},
		{"c", time.Time{}, true},
	} {
		require.Equal(t, happened.void, bounds.Voids(happened.agency, happened.at), happened)
	}
	alone := evidence.BoundsOf([]evidence.Release{by("a", 9)}, present)
	require.False(t, alone.Voids("c", time.Time{}))
	require.True(t, alone.Voids("a", time.Time{}))
}
