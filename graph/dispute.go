package graph

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DisputeStatus says what came of a dispute.
type DisputeStatus string

// The statuses.
const (
	DisputeOpen     DisputeStatus = "open"
	DisputeUpheld   DisputeStatus = "upheld"   // what came before the decision tells against the identifier no more
	DisputeRejected DisputeStatus = "rejected" // the flag stands
)

// DisputeReasons lists why a flag may be contested.
var DisputeReasons = []string{"genuine_subscriber", "identifier_misused", "number_reassigned", "account_recovered", "wrong_identifier", "other"}

// DecisionReasons lists why a dispute may be decided each way.
var DecisionReasons = map[DisputeStatus][]string{
	DisputeUpheld:   {"holder_verified", "identifier_misused", "reports_mistaken", "other"},
	DisputeRejected: {"evidence_stands", "holder_not_verified", "withdrawn_by_holder", "other"},
}

// Dispute contests that an identifier is held to be of a ring.
type Dispute struct {
	Number     int64      // grows by one with every dispute
	Identifier Identifier // when it is filed, its token may be of a later epoch
	Agency     Agency     // that filed it; its ID and Kind
	Reason     string     // one of DisputeReasons
	Note       string     // for the agency's own records; empty where there is none
	Regions    []string   // of the ring that it was in
	OpenedAt   time.Time  // by the database's clock
	Status     DisputeStatus
	Decision   Decision // of one that is not open
}

// Decision is what came of a dispute.
type Decision struct {
	Status DisputeStatus // upheld or rejected
	Agency Agency        // that decided; its ID and Kind
	Reason string        // one of DecisionReasons
	Note   string        // for the agency's own records; empty where there is none
	At     time.Time     // by the database's clock
}

// Same reports whether two are one decision by one agency.
func (d *Decision) Same(other *Decision) bool {
	return d.Status == other.Status && d.Agency.ID == other.Agency.ID && d.Reason == other.Reason && d.Note == other.Note
}

const disputePrefix = "dispute-"

// ID is how a dispute is named to agencies.
func (d *Dispute) ID() string { return disputePrefix + strconv.FormatInt(d.Number, 10) }

// DisputeNumber reads the number out of a dispute's id.
func DisputeNumber(id string) (int64, error) {
	digits, ok := strings.CutPrefix(id, disputePrefix)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 {
		return 0, fmt.Errorf("the id of a dispute is %s and a number", disputePrefix)
	}
	return n, nil
}

// Disputes keeps what flags were contested, and what came of it.
type DisputeStore interface {
	// Contest keeps a dispute, and the entry on record in the same transaction with what it is of,
	// and fills in all that it has not. Where the agency's own dispute about the identifier is open, d becomes
	// that one and fresh is false. It fails with ErrNotFound where no such identifier is kept,
	// and with ErrUnavailable.
	OpenDispute(ctx context.Context, d *Dispute, on AuditEntry) (fresh bool, err error)
	// Decide keeps a decision, and the entry on record, and returns the dispute. One that is upheld takes effect
	// with the next run: what was filed or happened before tells against the identifier no
	// more. The same decision again changes nothing: fresh is false. It fails with
	// ErrNotFound, for one that was decided otherwise with ErrConflict, with what may, which is
	// asked before anything is kept, fails with, and with ErrUnavailable.
	DecideDispute(ctx context.Context, number int64, d Decision, on AuditEntry, may func(*Dispute) error) (dispute Dispute, fresh bool, err error)
	// ListDisputes lists them, the latest first. It fails with ErrUnavailable.
	ListDisputes(ctx context.Context, q DisputeQuery) ([]Dispute, error)
}

// DisputeQuery says which disputes are asked for.
type DisputeQuery struct {
	Before int64         // the number behind which to go on; 0 for the latest
	Status DisputeStatus // empty for any
	Agency string        // filed by that agency; empty for any
	// Regions are those of the rings that they are about; empty for any. Those that Asker
	// filed are there whatever region they are about.
	Regions []string
	Caller  string
	Limit   int
}
