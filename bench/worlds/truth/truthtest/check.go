// Package truthtest checks the files of a world against its records, without the generator's own
// counts.
package truthtest

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// Group is a group in a file.
type Group struct {
	Kind    string        `json:"kind"`
	Members []graph.Token `json:"members"`
}

// Check checks the world whose files are path.ndjson, path.truth.json and path.planned.json: every
// ring of the truth is large, is of the kind and the members of one planned ring, and is connected
// by records.
func Check(t *testing.T, path string) {
	t.Helper()
	named := standing(parse(t, path+".ndjson"))
	planned := map[graph.Token][]int{} // the planned rings of an identifier
	plans := Read(t, path+".planned.json")
	for i, ring := range plans {
		for _, m := range ring.Members {
			planned[m] = append(planned[m], i)
		}
	}
	rings := Read(t, path+".truth.json")
	require.NotEmpty(t, rings)
	for _, ring := range rings {
		require.GreaterOrEqual(t, len(ring.Members), truth.MinMembers)
		require.GreaterOrEqual(t, reportsOf(ring, named), truth.MinReports)
		require.True(t, isPart(ring, plans, planned), "%s is no part of a planned ring", ring.Kind)
		require.True(t, connected(ring, named), "%s is not connected", ring.Kind)
	}
}

// Read returns the groups in a file.
func Read(t *testing.T, name string) (groups []Group) {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &groups))
	return groups
}

func parse(t *testing.T, name string) (records []graph.Record) {
	t.Helper()
	file, err := os.Open(name)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	for line, err := range record.Lines(file) {
		require.NoError(t, err)
		r, err := record.ParseInFile(line.Data)
		require.NoError(t, err, "%s", line.Data)
		records = append(records, r)
	}
	return records
}

// names are the identifiers that one report or link names.
type names struct {
	report bool
	ids    []graph.Token
}

// standing returns what the reports and links name that were not withdrawn.
func standing(records []graph.Record) (all []names) {
	withdrawn := map[string]bool{}
	for _, r := range records {
		if w, ok := r.(*graph.Withdrawal); ok {
			withdrawn[w.Withdraws] = true
		}
	}
	for _, r := range records {
		if withdrawn[r.RecordID()] {
			continue
		}
		switch r := r.(type) {
		case *graph.Report:
			n := names{report: true}
			for _, id := range r.Identifiers {
				n.ids = append(n.ids, id.Token)
			}
			all = append(all, n)
		case *graph.Link:
			all = append(all, names{ids: []graph.Token{r.From.Token, r.To.Token}})
		}
	}
	return all
}

func reportsOf(ring Group, named []names) (count int) {
	members := setOf(ring.Members)
	for _, n := range named {
		for _, id := range n.ids {
			if n.report && members[id] {
				count++
				break
			}
		}
	}
	return count
}

func isPart(ring Group, plans []Group, planned map[graph.Token][]int) bool {
	common := map[int]int{}
	for _, m := range ring.Members {
		for _, plan := range planned[m] {
			common[plan]++
			if common[plan] == len(ring.Members) && plans[plan].Kind == ring.Kind {
				return true
			}
		}
	}
	return false
}

// connected spreads from one member over records that name two.
func connected(ring Group, named []names) bool {
	members := setOf(ring.Members)
	next := map[graph.Token][]graph.Token{}
	for _, n := range named {
		var within []graph.Token
		for _, id := range n.ids {
			if members[id] {
				within = append(within, id)
			}
		}
		for i := 1; i < len(within); i++ {
			next[within[0]] = append(next[within[0]], within[i])
			next[within[i]] = append(next[within[i]], within[0])
		}
	}
	reached := map[graph.Token]bool{ring.Members[0]: true}
	for open := ring.Members[:1]; len(open) > 0; {
		id := open[0]
		open = open[1:]
		for _, other := range next[id] {
			if !reached[other] {
				reached[other] = true
				open = append(open, other)
			}
		}
	}
	return len(reached) == len(members)
}

func setOf(tokens []graph.Token) map[graph.Token]bool {
	set := make(map[graph.Token]bool, len(tokens))
	for _, token := range tokens {
		set[token] = true
	}
	return set
}
