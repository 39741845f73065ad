package graph

import (
	"cmp"
	"strings"
	"time"
)

// Record is what an agency files: a *Report, *Link, *Withdrawal, *Release, *Equivalence or *Known.
type Record interface {
	// RecordID returns the id that the agency gave the record.
	RecordID() string
	// RecordType returns the record's "type" in NDJSON.
	RecordType() string
}

// Identifier is a suspect's number, device or account, by token.
type Identifier struct {
	Kind  Kind
	Token Token
}

// Report is one fraud and the identifiers that were used in it. An empty string or zero time means
// that the agency does not know.
type Report struct {
	ID          string
	Agency      string // set by the receiver
	Source      string // a pseudonym of the complainant or case within the agency
	OccurredAt  time.Time
	Category    string
	Channel     string
	Region      string
	Loss        Amount
	Currency    string // ISO 4217; set exactly if Loss is
	Identifiers []Identifier
}

// Link is two identifiers that were seen together.
type Link struct {
	ID         string
	Agency     string // set by the receiver
	Source     string // a pseudonym of the complainant or case within the agency
	Relation   Relation
	From, To   Identifier
	ObservedAt time.Time
}

// Withdrawal takes back a report, link, release or equivalence of the same agency, as if it had
// never been filed.
type Withdrawal struct {
	ID        string
	Agency    string // set by the receiver
	Withdraws string // the id of the withdrawn record
	Reason    string
}

// Release is the transfer of an identifier to a new holder. Evidence of its agency from before
// ReleasedAt is void for it, and evidence of others once another agency or an operator confirms it.
type Release struct {
	ID         string
	Agency     string // set by the receiver
	Identifier Identifier
	ReleasedAt time.Time
}

// Equivalence declares that two tokens of different epochs stand for the same identifier. It joins
// its agency's evidence, and everybody's once another agency or an operator declares the same. The
// identifier remains one node, under its canonical token.
type Equivalence struct {
	ID         string
	Agency     string     // set by the receiver
	Identifier Identifier // under the earlier token
	SameAs     Token      // the later token
}

// Known says that an identifier belongs to a business that an operator knows. Many people have to
// do with it, so evidence that merely connects others through it means little.
type Known struct {
	ID         string
	Agency     string // set by the receiver; an operator
	Identifier Identifier
	Business   string    // the kind of business, such as delivery; a word like a category
	ValidUntil time.Time // the entry counts before this time
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

// RecordID returns the entry's own id.
func (k *Known) RecordID() string { return k.ID }

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

// RecordType returns "known".
func (*Known) RecordType() string { return "known" }

// WithAgency sets the record's agency and returns the record.
func WithAgency(r Record, agency string) Record {
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
	case *Known:
		r.Agency = agency
	}
	return r
}

// AgencyOf returns the record's agency; empty if it is unknown.
func AgencyOf(r Record) string {
	switch r := r.(type) {
	case *Report:
		return r.Agency
	case *Link:
		return r.Agency
	case *Withdrawal:
		return r.Agency
	case *Release:
		return r.Agency
	case *Equivalence:
		return r.Agency
	case *Known:
		return r.Agency
	}
	return ""
}

// ScopedID returns a record's id in the graph, agency/id: the ids of two agencies may be equal.
func ScopedID(agency, id string) string { return agency + "/" + id }

// AgencyOfID returns the agency of an agency-scoped id.
func AgencyOfID(scopedID string) string {
	agency, _, _ := strings.Cut(scopedID, "/") // the id of an agency has no slash
	return agency
}

// CompareIdentifiers orders identifiers by kind, then by token.
func CompareIdentifiers(x, y Identifier) int {
	if x.Kind != y.Kind {
		if order := cmp.Compare(x.Kind.Rank(), y.Kind.Rank()); order != 0 {
			return order
		}
	}
	return cmp.Compare(x.Token, y.Token)
}
