package graph

import (
	"fmt"
	"strings"
	"time"
)

// Verdict is an agency's judgement of a ring.
type Verdict string

// The verdicts.
const (
	Confirms  Verdict = "confirmed"
	Dismisses Verdict = "dismissed"
)

// FeedbackReasons lists the reasons that an agency may give for each verdict.
var FeedbackReasons = map[Verdict][]string{
	Confirms:  {"investigated", "arrests_made", "funds_traced", "matches_own_case", "other"},
	Dismisses: {"genuine_subscribers", "shared_equipment", "service_number", "wrong_identifier", "insufficient_evidence", "other"},
}

// Feedback is an agency's verdict on a ring, with its reason. The latest feedback of each agency
// counts.
type Feedback struct {
	RingID  string
	Agency  Agency // its ID and Kind
	Verdict Verdict
	Reason  string    // one of FeedbackReasons
	Note    string    // may be empty
	Author  string    // the agency's name for the officer; may be empty
	At      time.Time // by the database's clock
}

// Same reports whether two are equal except for their time.
func (f *Feedback) Same(other *Feedback) bool {
	return f.RingID == other.RingID && f.Agency.ID == other.Agency.ID && f.Verdict == other.Verdict &&
		f.Reason == other.Reason && f.Note == other.Note && f.Author == other.Author
}

// Summary returns what every agency may read of the feedback: which kind of agency gave it, and its
// verdict and reason.
func (f *Feedback) Summary() string {
	who, ok := map[AgencyKind]string{
		Telco: "a telco", Bank: "a bank", Police: "the police", Regulator: "a regulator", Operator: "the operator",
	}[f.Agency.Kind]
	if !ok {
		who = "an agency"
	}
	return fmt.Sprintf("%s %s it: %s", who, f.Verdict, strings.ReplaceAll(f.Reason, "_", " "))
}

// LatestVerdict is an agency's latest verdict on a ring, and the ring's size and band when the
// agency gave it.
type LatestVerdict struct {
	Verdict Verdict
	Members int
	Reports int
	Band    Band
}

// Tally counts agencies by their latest verdict.
type Tally struct{ Confirmed, Dismissed int }
