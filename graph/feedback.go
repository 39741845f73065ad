package graph

import (
	"context"
	"time"
)

// Verdict is what an agency makes of a ring.
type Verdict string

// The verdicts.
const (
	Confirms  Verdict = "confirmed"
	Dismisses Verdict = "dismissed"
)

// FeedbackReasons lists why an agency may come to each verdict.
var FeedbackReasons = map[Verdict][]string{
	Confirms:  {"investigated", "arrests_made", "funds_traced", "matches_own_case", "other"},
	Dismisses: {"genuine_subscribers", "shared_equipment", "service_number", "wrong_identifier", "insufficient_evidence", "other"},
}

// Feedback is what an agency says of a ring. Of several by one agency the latest counts.
type Feedback struct {
	RingID  string
	Agency  Agency // its ID and Kind
	Verdict Verdict
	Reason  string    // one of FeedbackReasons
	Note    string    // empty where there is none
	Author  string    // what the agency calls who wrote it; empty where it doesn't say
	At      time.Time // by the database's clock
}

// Same reports whether two say the same of a ring, word for word, in the name of one agency.
func (f *Feedback) Same(other *Feedback) bool {
	return f.RingID == other.RingID && f.Agency.ID == other.Agency.ID && f.Verdict == other.Verdict &&
		f.Reason == other.Reason && f.Note == other.Note && f.Author == other.Author
}

// Opinion is an agency's latest verdict, with what the ring was when it was given.
type Opinion struct {
	Verdict Verdict
	Members int
	Reports int
	Band    Band
}

// Tally counts the agencies by their latest verdicts.
type Tally struct{ Confirmed, Dismissed int }

// Feedbacks keeps what agencies say of rings.
type FeedbackStore interface {
	// GiveFeedback keeps feedback on a ring and fills in its At. What the agency has
	// said last, word for word, is not kept again: fresh is false then. It fails with
	// ErrNotFound, with ErrConflict for a closed ring, and with ErrUnavailable.
	AddFeedback(ctx context.Context, f *Feedback) (fresh bool, tally Tally, err error)
}
