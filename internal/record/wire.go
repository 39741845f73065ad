package record

// recordJSON has the fields of all types of record. A nil pointer is an absent field.
type recordJSON struct {
	Type        *string           `json:"type"`
	ID          *string           `json:"id"`
	Agency      *string           `json:"agency"`
	Source      *string           `json:"source"`
	OccurredAt  *string           `json:"occurred_at"`
	Category    *string           `json:"category"`
	Channel     *string           `json:"channel"`
	Region      *string           `json:"region"`
	Loss        *string           `json:"loss"`
	Currency    *string           `json:"currency"`
	Identifiers *[]identifierJSON `json:"identifiers"`
	Relation    *string           `json:"relation"`
	From        *identifierJSON   `json:"from"`
	To          *identifierJSON   `json:"to"`
	ObservedAt  *string           `json:"observed_at"`
	Withdraws   *string           `json:"withdraws"`
	Reason      *string           `json:"reason"`
	Identifier  *identifierJSON   `json:"identifier"`
	ReleasedAt  *string           `json:"released_at"`
	SameAs      *string           `json:"same_as"`
	Business    *string           `json:"business"`
	ValidUntil  *string           `json:"valid_until"`
}

// identifierJSON has a value in a raw record, and a token in any other.
type identifierJSON struct {
	Kind  *string `json:"kind"`
	Token *string `json:"token"`
	Value *string `json:"value"`
}

// The types of record.
const (
	typeReport      = "report"
	typeLink        = "link"
	typeWithdrawal  = "withdrawal"
	typeRelease     = "release"
	typeEquivalence = "equivalence"
	typeKnown       = "known"
)

// fieldsOf lists the fields that each type of record may have besides type and id.
var fieldsOf = map[string][]string{
	typeReport:      {"source", "occurred_at", "category", "channel", "region", "loss", "currency", "identifiers"},
	typeLink:        {"source", "relation", "from", "to", "observed_at"},
	typeWithdrawal:  {"withdraws", "reason"},
	typeRelease:     {"identifier", "released_at"},
	typeEquivalence: {"identifier", "same_as"},
	typeKnown:       {"identifier", "business", "valid_until"},
}

// present lists the fields of a record, except type and id, and whether each is present.
func (w *recordJSON) present() [19]fieldPresence {
	return [...]fieldPresence{
		{"occurred_at", w.OccurredAt != nil},
		{"category", w.Category != nil},
		{"channel", w.Channel != nil},
		{"region", w.Region != nil},
		{"loss", w.Loss != nil},
		{"currency", w.Currency != nil},
		{"identifiers", w.Identifiers != nil},
		{"relation", w.Relation != nil},
		{"from", w.From != nil},
		{"to", w.To != nil},
		{"observed_at", w.ObservedAt != nil},
		{"withdraws", w.Withdraws != nil},
		{"reason", w.Reason != nil},
		{"identifier", w.Identifier != nil},
		{"released_at", w.ReleasedAt != nil},
		{"same_as", w.SameAs != nil},
		{"source", w.Source != nil},
		{"business", w.Business != nil},
		{"valid_until", w.ValidUntil != nil},
	}
}

type fieldPresence struct {
	field   string
	present bool
}
