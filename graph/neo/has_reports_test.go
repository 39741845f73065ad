package neo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestEvidence_HasReports(t *testing.T) {
	b := setup(t)
	there, err := b.Evidence.HasReports(t.Context())
	require.NoError(t, err)
	require.False(t, there)
	b.save(t, "police", report("R1", day, id(graph.Number, 1)))
	there, err = b.Evidence.HasReports(t.Context())
	require.NoError(t, err)
	require.True(t, there)
}
