package graph

import (
	"cmp"
	"time"
)

// Record is what agencies send: a *Report, *Link, *Withdrawal, *Release or
// *Equivalence.
type Record interface {
	// RecordID is the id that the agency gave the record.
	RecordID() string
	// RecordType is the record's "type" as written.
	RecordType() string
}

// Identifier is a suspect's number, handset or account, by token.
type Identifier struct {
	Kind  Kind
	Token Token
}

// Report tells of one fraud and names the identifiers that were used in it.
// What is absent is unknown: an empty string, or the zero time.
type Report struct {
	ID          string
	Agency      string // filled in by whoever received the report
	OccurredAt  time.Time
	Category    string
	Channel     string
	Region      string
	Loss        Amount // as filed; empty when unknown
	Currency    string // ISO 4217; present exactly when Loss is
	Identifiers []Identifier
}

// Link tells that two identifiers were seen together.
type Link struct {
	ID         string
	Agency     string
	Relation   Relation
	From, To   Identifier
	ObservedAt time.Time
}

// Withdrawal takes back the same agency's report or link, as if it had never been
// filed.
type Withdrawal struct {
	ID        string
	Agency    string
	Withdraws string
	Reason    string
}

// Release tells that an identifier passed to a new holder. What came before that
// day belongs to the earlier holder and never tells against the next.
type Release struct {
	ID         string
	Agency     string
	Identifier Identifier
	ReleasedAt time.Time
}

// Equivalence tells that a token of a later epoch is the same identifier as one of an
// earlier: only who still knows the identifier can tell. The identifier stays one node,
// under the token that it had first.
type Equivalence struct {
	ID         string
	Agency     string
	Identifier Identifier // as it was named
	SameAs     Token      // as it is named from now on
}

// RecordID returns the report's id.
func (r *Report) RecordID() string { return r.ID }

// RecordID returns the link's id.
func (l *Link) RecordID() string { return l.ID }

// RecordID returns the withdrawal's own id.
func (w *Withdrawal) RecordID() string { return w.ID }

// RecordID returns the release's id.
func (r *Release) RecordID() string { return r.ID }

// RecordID returns the equivalence's own id.
func (e *Equivalence) RecordID() string { return e.ID }

// RecordType returns "report".
func (*Report) RecordType() string { return "report" }

// RecordType returns "link".
func (*Link) RecordType() string { return "link" }

// RecordType returns "withdrawal".
func (*Withdrawal) RecordType() string { return "withdrawal" }

// RecordType returns "release".
func (*Release) RecordType() string { return "release" }

// RecordType returns "equivalence".
func (*Equivalence) RecordType() string { return "equivalence" }

// FiledBy returns the record as the agency's: a record does not say who sends it.
func FiledBy(r Record, agency string) Record {
	switch r := r.(type) {
	case *Report:
		r.Agency = agency
	case *Link:
		r.Agency = agency
	case *Withdrawal:
		r.Agency = agency
	case *Release:
		r.Agency = agency
	case *Equivalence:
		r.Agency = agency
	}
	return r
}

// ScopedID is a record's id in the graph: two agencies' own ids may clash.
func ScopedID(agency, id string) string { return agency + "/" + id }

// CompareIdentifiers orders identifiers by kind, then by token.
func CompareIdentifiers(x, y Identifier) int {
	if x.Kind != y.Kind {
		if order := cmp.Compare(x.Kind.Rank(), y.Kind.Rank()); order != 0 {
			return order
		}
	}
	return cmp.Compare(x.Token, y.Token)
}
