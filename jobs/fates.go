package jobs

import (
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// fate is what became of a report on which a ring stood and stands no more.
type fate string

const (
	withdrawn fate = "withdrawn" // its agency took it back
	expired   fate = "expired"   // it was older than what is kept
)

// fates is what became of reports, by agency-scoped id. Those that stand have none.
type fates map[string]fate

func (f fates) count(ids []string, want fate) (n int) {
	for _, id := range ids {
		if f[id] == want {
			n++
		}
	}
	return n
}

// fatesOf finds out what became of the reports that rings stood on and stand on no more. Which
// reports there are, stands tells.
func fatesOf(ctx context.Context, stands func(id string) bool, c graph.PreviousRings, before []graph.PreviousRing, found []graph.Ring, kin kinship) (fates, error) {
	heirs := make(map[int]int, len(found))
	for i, older := range kin.heirOf {
		heirs[older] = i
	}
	var missing []string
	for i := range before {
		var still []string
		if heir, ok := heirs[i]; ok {
			still = found[heir].ReportIDs
		}
		if !slices.Equal(before[i].ReportIDs, still) {
			missing = append(missing, without(before[i].ReportIDs, still)...)
		}
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	f := fates{}
	if len(missing) == 0 {
		return f, nil
	}
	takenBack, err := c.FilterWithdrawn(ctx, missing)
	if err != nil {
		return nil, err
	}
	for _, id := range missing {
		if !stands(id) {
			f[id] = expired
		}
	}
	for _, id := range takenBack {
		f[id] = withdrawn
	}
	return f, nil
}

// without lists those of ids that are not among others; both are ascending.
func without(ids, others []string) (left []string) {
	for _, id := range ids {
		if _, found := slices.BinarySearch(others, id); !found {
			left = append(left, id)
		}
	}
	return left
}
