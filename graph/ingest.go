package graph

import "context"

// Outcome says what became of a record that was handed to Records.
type Outcome string

// The outcomes of a record that was acceptable.
const (
	Created   Outcome = "created"   // it is new and now kept
	Unchanged Outcome = "unchanged" // the agency had filed it before
	Withdrawn Outcome = "withdrawn" // the agency had taken back its id: it is not kept
)

// Records keeps what agencies file.
type RecordStore interface {
	// Save keeps one batch of one agency's records, whole or not at all, and
	// returns once they are committed, with an outcome for each. Saving a batch
	// again changes nothing. It fails with ErrUnavailable.
	Save(ctx context.Context, agency string, batch []Record) ([]Outcome, error)
}
