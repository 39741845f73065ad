package jobs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestSteady(t *testing.T) {
	published := withReports("r", "ABCD", 8, june)
	published.Explanation = []graph.Reason{{Text: "as published", Weight: 0.85}}
	again := func(score float64, letters string, reports int) graph.Ring {
		ring := withReports("r", letters, reports, june)
		ring.EvidenceScore = score
		steady(&graph.PreviousRing{Ring: published}, &ring)
		fade(&ring, june, 0)
		return ring
	}
	require.Equal(t, published, again(0.84, "ABCD", 8), "what is usual changed a little")
	require.Equal(t, graph.High, again(0.831, "ABCD", 8).Band)
	require.InDelta(t, 0.82, again(0.82, "ABCD", 8).Score, 1e-9, "it moved far enough")
	require.InDelta(t, 0.84, again(0.84, "ABCE", 8).Score, 1e-9, "another member")
	require.InDelta(t, 0.84, again(0.84, "ABCD", 9).Score, 1e-9, "another report")
}
