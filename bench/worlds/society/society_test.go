package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// files are the contents of a world's three files.
type files struct{ records, truth, innocents []byte }

func worldOf(t *testing.T, reports int, seed uint64, blank string) files {
	t.Helper()
	path := filepath.Join(t.TempDir(), "worlds", "w")
	require.NoError(t, run(reports, seed, path, blank))
	read := func(extension string) []byte {
		content, err := os.ReadFile(path + extension)
		require.NoError(t, err)
		return content
	}
	return files{read(".ndjson"), read(".truth.json"), read(".innocents.json")}
}

func parsed(t *testing.T, content []byte) (list []graph.Record) {
	t.Helper()
	for line, err := range record.Lines(bytes.NewReader(content)) {
		require.NoError(t, err)
		r, err := record.ParseInFile(line.Data)
		require.NoError(t, err, "line %d", line.Number)
		list = append(list, r)
	}
	return list
}

type fileGroup struct {
	Kind    string        `json:"kind"`
	Members []graph.Token `json:"members"`
}

func groupsIn(t *testing.T, content []byte) (list []fileGroup) {
	t.Helper()
	require.NoError(t, json.Unmarshal(content, &list))
	return list
}

func TestDeterministic(t *testing.T) {
	t.Parallel()
	first, second := worldOf(t, 2000, 7, ""), worldOf(t, 2000, 7, "")
	require.True(t, bytes.Equal(first.records, second.records))
	require.True(t, bytes.Equal(first.truth, second.truth))
	require.True(t, bytes.Equal(first.innocents, second.innocents))
	require.False(t, bytes.Equal(first.records, worldOf(t, 2000, 8, "").records), "the seed changes the world")
}

func TestReportsAsRequested(t *testing.T) {
	t.Parallel()
	for _, want := range []int{1, 300, 5000, 20_000} {
		reports := 0
		ids := map[string]bool{}
		for _, r := range parsed(t, worldOf(t, want, 3, "").records) {
			require.False(t, ids[r.RecordID()], "ids are unique over all agencies")
			ids[r.RecordID()] = true
			require.NotEmpty(t, graph.AgencyOf(r))
			if r.RecordType() == "report" {
				reports++
			}
		}
		require.InEpsilon(t, want, reports, 0.02)
	}
}

// TestGroupsAreNamed checks the members of every group against the records, without the
// generator's own counts.
func TestGroupsAreNamed(t *testing.T) {
	t.Parallel()
	world := worldOf(t, 8000, 5, "")
	named, naming := namesIn(parsed(t, world.records))
	gangs, innocents := groupsIn(t, world.truth), groupsIn(t, world.innocents)
	require.Greater(t, len(gangs), 10)
	require.Greater(t, len(innocents), 50)
	inGang := map[graph.Token]bool{}
	for _, g := range gangs {
		require.NotEmpty(t, g.Kind)
		require.GreaterOrEqual(t, len(g.Members), truth.MinMembers)
		require.GreaterOrEqual(t, countReports(g.Members, naming), truth.MinReports)
		for _, m := range g.Members {
			require.True(t, named[m])
			inGang[m] = true
		}
	}
	for _, g := range innocents {
		require.True(t, len(g.Members) >= truth.MinMembers || countReports(g.Members, naming) >= truth.MinReports, g)
		for _, m := range g.Members {
			require.True(t, named[m])
			require.False(t, inGang[m], "an innocent group has nothing that a gang used")
		}
	}
}

// namesIn returns the identifiers that reports and links name, and the reports that name each.
// Withdrawn reports do not count.
func namesIn(records []graph.Record) (named map[graph.Token]bool, naming map[graph.Token][]string) {
	named, naming = map[graph.Token]bool{}, map[graph.Token][]string{}
	withdrawn := map[string]bool{}
	for _, r := range records {
		if w, ok := r.(*graph.Withdrawal); ok {
			withdrawn[w.Withdraws] = true
		}
	}
	for _, r := range records {
		switch r := r.(type) {
		case *graph.Report:
			if withdrawn[r.ID] {
				continue
			}
			for _, id := range r.Identifiers {
				named[id.Token] = true
				naming[id.Token] = append(naming[id.Token], r.ID)
			}
		case *graph.Link:
			named[r.From.Token], named[r.To.Token] = true, true
		}
	}
	return named, naming
}

func countReports(members []graph.Token, naming map[graph.Token][]string) int {
	var ids []string
	for _, m := range members {
		ids = append(ids, naming[m]...)
	}
	slices.Sort(ids)
	return len(slices.Compact(ids))
}

func TestMostReportsNameWhatIsNamedOnce(t *testing.T) {
	t.Parallel()
	records := parsed(t, worldOf(t, 20_000, 2, "").records)
	_, naming := namesIn(records)
	reports, once := 0, 0
	for _, r := range records {
		if r, ok := r.(*graph.Report); ok {
			reports++
			if !slices.ContainsFunc(r.Identifiers, func(id graph.Identifier) bool { return len(naming[id.Token]) > 1 }) {
				once++
			}
		}
	}
	require.Greater(t, float64(once)/float64(reports), 0.45)
}

func TestWithdrawalsComeAfterTheirReports(t *testing.T) {
	t.Parallel()
	at := map[string]int{}
	withdrawals := 0
	for i, r := range parsed(t, worldOf(t, 8000, 4, "").records) {
		at[r.RecordID()] = i
		if w, ok := r.(*graph.Withdrawal); ok {
			withdrawals++
			require.Contains(t, at, w.Withdraws)
		}
	}
	require.Positive(t, withdrawals)
}

// TestBlank checks that columns are emptied, and that nothing else changes.
func TestBlank(t *testing.T) {
	t.Parallel()
	full, blank := worldOf(t, 1500, 6, ""), worldOf(t, 1500, 6, "region,category,time,agency,source")
	require.True(t, bytes.Equal(full.truth, blank.truth))
	before, after := parsed(t, full.records), parsed(t, blank.records)
	require.Len(t, after, len(before))
	filled := 0
	for i, r := range after {
		require.Equal(t, before[i].RecordID(), r.RecordID())
		require.Empty(t, graph.AgencyOf(r))
		switch r := r.(type) {
		case *graph.Report:
			require.True(t, r.OccurredAt.IsZero())
			require.Empty(t, r.Region+r.Category+r.Source)
			old := before[i].(*graph.Report)
			require.Equal(t, old.Identifiers, r.Identifiers)
			if old.Region != "" && old.Category != "" && old.Source != "" {
				filled++
			}
		case *graph.Link:
			require.True(t, r.ObservedAt.IsZero())
			require.Empty(t, r.Source)
		}
	}
	require.Positive(t, filled)
	_, err := parseBlanks("region,colour")
	require.ErrorContains(t, err, "colour")
}

func TestWorldHasEveryTypeOfRecord(t *testing.T) {
	t.Parallel()
	types := map[string]int{}
	relations := map[graph.Relation]int{}
	for _, r := range parsed(t, worldOf(t, 8000, 9, "").records) {
		types[r.RecordType()]++
		if l, ok := r.(*graph.Link); ok {
			relations[l.Relation]++
		}
	}
	for _, name := range []string{"report", "link", "release", "withdrawal", "known"} {
		require.Positive(t, types[name], name)
	}
	for _, r := range graph.Relations {
		require.Positive(t, relations[r], r)
	}
}
