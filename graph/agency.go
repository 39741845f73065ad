package graph

import (
	"regexp"
	"strings"
	"time"
)

// AgencyKind is the kind of organisation that an agency is.
type AgencyKind string

// The kinds of agency.
const (
	Telco     AgencyKind = "telco"
	Bank      AgencyKind = "bank"
	Police    AgencyKind = "police"
	Regulator AgencyKind = "regulator"
	Operator  AgencyKind = "operator" // operates the platform
)

// AgencyKinds lists every kind of agency.
var AgencyKinds = [...]AgencyKind{Telco, Bank, Police, Regulator, Operator}

// UnnamedAgency is the agency of records that name none. Whoever filed them, it is unknown whether
// they have one origin or many.
const UnnamedAgency = "local"

// Agency is an organisation that files records or reads rings.
type Agency struct {
	ID   string
	Name string
	Kind AgencyKind // empty until an operator adds the agency with a kind
	// Scopes limit what the agency may do, within the rights of its kind. Empty: no limit.
	Scopes []Scope
	// Regions limit which rings the agency sees. Empty: no limit.
	Regions         []string
	CreatedAt       time.Time
	CredentialCount int // valid credentials
}

// Summary returns the audit log's text on an agency that was added or changed: its kind, scopes and
// regions.
func (a *Agency) Summary() string {
	text := string(a.Kind)
	if len(a.Scopes) > 0 {
		text += " for " + joinScopes(a.Scopes)
	}
	if len(a.Regions) > 0 {
		text += " in " + strings.Join(a.Regions, " ")
	}
	return text
}

func joinScopes(scopes []Scope) string {
	texts := make([]string, len(scopes))
	for i, scope := range scopes {
		texts[i] = string(scope)
	}
	return strings.Join(texts, " ")
}

// Scope is a permission of an agency or credential.
type Scope string

// The scopes.
const (
	RecordsWrite          Scope = "records:write"
	RingsRead             Scope = "rings:read"
	MembersRead           Scope = "members:read"
	ChecksMake            Scope = "checks:make"
	FeedbackWrite         Scope = "feedback:write"
	RunsRead              Scope = "runs:read"
	RunsWrite             Scope = "runs:write"
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

// ValidAgencyID reports whether id is 1 to 63 characters of a-z, 0-9 and -, the first of them a
// letter or digit. It contains no /, which separates the agency from the record in a scoped id.
func ValidAgencyID(id string) bool { return agencyID.MatchString(id) }

// MaxRegions is the greatest number of regions that an agency may be limited to.
const MaxRegions = 100

var region = regexp.MustCompile(`^[A-Z0-9-]{1,10}$`)

// ValidRegion reports whether code is 1 to 10 characters of A-Z, 0-9 and -.
func ValidRegion(code string) bool { return region.MatchString(code) }
