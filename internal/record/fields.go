package record

import "slices"

// fieldsOf lists the fields that each type of record may have besides type and id.
var fieldsOf = map[string][]string{
	"report":      {"occurred_at", "category", "channel", "region", "loss", "currency", "identifiers"},
	"link":        {"relation", "from", "to", "observed_at"},
	"withdrawal":  {"withdraws", "reason"},
	"release":     {"identifier", "released_at"},
	"equivalence": {"identifier", "same_as"},
}

// onlyFields refuses a field that belongs to another type of record.
func (p *parser) onlyFields(w *wire, kind string, allowed []string) {
	given := []struct {
		field string
		set   bool
	}{
		{"occurred_at", w.OccurredAt != nil}, {"category", w.Category != nil}, {"channel", w.Channel != nil},
		{"region", w.Region != nil}, {"loss", w.Loss != nil}, {"currency", w.Currency != nil},
		{"identifiers", w.Identifiers != nil}, {"relation", w.Relation != nil}, {"from", w.From != nil},
		{"to", w.To != nil}, {"observed_at", w.ObservedAt != nil}, {"withdraws", w.Withdraws != nil},
		{"reason", w.Reason != nil}, {"identifier", w.Identifier != nil}, {"released_at", w.ReleasedAt != nil},
		{"same_as", w.SameAs != nil},
	}
	for _, g := range given {
		if g.set && !slices.Contains(allowed, g.field) {
			p.fail(g.field, "is not a field of a "+kind)
		}
	}
}
