package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// newLog returns an audit log of n entries.
func newLog(t *testing.T, n int) []graph.AuditEntry {
	t.Helper()
	head := graph.AuditHead{Hash: graph.ZeroHash}
	entries := make([]graph.AuditEntry, n)
	for i := range entries {
		entries[i] = graph.AuditEntry{
			ID: fmt.Sprint("id-", i), Action: graph.AuditMembersRead, Actor: "bank",
			Ring: "ring-a", Purpose: "case <7>", Count: int64(i),
		}
		require.NoError(t, entries[i].Chain(head, time.Unix(int64(i), 0)))
		head = entries[i].Head()
	}
	return entries
}

func findings(t *testing.T, entries []graph.AuditEntry, head graph.AuditHead, noted ...graph.AuditHead) []string {
	t.Helper()
	check := graph.AuditCheck{NotedHeads: noted}
	for i := range entries {
		require.NoError(t, check.Check(&entries[i]))
	}
	check.Finish(head)
	return check.Findings
}

func TestAuditCheck(t *testing.T) {
	whole := newLog(t, 6)
	head := whole[5].Head()
	for name, c := range map[string]struct {
		change func(e []graph.AuditEntry) []graph.AuditEntry
		head   graph.AuditHead
		noted  []graph.AuditHead
		want   []string
	}{
		"whole": {func(e []graph.AuditEntry) []graph.AuditEntry { return e }, head, []graph.AuditHead{whole[2].Head()}, nil},
		"one removed": {
			func(e []graph.AuditEntry) []graph.AuditEntry { return append(e[:2:2], e[3:]...) }, head, nil,
			[]string{"entry 3 is missing"},
		},
		"two removed": {
			func(e []graph.AuditEntry) []graph.AuditEntry { return append(e[:2:2], e[4:]...) }, head, nil,
			[]string{"entries 3 to 4 are missing"},
		},
		"the first removed": {func(e []graph.AuditEntry) []graph.AuditEntry { return e[1:] }, head, nil, []string{"entry 1 is missing"}},
		"the last removed": {
			func(e []graph.AuditEntry) []graph.AuditEntry { return e[:5] }, head, nil,
			[]string{"entry 6, the last, is missing"},
		},
		"all removed": {
			func([]graph.AuditEntry) []graph.AuditEntry { return nil }, head, nil,
			[]string{"entries 1 to 6, the last, are missing"},
		},
		"cut with its head": {
			func(e []graph.AuditEntry) []graph.AuditEntry { return e[:5] }, whole[4].Head(),
			[]graph.AuditHead{head},
			[]string{"entry 6 was noted, and the audit log ends with entry 5"},
		},
		"altered": {
			func(e []graph.AuditEntry) []graph.AuditEntry { e[2].Purpose = "other"; return e }, head, nil,
			[]string{"entry 3 is not what was written as entry 3"},
		},
		"altered and hashed again": {func(e []graph.AuditEntry) []graph.AuditEntry {
			e[2].Purpose = "x"
			e[2].Hash, _ = e[2].ComputeHash()
			return e
		}, head, nil, []string{"entry 4 does not follow entry 3"}},
		"two exchanged": {func(e []graph.AuditEntry) []graph.AuditEntry {
			e[1], e[2] = e[2], e[1]
			e[1].Sequence, e[2].Sequence = 2, 3
			return e
		}, head, nil, []string{"entry 2 is not what was written as entry 2", "entry 3 is not what was written as entry 3"}},
		"rewritten from one on": {func(e []graph.AuditEntry) []graph.AuditEntry {
			e[3].Purpose = "x"
			for i := 3; i < 6; i++ {
				at, err := time.Parse(time.RFC3339Nano, e[i].At)
				require.NoError(t, err)
				require.NoError(t, e[i].Chain(e[i-1].Head(), at))
			}
			return e
		}, graph.AuditHead{Sequence: 6, Hash: "as the head was"}, []graph.AuditHead{head}, []string{"entry 6 is not the one whose hash was noted", "entry 6, the last, is not the one"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := findings(t, c.change(append([]graph.AuditEntry{}, whole...)), c.head, c.noted...)
			if c.want == nil {
				require.Empty(t, got)
			}
			for _, text := range c.want {
				require.Contains(t, strings.Join(got, "\n"), text)
			}
		})
	}
	require.Empty(t, findings(t, nil, graph.AuditHead{Hash: graph.ZeroHash}), "an empty log is whole")
}

func TestAuditEntry_Canonical(t *testing.T) {
	e := newLog(t, 1)[0]
	canonical, err := e.Canonical()
	require.NoError(t, err)
	require.JSONEq(t, `{"seq":1,"at":"1970-01-01T00:00:00Z","id":"id-0","action":"members_read","actor":"bank","ring":"ring-a","purpose":"case <7>","prev":"`+graph.ZeroHash+`"}`, string(canonical))
	require.NotContains(t, string(canonical), `\u003c`, "characters are not escaped")
	other := e
	other.Hash = "x"
	again, err := other.Canonical()
	require.NoError(t, err)
	require.Equal(t, canonical, again)
}
