package graph

import (
	"context"
	"time"
)

// Expired counts what was deleted because of its age.
type Expired struct {
	Reports      int
	Links        int
	Withdrawals  int
	Releases     int
	Equivalences int // that a later token is the same as an earlier one
	Findings     int // of telcos on numbers
	Disputes     int
	Identifiers  int // of which nothing tells any more
	Rings        int // that had been closed for so long, with their history
}

// Expiry deletes what is too old to be kept.
type RetentionStore interface {
	Leases
	// Expire deletes what is of before the time: reports and links by when they say
	// that it happened, or were received where they don't say; withdrawals, releases and
	// claims about tokens once they do nothing any more; findings on numbers, and disputes, that were
	// kept or decided before; rings that were closed before. It does
	// so in many transactions, each of which holds the lease; stopped on the way, it
	// tells what it has deleted, and called again it goes on. It fails with
	// ErrLeaseLost and ErrUnavailable.
	Expire(ctx context.Context, lease Lease, before time.Time) (Expired, error)
}
