package graph

import (
	"context"
	"time"
)

// Band is a ring's score in words.
type Band string

// The bands of rings that are flagged, from the least certain.
const (
	Medium   Band = "medium"
	High     Band = "high"
	VeryHigh Band = "very_high"
)

// BandOf returns the band of a score of 0 to 1.
func BandOf(score float64) Band {
	switch {
	case score >= 0.8:
		return VeryHigh
	case score >= 0.6:
		return High
	}
	return Medium
}

// Ring is a group of identifiers that act together, with what shows it.
type Ring struct {
	ID          string
	Score       float64 // 0 to 1
	Band        Band
	Status      string // "active" or "dormant"
	Members     []Member
	ReportIDs   []string // agency-scoped, ascending
	Regions     []string // most frequent first
	Categories  []string // most frequent first
	Loss        map[string]Amount
	FirstSeen   time.Time // zero when no report tells
	LastSeen    time.Time
	Explanation []Reason
}

// Member is an identifier of a ring. Strength is over 0, hanging by a thread, and
// at most 1, all its evidence inside.
type Member struct {
	Identifier
	Strength float64
}

// Reason is a part of why a ring was flagged; the weights add up to its score.
type Reason struct {
	Text   string
	Weight float64
}

// Evidence is where detection reads what was reported.
type Evidence interface {
	// Snapshot reads the structure of all that stands. It fails with
	// ErrUnavailable.
	Snapshot(ctx context.Context) (*Snapshot, error)
	// Reports reads the reports with these agency-scoped ids, in their order,
	// without what they name. It fails with ErrUnavailable, and with ErrNotFound
	// when one is gone.
	Reports(ctx context.Context, ids []string) ([]Report, error)
}
