package graph

import (
	"cmp"
	"slices"
	"time"
)

// Band is a range of scores.
type Band string

// The bands of flagged rings, from the least certain.
const (
	Medium   Band = "medium"
	High     Band = "high"
	VeryHigh Band = "very_high"
)

// Bands lists every band, from the least certain.
var Bands = [...]Band{Medium, High, VeryHigh}

// BandOf returns the band of a score from 0 to 1. On generated worlds, 99 of 100 rings in the
// highest band are correct.
func BandOf(score float64) Band {
	switch {
	case score >= 0.98:
		return VeryHigh
	case score >= 0.8:
		return High
	}
	return Medium
}

// HighestScore returns the highest score of the band, in hundredths.
func (b Band) HighestScore() float64 {
	switch b {
	case Medium:
		return 0.79
	case High:
		return 0.97
	}
	return 1
}

// Status is the state of a ring.
type Status string

// The statuses of a ring.
const (
	Active    Status = "active"
	Dormant   Status = "dormant"   // no new report for long
	Dismissed Status = "dismissed" // agencies found that it is no ring
	Closed    Status = "closed"    // it ended; its history remains
)

// Statuses lists every status.
var Statuses = [...]Status{Active, Dormant, Dismissed, Closed}

// Flagged reports whether members of a ring with this status are flagged.
func (s Status) Flagged() bool { return s == Active || s == Dormant }

// Ring is a group of identifiers that act together, and the evidence for it.
type Ring struct {
	ID string
	// EvidenceScore is the score by the evidence alone: it ignores age and dismissals.
	EvidenceScore float64
	Score         float64 // 0 to 1
	Band          Band
	Status        Status
	Members       []Member          // by kind, then token
	ReportIDs     []string          // agency-scoped, ascending
	Regions       []string          // most frequent first
	Categories    []string          // most frequent first
	Loss          map[string]Amount // by currency
	FirstSeen     time.Time         // zero if no report has a time
	LastSeen      time.Time
	Explanation   []Reason
	Sources       int         // different sources of its reports; a report without one counts as one
	Agencies      AgencyCount // that filed its reports and links
	Corroborated  bool        // it is flagged without the evidence of any one agency, too
	// ScoreWithoutStrongest is what Score would be without the agency or source whose evidence adds
	// most to it. It is at most Score.
	ScoreWithoutStrongest float64
	Closing               string // why the ring was closed; empty unless it is closed
	MergedInto            string // id of the ring that a closed ring was merged into

	// The graph adds the rest when it reads a published ring.

	CameFrom    []string // ids of the rings that it took in or came out of, ascending
	LedTo       []string // ids of the rings that took it in or came out of it, ascending
	Feedback    Tally
	LaterTokens []Token   // later tokens of members, which have their canonical token in Members
	UpdatedAt   time.Time // when a run last published a change of the ring
}

// AgencyCount says how many agencies there are, and of what kinds, each once, in the order of
// AgencyKinds. It leaves out what is unknown: records that name no agency, and agencies without a
// kind.
type AgencyCount struct {
	Number int
	Kinds  []AgencyKind
}

// FindRing returns the index at which the ring with the id is, or would be inserted, and whether it
// exists. Rings are in the order of their ids.
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

// Member is an identifier of a ring. Strength is greater than 0 and at most 1: the share of the
// identifier's evidence that lies inside the ring.
type Member struct {
	Identifier
	Strength float64
}

// ReasonKind classifies a reason. Code recognises a reason by its kind, never by its text.
type ReasonKind string

// The kinds of reason.
const (
	ReasonTies      ReasonKind = "ties"      // how reports and links connect the members
	ReasonSpread    ReasonKind = "spread"    // whether the ring depends on one identifier
	ReasonRegion    ReasonKind = "region"    // which region the reports share
	ReasonCategory  ReasonKind = "category"  // which category the reports share
	ReasonTime      ReasonKind = "time"      // in how short a time most records fall
	ReasonFlow      ReasonKind = "flow"      // how money moves among the accounts
	ReasonSources   ReasonKind = "sources"   // how many reports come from sources that filed others
	ReasonBusiness  ReasonKind = "business"  // members that belong to a known business
	ReasonHub       ReasonKind = "hub"       // a hub that was set aside; its weight is 0
	ReasonQuiet     ReasonKind = "quiet"     // no new report for long
	ReasonDismissed ReasonKind = "dismissed" // agencies dismissed the ring
	ReasonSize      ReasonKind = "size"      // the size of the community: the only reason of the Louvain method
	// ReasonCorroboration is by how much the score is lower because too much of it rests on one
	// agency or source.
	ReasonCorroboration ReasonKind = "corroboration"
)

// Reason is one part of the explanation of a score. The weights of a ring's reasons add up to its
// score, up to rounding.
type Reason struct {
	Kind   ReasonKind
	Text   string
	Weight float64
	// Reports and Links are samples of the records behind the reason: agency-scoped ids, ascending.
	Reports, Links []string
}

// RingEdge is an edge inside a ring: a report that names a member, or a link between two members.
type RingEdge struct {
	Relation string // "names", or a Relation
	ReportID string // agency-scoped; empty unless Relation is "names"
	From     Identifier
	To       Identifier // the named member, or the end of the link
}
