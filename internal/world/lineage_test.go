package world_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

// dated is a record with its day.
type dated struct {
	day    int
	record graph.Record
}

func generateByDay(t testing.TB, o world.Options) (records []dated, truth world.Truth) {
	t.Helper()
	truth, err := world.GenerateByDay(o, func(day int, r graph.Record) error {
		records = append(records, dated{day, r})
		return nil
	})
	require.NoError(t, err)
	return records, truth
}

// tokensOf returns the tokens that a record names.
func tokensOf(r graph.Record) (named []graph.Token) {
	switch r := r.(type) {
	case *graph.Report:
		for _, id := range r.Identifiers {
			named = append(named, id.Token)
		}
	case *graph.Link:
		named = append(named, r.From.Token, r.To.Token)
	}
	return named
}

// connecting counts the records that name members of both rings, on the days from first to last-1,
// except some.
func connecting(records []dated, a, b []graph.Token, first, last int, except map[string]bool) (n int) {
	side := map[graph.Token]int{}
	for _, token := range a {
		side[token] = 1
	}
	for _, token := range b {
		side[token] = 2
	}
	for _, r := range records {
		if r.day < first || r.day >= last || except[r.record.RecordID()] {
			continue
		}
		sides := 0
		for _, token := range tokensOf(r.record) {
			sides |= side[token]
		}
		n += count(sides == 3)
	}
	return n
}

func TestGenerateByDay_PlantsMergesAndSplits(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		o := world.Options{Reports: 20_000, Seed: 3, Variety: variety, Lineage: true}
		records, truth := generateByDay(t, o)
		whole := map[string]bool{}
		for _, r := range truth.Rings {
			whole[strings.Join(asStrings(r.Members), " ")] = true
		}
		inTruth := func(rings [][]graph.Token) bool {
			all := true
			for _, members := range rings {
				all = all && whole[strings.Join(asStrings(members), " ")]
			}
			return all
		}
		withdrawn := map[string]bool{}
		days := map[string]int{}
		agencies := map[string]string{}
		reports := 0
		for _, r := range records {
			days[r.record.RecordID()], agencies[r.record.RecordID()] = r.day, graph.AgencyOf(r.record)
			switch r := r.record.(type) {
			case *graph.Report:
				reports++
			case *graph.Withdrawal:
				withdrawn[r.Withdraws] = true
			}
		}
		require.Equal(t, o.Reports, reports)
		for _, r := range records {
			line, err := record.MarshalInFile(r.record)
			require.NoError(t, err)
			_, err = record.ParseInFile(line)
			require.NoError(t, err, string(line))
			if w, is := r.record.(*graph.Withdrawal); is {
				require.Contains(t, days, w.Withdraws)
				require.Less(t, days[w.Withdraws], r.day, "a withdrawal follows the record that it withdraws")
				require.Equal(t, agencies[w.Withdraws], w.Agency, "only the agency that filed a record can withdraw it")
			}
		}
		kinds := map[world.EventKind]int{}
		for _, e := range truth.Events {
			kinds[e.Kind]++
			require.True(t, inTruth(e.After), "the truth holds on the last day")
			if e.Kind == world.Merged {
				require.Len(t, e.Before, 2)
				require.Len(t, e.After, 1)
				require.Zero(t, connecting(records, e.Before[0], e.Before[1], 0, e.Day, nil))
				require.Greater(t, connecting(records, e.Before[0], e.Before[1], e.Day, world.Days, nil), 5)
			} else {
				require.Len(t, e.Before, 1)
				require.Len(t, e.After, 2)
				require.Greater(t, connecting(records, e.After[0], e.After[1], 0, e.Day, nil), 3)
				require.Zero(t, connecting(records, e.After[0], e.After[1], 0, world.Days, withdrawn), "only withdrawn links connect them")
				require.False(t, inTruth(e.Before))
			}
		}
		require.GreaterOrEqual(t, kinds[world.Merged], 2, "variety %v", variety)
		require.GreaterOrEqual(t, kinds[world.Split], 2, "variety %v", variety)
	}
}

// A world that ends early is the start of the whole one, and its truth is what shows by then.
func TestGenerateByDay_Until(t *testing.T) {
	o := world.Options{Reports: 3000, Seed: 2, Variety: 1, Lineage: true}
	whole, _ := generateByDay(t, o)
	for _, until := range []int{1, 100, 200, world.Days} {
		o.Until = until
		part, truth := generateByDay(t, o)
		require.Equal(t, whole[:len(part)], part)
		require.True(t, len(part) == len(whole) || whole[len(part)].day >= until)
		named := map[graph.Token]bool{}
		for _, r := range part {
			require.Less(t, r.day, until)
			for _, token := range tokensOf(r.record) {
				named[token] = true
			}
		}
		for _, r := range truth.Rings {
			for _, token := range r.Members {
				require.True(t, named[token])
			}
		}
		for _, e := range truth.Events {
			require.Less(t, e.Day, until)
		}
	}
	for _, until := range []int{-1, world.Days + 1} {
		_, err := world.GenerateByDay(world.Options{Reports: 1, Until: until}, func(int, graph.Record) error { return nil })
		require.ErrorContains(t, err, "until: want 1 to 365")
	}
}

func TestWriteEvents(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, world.WriteEvents(&b, []world.Event{{Day: 31, Kind: world.Merged, Before: [][]graph.Token{tokens("a"), tokens("b")}, After: [][]graph.Token{tokens("ab")}}}))
	a, c := string(tokens("a")[0]), string(tokens("b")[0])
	require.Equal(t, "[\n"+`{"day":"2025-07-02","kind":"merged","before":[["`+a+`"],["`+c+`"]],"after":[["`+a+`","`+c+`"]]}`+"\n]\n", b.String())
	b.Reset()
	require.NoError(t, world.WriteEvents(&b, nil))
	require.Equal(t, "[\n]\n", b.String())
}

// tokens returns one token for each letter.
func tokens(letters string) []graph.Token {
	all := make([]graph.Token, 0, len(letters))
	for _, c := range letters {
		all = append(all, graph.Token("tk1_"+strings.Repeat(string(c), 26)))
	}
	return all
}
