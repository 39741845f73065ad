package record

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/currency"

	"github.com/ringwatch/ringwatch/graph"
)

// rule is what a text must match, and what the refusal says otherwise.
type rule struct {
	pattern *regexp.Regexp
	want    string
}

// The rules of texts that agencies choose.
var (
	idRule       = rule{regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$`), "want 1 to 128 letters, digits and _.:/-, a letter or digit first"}
	wordRule     = rule{regexp.MustCompile(`^[a-z0-9_/.-]{1,64}$`), "want 1 to 64 of a-z, 0-9 and _/.-"}
	regionRule   = rule{regexp.MustCompile(`^[A-Z0-9-]{1,10}$`), "want 1 to 10 of A-Z, 0-9 and -"}
	sourceRule   = rule{regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`), "want 8 to 64 letters, digits and _-: a pseudonym, never a name or number"}
	currencyRule = rule{regexp.MustCompile(`^[A-Z]{3}$`), "want the three capitals of an ISO 4217 code, such as INR"}
)

// isValidID reports whether an id matches its rule and does not look like a raw identifier.
func isValidID(id string) bool { return idRule.pattern.MatchString(id) && !looksRaw(id) }

// onlyFields refuses a field that belongs to another type of record.
func (p *parser) onlyFields(w *recordJSON, recordType string, allowed []string) {
	for _, f := range w.present() {
		if f.present && !slices.Contains(allowed, f.field) {
			p.fail(f.field, "is not a field of a "+recordType)
		}
	}
}

func (p *parser) required(field string, s *string) string {
	if s == nil {
		p.fail(field, "is missing")
		return ""
	}
	return *s
}

// text checks a text that an agency chose: by its rule, and that it does not look like a raw
// identifier.
func (p *parser) text(field, s string, r rule) string {
	if !r.pattern.MatchString(s) {
		p.fail(field, r.want)
	} else if looksRaw(s) {
		p.fail(field, looksRawReason)
	}
	return s
}

func (p *parser) optionalText(field string, s *string, r rule) string {
	if s == nil {
		return ""
	}
	return p.text(field, *s, r)
}

// agency checks the agency of a record in a file.
func (p *parser) agency(s *string) string {
	if s == nil {
		return ""
	}
	if !p.agencyAllowed {
		p.fail("agency", "is taken from the key: leave it out")
	} else if !graph.ValidAgencyID(*s) {
		p.fail("agency", "want 1 to 63 of a-z, 0-9 and -, a letter or digit first")
	} else if looksRaw(*s) {
		p.fail("agency", looksRawReason)
	}
	return *s
}

// The range of years. A year outside it is a typing error or a default value, and a single one
// would keep a ring active for ever.
const minYear, maxYear = 1970, 2099

// time parses a time in RFC 3339 and returns it in UTC. An absent one is the zero time.
func (p *parser) time(field string, s *string) time.Time {
	if s == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, *s)
	// Go also accepts an hour of one digit, and a comma as decimal separator.
	if err != nil || (*s)[len("2006-01-02T15")] != ':' || strings.Contains(*s, ",") {
		p.fail(field, "want an RFC 3339 time, such as 2026-05-01T10:00:00Z")
		return time.Time{}
	}
	if t = t.UTC(); t.Year() < minYear || t.Year() > maxYear {
		p.fail(field, fmt.Sprintf("the year must be from %d to %d", minYear, maxYear))
	}
	return t
}

// loss parses a loss with its currency. Either needs the other.
func (p *parser) loss(loss, currency *string) (graph.Amount, string) {
	switch {
	case loss == nil && currency == nil:
		return "", ""
	case loss == nil:
		p.fail("loss", "is missing, though a currency is given")
		return "", ""
	}
	amount := graph.Amount(*loss)
	if !amount.Valid() {
		p.fail("loss", fmt.Sprintf("want a decimal that is not negative, of at most %d digits and 4 decimals, in quotes", graph.MaxAmountDigits))
	}
	if currency == nil {
		p.fail("currency", "is missing, though a loss is given")
		return "", ""
	}
	code := p.text("currency", *currency, currencyRule)
	if !isCurrency(code) {
		p.fail("currency", currencyRule.want)
	}
	return amount, code
}

// isCurrency reports whether a code of three capitals is in ISO 4217, by the tables of CLDR.
// Withdrawn currencies are accepted, because old losses are in them. The codes for tests (XTS) and
// for no currency (XXX) are not.
func isCurrency(code string) bool {
	_, err := currency.ParseISO(code)
	return err == nil && code != currency.XTS.String() && code != currency.XXX.String()
}
