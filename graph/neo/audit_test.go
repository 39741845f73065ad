package neo_test

import (
	"fmt"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// do changes the graph behind the store, as a person with Neo4j Browser can.
func (b *bundle) do(t *testing.T, query string) {
	t.Helper()
	_, err := neo4j.ExecuteQuery(t.Context(), b.driver, query, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
}

// verify checks the audit log.
func (b *bundle) verify(t *testing.T, noted ...graph.AuditHead) graph.AuditCheck {
	t.Helper()
	check := graph.AuditCheck{NotedHeads: noted}
	head, err := b.Audit.Entries(t.Context(), func(e graph.AuditEntry) error { return check.Check(&e) })
	require.NoError(t, err)
	check.Finish(head)
	return check
}

func reads(from, n int) []graph.AuditEntry {
	entries := make([]graph.AuditEntry, n)
	for i := range entries {
		entries[i] = graph.AuditEntry{ID: fmt.Sprint("request-", from+i), Action: graph.AuditMembersRead, Actor: "bank", Ring: "ring-a", Purpose: "a payment that was held", Count: 3}
	}
	return entries
}

// Changes of the audit log by hand are found, and the entry is named.
func TestAudit_Entries_ChangedByHand(t *testing.T) {
	const copied = "MATCH (h:AuditHead), (last:AuditEntry {seq: 9}) "
	for change, says := range map[string]string{
		"MATCH (e:AuditEntry {seq: 4}) DELETE e":                                                                        "entry 4 is missing",
		"MATCH (e:AuditEntry {seq: 4}) REMOVE e:AuditEntry":                                                             "entry 4 is missing",
		"MATCH (e:AuditEntry {seq: 4}) SET e.purpose = 'another'":                                                       "entry 4 is not what was written as entry 4",
		"MATCH (e:AuditEntry {seq: 4}) SET e.count = 4":                                                                 "entry 4 is not what was written as entry 4",
		"MATCH (e:AuditEntry {seq: 4}) REMOVE e.ring":                                                                   "entry 4 is not what was written as entry 4",
		"MATCH (e:AuditEntry {seq: 4}) SET e.hash = 'x'":                                                                "entry 4 is not what was written as entry 4",
		"MATCH (a:AuditEntry {seq: 4}), (b:AuditEntry {seq: 6}) SET a.seq = 400 SET b.seq = 4 SET a.seq = 6":            "entry 4 is not what was written as entry 4",
		"MATCH (e:AuditEntry {seq: 10}) DELETE e":                                                                       "entry 10, the last, is missing",
		"MATCH (e:AuditEntry) DELETE e":                                                                                 "entries 1 to 10, the last, are missing",
		"MATCH (e:AuditEntry {seq: 10}) DELETE e WITH 1 AS x " + copied + "SET h.seq = 9, h.hash = last.hash":           "entry 10 was noted, and the audit log ends with entry 9",
		"MATCH (h:AuditHead) DELETE h":                                                                                  "the audit log's head is entry 0, and entry 10 is there",
		"CREATE (:AuditEntry {seq: 11, id: 'forged', prev: 'x', hash: 'y', at: '', action: 'members_read', actor: ''})": "entry 11",
	} {
		t.Run(change, func(t *testing.T) {
			b := setup(t)
			entries := reads(0, 10)
			require.NoError(t, b.Audit.Append(t.Context(), entries))
			require.Empty(t, b.verify(t, entries[9].Head()).Findings)
			b.do(t, change)
			require.Contains(t, fmt.Sprint(b.verify(t, entries[9].Head()).Findings), says)
		})
	}
}
