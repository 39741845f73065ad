package record

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestCheckPresent(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	require.NoError(t, CheckPresent(&graph.Release{ID: "RL", ReleasedAt: now.Add(Ahead)}, now))
	require.NoError(t, CheckPresent(&graph.Report{ID: "R"}, now))
	err := CheckPresent(&graph.Release{ID: "RL", ReleasedAt: now.Add(Ahead + time.Second)}, now)
	var refusal *Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "RL", refusal.ID)
	require.Equal(t, "released_at", refusal.Field)
	require.Contains(t, refusal.Reason, "once the identifier has passed")
}
