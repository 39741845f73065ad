package neo_test

import (
	"fmt"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

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

func TestAudit_Append(t *testing.T) {
	b := setup(t)
	require.Empty(t, b.verify(t).Findings, "an empty record is whole")
	first := reads(0, 3)
	require.NoError(t, b.Audit.Append(t.Context(), first))
	require.Equal(t, int64(3), first[2].Sequence)
	again := reads(2, 2)
	require.NoError(t, b.Audit.Append(t.Context(), again), "an append whose answer was lost is made again")
	require.Equal(t, first[2], again[0])
	require.Equal(t, int64(4), again[1].Sequence)

	var work errgroup.Group
	for i := range 8 {
		work.Go(func() error { return b.Audit.Append(t.Context(), reads(100*(i+1), 5)) })
	}
	require.NoError(t, work.Wait())
	check := b.verify(t, again[1].Head())
	require.Empty(t, check.Findings, "many that append at a time make one chain")
	require.Equal(t, int64(44), check.Entries)
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

func TestRegister_ChangesAreLogged(t *testing.T) {
	b := setup(t)
	hashes := []string{"aaaaaaaaaaaa1", "bbbbbbbbbbbb2"}
	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis"}, ""), "an agency that files records before it is added gets no rights")
	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank, Regions: []string{"KA"}}, hashes[0]))
	_, err := b.Register.RotateKeys(t.Context(), "axis", graph.Credential{Kind: graph.KeyCredential, Hash: hashes[1]}, 0, 0)
	require.NoError(t, err)
	require.NoError(t, b.Register.RevokeCredential(t.Context(), "axis", graph.CredentialID(hashes[1])))
	require.ErrorIs(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Police}, "c"), graph.ErrConflict)
	var logged []string
	_, err = b.Audit.Entries(t.Context(), func(e graph.AuditEntry) error {
		logged = append(logged, fmt.Sprint(e.Action, " ", e.Agency, " ", e.Credential, " ", e.Detail))
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []string{
		"agency_changed axis  bank in KA",
		"credential_added axis aaaaaaaaaaaa key",
		"credential_rotated axis bbbbbbbbbbbb key; those before it end in 0s",
		"credential_revoked axis bbbbbbbbbbbb ",
	}, logged, "a refused change is not logged")
	require.Empty(t, b.verify(t).Findings)
}
