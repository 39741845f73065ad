package graph

import (
	"context"
	"regexp"
	"time"
)

// AgencyKind says what an agency is.
type AgencyKind string

// The kinds of agency.
const (
	Telco     AgencyKind = "telco"
	Bank      AgencyKind = "bank"
	Police    AgencyKind = "police"
	Regulator AgencyKind = "regulator"
	Operator  AgencyKind = "operator" // runs the platform
)

// AgencyKinds lists every kind of agency.
var AgencyKinds = [...]AgencyKind{Telco, Bank, Police, Regulator, Operator}

// Agency is one of those that share what they know.
type Agency struct {
	ID        string
	Name      string
	Kind      AgencyKind // empty while nobody has said it
	CreatedAt time.Time
	Keys      int // that are not revoked
}

var agencyID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ValidAgencyID reports whether id is 1 to 63 of a-z, 0-9 and -, a letter or digit
// first. It has no /, which parts an agency from its records' ids.
func ValidAgencyID(id string) bool { return agencyID.MatchString(id) }

// Agencies keeps who may use the platform. Keys are known by their hashes alone.
type Agencies interface {
	// AddAgency keeps an agency and, where keyHash is not empty, a key of it. An
	// agency that is there already keeps its kind and name and gets the key too;
	// one of another kind is an ErrConflict. An agency may be added without a kind,
	// as when its records come first: it is of none until it is added with one. It
	// also fails with ErrUnavailable.
	AddAgency(ctx context.Context, agency Agency, keyHash string) error
	// ListAgencies lists all, in the order of their ids. It fails with
	// ErrUnavailable.
	ListAgencies(ctx context.Context) ([]Agency, error)
	// RevokeKeys ends all keys of an agency at once and tells how many. It fails
	// with ErrNotFound and ErrUnavailable.
	RevokeKeys(ctx context.Context, agencyID string) (int, error)
	// KeyHolder finds the agency of a key that is not revoked. It fails with
	// ErrNotFound and ErrUnavailable.
	KeyHolder(ctx context.Context, keyHash string) (Agency, error)
}
