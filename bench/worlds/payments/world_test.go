package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

const testReports = 4000

// files are the three files of a world.
type files struct{ records, truth, innocents []byte }

func written(t *testing.T, seed uint64, blank string) files {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world")
	require.NoError(t, run(testReports, seed, path, blank, 0.3, io.Discard))
	read := func(extension string) []byte {
		content, err := os.ReadFile(path + extension)
		require.NoError(t, err)
		return content
	}
	return files{read(".ndjson"), read(".truth.json"), read(".innocents.json")}
}

func parsed(t *testing.T, content []byte) (records []graph.Record) {
	t.Helper()
	ids := map[string]bool{}
	for line := range bytes.Lines(content) {
		r, err := record.ParseInFile(bytes.TrimSuffix(line, []byte("\n")))
		require.NoError(t, err, "%s", line)
		require.False(t, ids[r.RecordID()], "the id %s occurs twice", r.RecordID())
		ids[r.RecordID()] = true
		records = append(records, r)
	}
	return records
}

type entry struct {
	Kind    string
	Members []graph.Token
}

func groups(t *testing.T, content []byte) (list []entry) {
	t.Helper()
	require.NoError(t, json.Unmarshal(content, &list))
	return list
}

func TestGenerate_Deterministic(t *testing.T) {
	first, second, other := written(t, 7, ""), written(t, 7, ""), written(t, 8, "")
	require.True(t, bytes.Equal(first.records, second.records))
	require.True(t, bytes.Equal(first.truth, second.truth))
	require.True(t, bytes.Equal(first.innocents, second.innocents))
	require.False(t, bytes.Equal(first.records, other.records))
}

func TestGenerate(t *testing.T) {
	for seed := range uint64(4) {
		f := written(t, seed+1, "")
		named := map[graph.Token]bool{}
		reportsOf := map[graph.Token][]string{}
		withdrawn := map[string]bool{}
		reports := 0
		for _, r := range parsed(t, f.records) {
			require.NotEmpty(t, graph.AgencyOf(r))
			switch r := r.(type) {
			case *graph.Report:
				reports++
				for _, i := range r.Identifiers {
					named[i.Token] = true
					reportsOf[i.Token] = append(reportsOf[i.Token], r.ID)
				}
			case *graph.Link:
				from, to, ok := r.Relation.Ends()
				require.True(t, ok)
				require.Equal(t, []graph.Kind{from, to}, []graph.Kind{r.From.Kind, r.To.Kind})
				named[r.From.Token], named[r.To.Token] = true, true
			case *graph.Withdrawal:
				withdrawn[r.Withdraws] = true
			}
		}
		require.InEpsilon(t, testReports, reports, 0.02)

		kinds, ofRing, caused := map[string]int{}, map[graph.Token]bool{}, map[string]bool{}
		for _, ring := range groups(t, f.truth) {
			kinds[ring.Kind]++
			about := map[string]bool{}
			require.GreaterOrEqual(t, len(ring.Members), 4)
			for _, m := range ring.Members {
				require.True(t, named[m], "%s: no record names a member", ring.Kind)
				require.False(t, ofRing[m], "%s: a member is of two rings", ring.Kind)
				ofRing[m] = true
				for _, id := range reportsOf[m] {
					about[id], caused[id] = true, true
					require.False(t, withdrawn[id], "%s: a report was withdrawn", ring.Kind)
				}
			}
			require.GreaterOrEqual(t, len(about), 3, ring.Kind)
		}
		require.GreaterOrEqual(t, len(kinds), len(ringKinds)*2/3, "kinds of rings: %v", kinds)
		share := float64(len(caused)) / float64(reports)
		require.True(t, 0.13 < share && share < 0.35, "rings caused %.2f of the reports", share)

		kinds = map[string]int{}
		for _, innocent := range groups(t, f.innocents) {
			kinds[innocent.Kind]++
			require.NotEmpty(t, innocent.Members)
			for _, m := range innocent.Members {
				require.True(t, named[m], "%s: no record names a member", innocent.Kind)
				require.False(t, ofRing[m], "%s: a member is of a ring", innocent.Kind)
			}
		}
		require.Len(t, kinds, len(innocentKinds))
	}
}

func TestGenerate_OnlyBusinessesAreKnown(t *testing.T) {
	f := written(t, 3, "")
	kindOf := map[graph.Token]map[string]bool{}
	for _, innocent := range groups(t, f.innocents) {
		for _, m := range innocent.Members {
			if kindOf[m] == nil {
				kindOf[m] = map[string]bool{}
			}
			kindOf[m][innocent.Kind] = true
		}
	}
	known := 0
	for _, r := range parsed(t, f.records) {
		if k, ok := r.(*graph.Known); ok {
			known++
			// A known identifier that no other record names is in no group.
			if kinds := kindOf[k.Identifier.Token]; kinds != nil {
				require.True(t, kinds[k.Business], "%s is of %v", k.Business, kinds)
			}
		}
	}
	require.Positive(t, known)
}

func TestGenerate_Blank(t *testing.T) {
	full, blank := written(t, 5, ""), written(t, 5, "region,category,time,agency,source")
	require.Equal(t, full.truth, blank.truth)
	for _, r := range parsed(t, blank.records) {
		require.Empty(t, graph.AgencyOf(r))
		switch r := r.(type) {
		case *graph.Report:
			require.Empty(t, r.Region+r.Category+r.Source)
			require.True(t, r.OccurredAt.IsZero())
		case *graph.Link:
			require.Empty(t, r.Source)
			require.True(t, r.ObservedAt.IsZero())
		}
	}
}

func TestRun_Refuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world")
	require.ErrorContains(t, run(testReports, 1, "", "", 0.3, io.Discard), "-out")
	require.ErrorContains(t, run(10, 1, path, "", 0.3, io.Discard), "-reports")
	require.ErrorContains(t, run(testReports, 1, path, "colour", 0.3, io.Discard), "colour")
	require.ErrorContains(t, run(testReports, 1, path, "", 3, io.Discard), "-known")
}
