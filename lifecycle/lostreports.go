package lifecycle

import (
	"slices"
)

// LossReason says why a report is no longer evidence.
type LossReason string

// The outcomes.
const (
	Withdrawn LossReason = "withdrawn" // its agency withdrew it
	Expired   LossReason = "expired"   // it was older than the retention
)

// LostReports returns the ids of the reports that a previous ring cited and the ring that continues
// it does not, ascending. The store knows what became of them. Agencies may have withdrawn them,
// or they expired; else they are still evidence, but of another ring or of none.
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

// countLost counts the reports with an outcome.
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
