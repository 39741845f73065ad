package neo

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// Reading in parts returns the same as reading in one: everything, and nothing twice.
func TestEvidence_SnapshotInParts(t *testing.T) {
	server := neotest.Server(t)
	neotest.Wipe(t)
	s, err := Open(Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	require.NoError(t, s.Prepare(t.Context()))
	const reports = 12_000 // 28,000 nodes: three ranges of 10,000 ids
	_, err = neo4j.ExecuteQuery(t.Context(), s.driver, `
		UNWIND range(1, $reports) AS n
		CREATE (r:Report {id: 'x/' + n, agency: 'x'})-[:NAMES]->(i:Identifier:Number {token: 'tk1_' + right('aaaaaaaaaaaaaaaaaaaaaaaaaa' + replace(replace(replace(replace(toString(n), '0', 'b'), '1', 'c'), '8', 'd'), '9', 'e'), 26)})
		WITH n, i WHERE n % 3 = 0
		CREATE (i)-[:USED_IN {id: 'x/L' + n}]->(:Identifier:Device {token: 'tk2_' + substring(i.token, 4)})`,
		map[string]any{"reports": reports}, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	whole, err := s.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	require.Len(t, whole.ReportIDs, reports)
	require.Len(t, whole.Identifiers, reports+reports/3)
	require.Equal(t, reports+reports/3, whole.Edges())
	mentions := mentionsOf(whole)
	for _, grouped := range []int64{10_000, 3_500, 1_000} {
		s.Evidence.rowsPerPart = grouped
		parts, err := s.Evidence.Snapshot(t.Context())
		require.NoError(t, err)
		require.True(t, slices.Equal(mentions, mentionsOf(parts)), grouped)
		parts.Mentions = whole.Mentions
		require.Equal(t, whole, parts, grouped)
	}
}

// mentionsOf lists which report names what, sorted: a snapshot has no order of them.
func mentionsOf(s *evidence.Snapshot) [][2]uint32 {
	all := make([][2]uint32, len(s.Mentions.Report))
	for i := range all {
		all[i] = [2]uint32{s.Mentions.Report[i], s.Mentions.Identifier[i]}
	}
	slices.SortFunc(all, func(x, y [2]uint32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return all
}
