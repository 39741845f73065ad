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
	ID   string
	Name string
	Kind AgencyKind // empty while nobody has said it
	// Scopes are all that it may do, of what its kind may; empty where that is everything.
	Scopes []Scope
	// Regions are those whose rings it sees; empty where those are all.
	Regions         []string
	CreatedAt       time.Time
	CredentialCount int // credentials that are good
}

// Scope is something that an agency may do.
type Scope string

// The scopes.
const (
	RecordsWrite  Scope = "records:write"
	RingsRead     Scope = "rings:read"
	MembersRead   Scope = "members:read"
	ChecksMake    Scope = "checks:make"
	FeedbackWrite Scope = "feedback:write"
	RunsRead      Scope = "runs:read"
	RunsWrite     Scope = "runs:write"
	// What follows from rings, and the way back.
	ReverificationsRead   Scope = "reverifications:read"
	ReverificationsAnswer Scope = "reverifications:answer"
	RevocationsRead       Scope = "revocations:read"
	DisputesRead          Scope = "disputes:read"
	DisputesWrite         Scope = "disputes:write"
	DisputesDecide        Scope = "disputes:decide"
)

// Scopes lists every scope.
var Scopes = [...]Scope{
	RecordsWrite, RingsRead, MembersRead, ChecksMake, FeedbackWrite, RunsRead, RunsWrite,
	ReverificationsRead, ReverificationsAnswer, RevocationsRead, DisputesRead, DisputesWrite, DisputesDecide,
}

var agencyID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ValidAgencyID reports whether id is 1 to 63 of a-z, 0-9 and -, a letter or digit
// first. It has no /, which parts an agency from its records' ids.
func ValidAgencyID(id string) bool { return agencyID.MatchString(id) }

// MaxRegions bounds the regions that an agency may be held to.
const MaxRegions = 100

var region = regexp.MustCompile(`^[A-Z0-9-]{1,10}$`)

// ValidRegion reports whether a text is a region's code: 1 to 10 of A-Z, 0-9 and -.
func ValidRegion(code string) bool { return region.MatchString(code) }

// Agencies keeps who may use the platform. What changes what an agency may do or see is
// put on record in the same transaction.
type AgencyStore interface {
	// AddAgency keeps an agency and, where keyHash is not empty, a key of it. An
	// agency that is there already keeps its kind and name and gets the key too; scopes
	// and regions that are given are what it is held to from now on. One of another kind
	// is an ErrConflict. An agency may be added without a kind, as when its records come
	// first: it is of none until it is added with one. It also fails with ErrUnavailable.
	AddAgency(ctx context.Context, agency Agency, keyHash string) error
	// ListAgencies lists all, in the order of their ids. It fails with
	// ErrUnavailable.
	ListAgencies(ctx context.Context) ([]Agency, error)
	// RevokeKeys ends all credentials of an agency at once and tells how many. It fails
	// with ErrNotFound and ErrUnavailable.
	RevokeKeys(ctx context.Context, agencyID string) (int, error)
	// KeyHolder finds the agency of a credential that is good. It fails with
	// ErrNotFound and ErrUnavailable.
	AgencyOfKey(ctx context.Context, keyHash string) (Agency, error)
}
