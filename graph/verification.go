package graph

import (
	"context"
	"time"
)

// Finding is what a telco found when it verified anew who holds a number.
type Finding string

// The findings.
const (
	Verified     Finding = "verified"     // the holder is whom the telco has on record
	Unverified   Finding = "unverified"   // that could not be shown, and the number works on
	Disconnected Finding = "disconnected" // the number was cut off
)

const notASubscriber = "not_a_subscriber"

// FindingReasons lists why a telco may come to each finding.
var FindingReasons = map[Finding][]string{
	Verified:     {"documents_match", "holder_appeared", "reconnected", "other"},
	Unverified:   {"holder_not_reached", "documents_doubtful", notASubscriber, "other"},
	Disconnected: {"false_documents", "holder_not_known", "reverification_failed", "holder_asked", "court_order", "other"},
}

// Verification is a telco's answer to the question who holds a number that is in a ring. Of
// several by one telco the latest counts, until the number is cleared or passes to a new holder.
type Verification struct {
	Identifier Identifier // a number; when it is given, its token may be of a later epoch
	Agency     Agency     // its ID
	Finding    Finding
	Reason     string    // one of FindingReasons
	Day        time.Time // on which it was found so: midnight, UTC
	Note       string    // for the agency's own records; empty where there is none
	Regions    []string  // of the ring that it was asked about
	At         time.Time // by the database's clock
}

// Same reports whether two say the same of a number in the name of one agency.
func (v *Verification) Same(other *Verification) bool {
	return v.Agency.ID == other.Agency.ID && v.Finding == other.Finding && v.Reason == other.Reason && v.Day.Equal(other.Day) && v.Note == other.Note
}

// Decides reports whether a finding answers the question for all: that a number is not of its
// subscribers is for an agency to say of itself alone.
func (v *Verification) Decides() bool { return v.Finding != Unverified || v.Reason != notASubscriber }

// Verifications keeps what telcos found.
type VerificationStore interface {
	// Verify keeps a finding, and the entry on record in the same transaction, and fills in
	// its At and the token that the number is kept under. What the agency said last, in the same
	// words, is not kept again: fresh is false then. Where the number is not asked for, only
	// what puts an earlier finding of the agency right is kept. It fails with ErrNotFound where no
	// such number is kept, or it is not asked for and nothing was found of it, with ErrConflict
	// where it was cleared or passed to a new holder after the finding's day, and with ErrUnavailable.
	AddVerification(ctx context.Context, v *Verification, asked bool, on AuditEntry) (fresh bool, err error)
	// Verified lists the findings that count of some numbers, by the tokens that are given:
	// the latest of each agency, the latest first. It fails with ErrUnavailable.
	Verifications(ctx context.Context, tokens []Token) (map[Token][]Verification, error)
	// Revoked lists numbers that are disconnected, each once, in the order of their tokens. It
	// fails with ErrUnavailable.
	Revocations(ctx context.Context, q RevocationQuery) ([]Verification, error)
}

// RevokedQuery says which revocations are asked for.
type RevocationQuery struct {
	After Token     // empty for the first page
	Since time.Time // kept at that time or later; zero for all
	// Regions are those of the rings that they came of; empty for any. Those that Asker
	// kept are there whatever region they are of.
	Regions []string
	Caller  string
	Limit   int
}
