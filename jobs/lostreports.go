package jobs

import (
	"context"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// classifyLostReports says, for each report that a ring cited before and no longer does, whether it
// was withdrawn or expired. A report that is still evidence is not in the map. It returns
// graph.ErrUnavailable and the context's error.
func classifyLostReports(
	ctx context.Context, lost []string, isEvidence func(id string) bool, store graph.PreviousRings,
) (map[string]lifecycle.LossReason, error) {
	if len(lost) == 0 {
		return nil, nil
	}
	withdrawn, err := store.FilterWithdrawn(ctx, lost)
	if err != nil {
		return nil, err
	}
	reasons := map[string]lifecycle.LossReason{}
	for _, id := range lost {
		if !isEvidence(id) {
			reasons[id] = lifecycle.Expired
		}
	}
	for _, id := range withdrawn {
		reasons[id] = lifecycle.Withdrawn
	}
	return reasons, nil
}
