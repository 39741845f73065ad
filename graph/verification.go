package graph

import "time"

// Finding is what a telco found when it re-verified a number.
type Finding string

// The findings.
const (
	Verified     Finding = "verified"     // the holder is the registered subscriber
	Unverified   Finding = "unverified"   // that could not be shown, and the number remains in service
	Disconnected Finding = "disconnected" // the telco cut the number off
)

const notASubscriber = "not_a_subscriber"

// HolderAsked is the reason of a number that was disconnected because its holder asked for it.
const HolderAsked = "holder_asked"

// FindingReasons lists the reasons that a telco may give for each finding.
var FindingReasons = map[Finding][]string{
	Verified:     {"documents_match", "holder_appeared", "reconnected", "other"},
	Unverified:   {"holder_not_reached", "documents_doubtful", notASubscriber, "other"},
	Disconnected: {"false_documents", "holder_not_known", "reverification_failed", HolderAsked, "court_order", "other"},
}

// Verification is a telco's finding on a number in a ring. The latest finding of each telco counts,
// until the number is cleared or passes to a new holder.
type Verification struct {
	Identifier Identifier // a number; callers may give a later token
	Agency     Agency     // its ID
	Finding    Finding
	Reason     string    // one of FindingReasons
	Day        time.Time // of the finding: midnight UTC
	Note       string    // for the agency's own records; may be empty
	Regions    []string  // of the ring that the number was in
	At         time.Time // by the database's clock
}

// Same reports whether two are the same finding by one agency.
func (v *Verification) Same(other *Verification) bool {
	return v.Agency.ID == other.Agency.ID && v.Finding == other.Finding && v.Reason == other.Reason &&
		v.Day.Equal(other.Day) && v.Note == other.Note
}

// Decides reports whether the finding settles the re-verification for all telcos. "Not a subscriber
// of ours" does not: another telco may have the number.
func (v *Verification) Decides() bool { return v.Finding != Unverified || v.Reason != notASubscriber }

// RevocationQuery selects revocations.
type RevocationQuery struct {
	After Token     // the last token of the previous page; empty for the first page
	Since time.Time // recorded at or after this time; zero: all
	// Regions selects revocations with one of the regions; empty: all. Those that Caller gave are
	// always included.
	Regions []string
	Caller  string // an agency's id
	Limit   int
}
