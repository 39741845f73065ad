package evaluation

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestFeedback(t *testing.T) {
	ring := func(band graph.Band, score float64, confirmed, dismissed int) graph.Ring {
		return graph.Ring{Band: band, Score: score, Feedback: graph.Tally{Confirmed: confirmed, Dismissed: dismissed}}
	}
	bands := Feedback([]graph.Ring{
		ring(graph.High, 0.8, 1, 0), ring(graph.High, 0.9, 2, 1), ring(graph.High, 0.85, 0, 1), ring(graph.High, 0.95, 1, 1),
		ring(graph.High, 0.9, 0, 0), ring(graph.VeryHigh, 0.99, 3, 0),
	})
	require.Equal(t, BandVerdicts{Band: graph.Medium}, bands[0])
	require.Equal(t, BandVerdicts{Band: graph.High, Rings: 5, Judged: 4, Disagreed: 2, Confirmed: 2, MeanScore: 0.875, Share: 0.5}, bands[1])
	require.Equal(t, 1.0, bands[2].Share)
	var out bytes.Buffer
	require.NoError(t, PrintFeedback(&out, bands))
	require.Contains(t, out.String(), "high               5         4          2          2       0.875      0.500")
}
