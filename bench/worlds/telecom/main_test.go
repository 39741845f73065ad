package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// files3 are the contents of a world's three files.
type files3 struct{ records, truth, innocents string }

func generate(t *testing.T, args ...string) files3 {
	t.Helper()
	out := filepath.Join(t.TempDir(), "new", "world")
	require.NoError(t, command(append(args, "-out", out), io.Discard))
	read := func(suffix string) string {
		content, err := os.ReadFile(out + suffix)
		require.NoError(t, err)
		return string(content)
	}
	return files3{read(".ndjson"), read(".truth.json"), read(".innocents.json")}
}

func TestWorld_IsDeterministic(t *testing.T) {
	t.Parallel()
	first := generate(t, "-reports", "4000", "-seed", "5")
	require.Equal(t, first, generate(t, "-reports", "4000", "-seed", "5"))
	other := generate(t, "-reports", "4000", "-seed", "6")
	require.NotEqual(t, first.records, other.records)
	require.NotEqual(t, first.truth, other.truth)
}

// TestWorld_Holds checks what its files promise, over several sizes and seeds.
func TestWorld_Holds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reports    string
		want, seed int
	}{{"100", 100, 1}, {"1000", 1000, 2}, {"6000", 6000, 3}, {"20000", 20000, 4}} {
		files := generate(t, "-reports", c.reports, "-seed", string(rune('0'+c.seed)))
		reports := map[graph.Token]int{}
		named := map[graph.Token]bool{}
		ids := map[string]bool{}
		var all []*graph.Report
		withdrawn := map[string]bool{}
		for line, err := range record.Lines(strings.NewReader(files.records)) {
			require.NoError(t, err)
			r, err := record.ParseInFile(line.Data)
			require.NoError(t, err, string(line.Data))
			again, err := record.MarshalInFile(r)
			require.NoError(t, err)
			require.Equal(t, string(line.Data), string(again))
			require.False(t, ids[r.RecordID()], "ids differ over all agencies")
			ids[r.RecordID()] = true
			switch r := r.(type) {
			case *graph.Report:
				all = append(all, r)
				for _, id := range r.Identifiers {
					reports[id.Token]++
				}
			case *graph.Link:
				named[r.From.Token], named[r.To.Token] = true, true
			case *graph.Release:
				named[r.Identifier.Token] = true
			case *graph.Known:
				named[r.Identifier.Token] = true
			case *graph.Withdrawal:
				require.True(t, ids[r.Withdraws], "a withdrawal follows its report")
				withdrawn[r.Withdraws] = true
			}
		}
		for _, r := range all {
			for _, id := range r.Identifiers {
				named[id.Token] = named[id.Token] || !withdrawn[r.ID]
			}
		}
		require.InEpsilon(t, c.want, len(all), 0.02)

		rings, innocents := parsed(t, files.truth), parsed(t, files.innocents)
		require.NotEmpty(t, innocents)
		ringOf := map[graph.Token]int{}
		for i, g := range append(rings, innocents...) {
			require.NotEmpty(t, g.Kind)
			require.NotEmpty(t, g.Members)
			for _, m := range g.Members {
				require.True(t, named[m], "a record names every member")
				if i < len(rings) {
					require.Zero(t, ringOf[m], "rings have no member in common")
					ringOf[m] = i + 1
				}
			}
		}
		for _, g := range innocents {
			for _, m := range g.Members {
				require.Zero(t, ringOf[m], "no innocent (%s) is in a ring", g.Kind)
			}
		}
		byRing := make([]int, len(rings)+1)
		ofRings, once := 0, 0
		for _, r := range all {
			hit := map[int]bool{}
			single := true
			for _, id := range r.Identifiers {
				hit[ringOf[id.Token]] = true
				single = single && reports[id.Token] == 1
			}
			delete(hit, 0)
			if len(hit) > 0 {
				ofRings++
			}
			if single {
				once++
			}
			for i := range hit {
				if !withdrawn[r.ID] {
					byRing[i]++
				}
			}
		}
		for i, g := range rings {
			require.GreaterOrEqual(t, len(g.Members), 4)
			require.GreaterOrEqual(t, byRing[i+1], 3)
		}
		if c.want >= 6000 {
			share := float64(ofRings) / float64(c.want)
			require.True(t, share > 0.13 && share < 0.36, "rings cause %.2f of the reports", share)
			require.Greater(t, float64(once)/float64(c.want), 0.4, "most reports are of strangers")
			kinds := map[string]bool{}
			for _, g := range rings {
				kinds[g.Kind] = true
			}
			require.Greater(t, len(kinds), 7)
		}
	}
}

type parsedGroup struct {
	Kind    string
	Members []graph.Token
}

func parsed(t *testing.T, text string) (groups []parsedGroup) {
	t.Helper()
	in := json.NewDecoder(strings.NewReader(text))
	in.DisallowUnknownFields()
	require.NoError(t, in.Decode(&groups))
	return groups
}

func TestWorld_Blank(t *testing.T) {
	t.Parallel()
	whole := generate(t, "-reports", "1500")
	blank := generate(t, "-reports", "1500", "-blank", strings.Join(columns, ","))
	require.Equal(t, whole.truth, blank.truth)
	require.Equal(t, whole.innocents, blank.innocents)
	require.Equal(t, strings.Count(whole.records, "\n"), strings.Count(blank.records, "\n"))
	for _, field := range []string{"region", "category", "occurred_at", "observed_at", "agency", "source"} {
		require.Contains(t, whole.records, `"`+field+`":`)
		require.NotContains(t, blank.records, `"`+field+`":`)
	}
}

func TestCommand_Refuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "-out is missing"},
		{[]string{"-out", "x", "more"}, `"more" is no flag`},
		{[]string{"-out", "x", "-reports", "99"}, "-reports is 99"},
		{[]string{"-out", "x", "-blank", "colour"}, `-blank names "colour"`},
	} {
		var log bytes.Buffer
		require.ErrorContains(t, command(c.args, &log), c.want)
	}
}
