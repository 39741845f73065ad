package lifecycle

import (
	"slices"
)

// LossReason is why a report is no longer evidence.
type LossReason string

// The reasons.
const (
	Withdrawn LossReason = "withdrawn" // its agency withdrew it
	Expired   LossReason = "expired"   // it was older than the retention
)

// LostReports returns the ids of the reports that a previous ring cited and the ring that continues
// it does not, ascending. Each was withdrawn, expired, or is still evidence, but of another ring or
// of none. Only the store can say which.
func (m *Matching) LostReports() (lost []string) {
	successor := make(map[int]int, len(m.found))
	for i, predecessor := range m.predecessor {
		successor[predecessor] = i
	}
	for i := range m.previous {
		var cited []string
		if s, ok := successor[i]; ok {
			cited = m.found[s].ReportIDs
		}
		if !slices.Equal(m.previous[i].ReportIDs, cited) {
			lost = append(lost, without(m.previous[i].ReportIDs, cited)...)
		}
	}
	slices.Sort(lost)
	return slices.Compact(lost)
}

// countLost counts the reports that were lost for a reason.
func (a *advance) countLost(reports []string, want LossReason) (n int) {
	for _, id := range reports {
		if a.LostReports[id] == want {
			n++
		}
	}
	return n
}

// without returns the ids that are not among others. Both are ascending.
func without(ids, others []string) (left []string) {
	for _, id := range ids {
		if _, found := slices.BinarySearch(others, id); !found {
			left = append(left, id)
		}
	}
	return left
}
