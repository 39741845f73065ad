package graph

import (
	"cmp"
	"context"
	"slices"
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

// Bands lists every band, from the least certain.
var Bands = [...]Band{Medium, High, VeryHigh}

// BandOf returns the band of a score of 0 to 1. On generated worlds 99 in 100 rings of the
// highest band are right.
func BandOf(score float64) Band {
	switch {
	case score >= 0.98:
		return VeryHigh
	case score >= 0.8:
		return High
	}
	return Medium
}

// Status says whether a ring is still at work.
type Status string

// The statuses of a ring.
const (
	Active    Status = "active"
	Dormant   Status = "dormant"   // without a new report for long
	Dismissed Status = "dismissed" // agencies found that it is none
	Closed    Status = "closed"    // it is no more; that it was, and its history, stay
)

// Statuses lists every status.
var Statuses = [...]Status{Active, Dormant, Dismissed, Closed}

// Flagged tells whether a ring of this status is held against its members.
func (s Status) Flagged() bool { return s == Active || s == Dormant }

// Ring is a group of identifiers that act together, with what shows it.
type Ring struct {
	ID string
	// EvidenceScore is the score that the evidence alone gives; age and dismissals may have
	// lowered Score.
	EvidenceScore float64
	Score         float64 // 0 to 1
	Band          Band
	Status        Status
	Members       []Member // by kind, then token
	ReportIDs     []string // agency-scoped, ascending
	Regions       []string // most frequent first
	Categories    []string // most frequent first
	Loss          map[string]Amount
	FirstSeen     time.Time // zero when no report tells
	LastSeen      time.Time
	Explanation   []Reason
	Closing       string // why a closed ring was closed
	MergedInto    string // the id of the ring that took a closed one in
	// What the graph adds when a published ring is read.
	CameFrom []string // ids of rings that it took in or came out of, ascending
	LedTo    []string // ids of rings that took it in or came out of it, ascending
	Feedback Tally
	// LaterTokens name members too: members are kept under the token that they had first.
	LaterTokens []Token
	// UpdatedAt is when the run that last changed the ring published it; zero for a
	// ring that was not published.
	UpdatedAt time.Time
}

// FindRing returns where among rings, in the order of their ids, the one with an id is, or would be.
func FindRing(rings []Ring, id string) (int, bool) {
	return slices.BinarySearchFunc(rings, id, func(r Ring, id string) int { return cmp.Compare(r.ID, id) })
}

// MembersByKind counts the members of every kind.
func (r *Ring) MembersByKind() map[Kind]int {
	counts := make(map[Kind]int, len(Kinds))
	for _, kind := range Kinds {
		counts[kind] = 0
	}
	for _, m := range r.Members {
		counts[m.Kind]++
	}
	return counts
}

// Member is an identifier of a ring. Strength is over 0, hanging by a thread, and
// at most 1, all its evidence inside.
type Member struct {
	Identifier
	Strength float64
}

// ReasonKind classifies a reason. Code recognises a reason by its kind, never by its text.
type ReasonKind string

// The kinds of reason.
const (
	ReasonTies      ReasonKind = "ties"      // how densely shared reports and links connect the members
	ReasonSpread    ReasonKind = "spread"    // how evenly the reports are spread over the members
	ReasonRegion    ReasonKind = "region"    // the reports share regions
	ReasonCategory  ReasonKind = "category"  // the reports share categories of fraud
	ReasonTime      ReasonKind = "time"      // the reports fall into one short period
	ReasonHub       ReasonKind = "hub"       // identifiers that were set aside as hubs; the weight is 0
	ReasonQuiet     ReasonKind = "quiet"     // no new report for long; it lowers the score
	ReasonDismissed ReasonKind = "dismissed" // agencies dismissed the ring; it lowers the score
	ReasonSize      ReasonKind = "size"      // the size of the community, the Louvain method's only reason
)

// Reason is one part of the explanation of a score. The weights of a ring's reasons add up to its
// score, up to rounding.
type Reason struct {
	Kind   ReasonKind
	Text   string
	Weight float64
	// Some reports and links that show it: their ids, agency-scoped, ascending.
	Reports, Links []string
}

// Publication is a complete set of rings that a run published.
type Publication struct {
	Sequence int64     // grows by one with every publication; 0 before the first
	Revision int64     // grows where more is known of the same rings: feedback, tokens of later epochs
	RunID    string    // of the run; empty before the first
	At       time.Time // by the database's clock
}

// Rings is where the published rings are read.
type RingReader interface {
	// Publication tells which set of rings is the published one: a quick look. It
	// fails with ErrUnavailable.
	Publication(ctx context.Context) (Publication, error)
	// Published reads one published set whole, never parts of two, in the order of
	// the rings' ids. Closed rings are among them, without members. It fails with
	// ErrUnavailable.
	Published(ctx context.Context) (Publication, []Ring, error)
	// Subgraph reads how the members and reports of a published ring hang together:
	// at most limit edges, and whether there were more. It fails with ErrNotFound and
	// ErrUnavailable.
	Subgraph(ctx context.Context, ringID string, limit int) (edges []RingEdge, more bool, err error)
}

// RingEdge is an edge inside a ring: a report names a member, or a link joins two
// members.
type RingEdge struct {
	Relation string // "names", or a Relation
	ReportID string // agency-scoped, for "names"; otherwise empty
	From     Identifier
	To       Identifier // the one that is named, or the link's other end
}
