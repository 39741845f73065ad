package graph

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DisputeStatus is the state of a dispute.
type DisputeStatus string

// The statuses of a dispute.
const (
	DisputeOpen     DisputeStatus = "open"
	DisputeUpheld   DisputeStatus = "upheld"   // the identifier is cleared: earlier evidence does not count
	DisputeRejected DisputeStatus = "rejected" // the identifier remains flagged
)

// DisputeReasons lists the reasons for which a flag may be contested.
var DisputeReasons = []string{
	"genuine_subscriber", "identifier_misused", "number_reassigned", "account_recovered",
	"wrong_identifier", "other",
}

// DecisionReasons lists the reasons for each decision.
var DecisionReasons = map[DisputeStatus][]string{
	DisputeUpheld:   {"holder_verified", "identifier_misused", "reports_mistaken", "other"},
	DisputeRejected: {"evidence_stands", "holder_not_verified", "withdrawn_by_holder", "other"},
}

// Dispute is a contested flag: an agency disputes that an identifier belongs to a ring.
type Dispute struct {
	Number     int64      // grows by one with every dispute
	Identifier Identifier // callers may give a later token
	Agency     Agency     // that filed it; its ID and Kind
	Reason     string     // one of DisputeReasons
	Note       string     // for the agency's own records; may be empty
	Regions    []string   // of the ring that the identifier was in
	OpenedAt   time.Time  // by the database's clock
	Status     DisputeStatus
	Decision   Decision // zero while the dispute is open
}

// Decision is the outcome of a dispute.
type Decision struct {
	Status DisputeStatus // upheld or rejected
	Agency Agency        // that decided; its ID and Kind
	Reason string        // one of DecisionReasons
	Note   string        // for the agency's own records; may be empty
	At     time.Time     // by the database's clock
}

// Same reports whether two are the same decision by one agency.
func (d *Decision) Same(other *Decision) bool {
	return d.Status == other.Status && d.Agency.ID == other.Agency.ID && d.Reason == other.Reason && d.Note == other.Note
}

const disputePrefix = "dispute-"

// ID returns the id by which agencies refer to the dispute.
func (d *Dispute) ID() string { return disputePrefix + strconv.FormatInt(d.Number, 10) }

// DisputeNumber returns the number in a dispute's id.
func DisputeNumber(id string) (int64, error) {
	digits, ok := strings.CutPrefix(id, disputePrefix)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 {
		return 0, fmt.Errorf("the id of a dispute is %s and a number", disputePrefix)
	}
	return n, nil
}

// DisputeQuery selects disputes.
type DisputeQuery struct {
	Before int64         // the last number of the previous page; 0 for the first page
	Status DisputeStatus // empty: any
	Agency string        // that filed it; empty: any
	// Regions selects disputes with one of the regions; empty: all. Those that Caller filed are
	// always included.
	Regions []string
	Caller  string // an agency's id
	Limit   int
}
