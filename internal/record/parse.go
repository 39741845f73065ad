package record

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// Bounds on one record.
const (
	MaxBytes       = 1 << 20 // of a record as sent
	MaxIdentifiers = 1000    // in one report
)

// wire is every field of every type of record. Pointers tell absent from empty.
type wire struct {
	Type        *string   `json:"type"`
	ID          *string   `json:"id"`
	OccurredAt  *string   `json:"occurred_at"`
	Category    *string   `json:"category"`
	Channel     *string   `json:"channel"`
	Region      *string   `json:"region"`
	Loss        *string   `json:"loss"`
	Currency    *string   `json:"currency"`
	Identifiers *[]wireID `json:"identifiers"`
	Relation    *string   `json:"relation"`
	From        *wireID   `json:"from"`
	To          *wireID   `json:"to"`
	ObservedAt  *string   `json:"observed_at"`
	Withdraws   *string   `json:"withdraws"`
	Reason      *string   `json:"reason"`
	Identifier  *wireID   `json:"identifier"`
	ReleasedAt  *string   `json:"released_at"`
	SameAs      *string   `json:"same_as"`
}

type wireID struct {
	Kind  *string `json:"kind"`
	Token *string `json:"token"`
	Value *string `json:"value"`
}

// Tokeniser makes the token of a raw identifier. Its errors are shown to the
// record's owner, so they must not repeat the value.
type Tokeniser func(kind graph.Kind, value string) (graph.Token, error)

// Parse reads one record that names identifiers by token. Its error is a *Refusal.
func Parse(data []byte) (graph.Record, error) { return ParseRaw(data, nil) }

// ParseRaw reads one record that names identifiers by value, and tokenises them.
// With a nil function it is Parse. Its error is a *Refusal.
func ParseRaw(data []byte, tokenise Tokeniser) (graph.Record, error) {
	if len(data) > MaxBytes {
		return nil, refuse("", fmt.Sprintf("is longer than %d bytes, the most for one record", MaxBytes))
	}
	// To the decoder null is a record without fields, which would be told of each field.
	if string(bytes.TrimSpace(data)) == "null" {
		return nil, refuse("", notAnObject)
	}
	var w wire
	if err := json.Unmarshal(data, &w, json.RejectUnknownMembers(true)); err != nil {
		return nil, refuseJSON(err).of(&w)
	}
	p := parser{tokenise: tokenise}
	r := p.record(&w)
	if p.err != nil {
		return nil, p.err.of(&w)
	}
	return r, nil
}

// of says which record was refused, as far as it was read, if its id is a valid one.
func (r *Refusal) of(w *wire) *Refusal {
	if w.ID != nil && idPattern.pattern.MatchString(*w.ID) && !looksRaw(*w.ID) {
		r.ID = *w.ID
	}
	return r
}

// parser keeps the first refusal, so that reading a record reads like its format.
type parser struct {
	tokenise Tokeniser
	err      *Refusal
}

func (p *parser) fail(field, reason string) {
	if p.err == nil {
		p.err = refuse(field, reason)
	}
}

func (p *parser) record(w *wire) graph.Record {
	kind := p.required("type", w.Type)
	fields, known := fieldsOf[kind]
	if !known {
		p.fail("type", "want report, link, withdrawal, release or equivalence")
		return nil
	}
	p.onlyFields(w, kind, fields)
	id := p.pattern("id", p.required("id", w.ID), idPattern)
	switch kind {
	case "report":
		r := &graph.Report{
			ID:          id,
			OccurredAt:  p.time("occurred_at", w.OccurredAt),
			Category:    p.optional("category", w.Category, wordPattern),
			Channel:     p.optional("channel", w.Channel, wordPattern),
			Region:      p.optional("region", w.Region, regionPattern),
			Identifiers: p.identifiers(w.Identifiers),
		}
		r.Loss, r.Currency = p.loss(w.Loss, w.Currency)
		return r
	case "link":
		l := &graph.Link{
			ID:         id,
			Relation:   graph.Relation(p.required("relation", w.Relation)),
			From:       p.identifier("from", w.From),
			To:         p.identifier("to", w.To),
			ObservedAt: p.time("observed_at", w.ObservedAt),
		}
		p.ends(l)
		return l
	case "withdrawal":
		return &graph.Withdrawal{
			ID:        id,
			Withdraws: p.pattern("withdraws", p.required("withdraws", w.Withdraws), idPattern),
			Reason:    p.optional("reason", w.Reason, wordPattern),
		}
	case "equivalence":
		return p.equivalence(id, w)
	default:
		r := &graph.Release{ID: id, Identifier: p.identifier("identifier", w.Identifier)}
		p.required("released_at", w.ReleasedAt)
		r.ReleasedAt = p.time("released_at", w.ReleasedAt)
		return r
	}
}

// equivalence reads two tokens of one identifier. The later epoch's is the new name: told the other way round it
// would be another claim.
func (p *parser) equivalence(id string, w *wire) *graph.Equivalence {
	e := &graph.Equivalence{ID: id}
	if p.tokenise != nil {
		p.fail("type", "is of tokens alone: tokenize --rotate-from makes equivalences of raw records")
		return e
	}
	e.Identifier = p.identifier("identifier", w.Identifier)
	e.SameAs = graph.Token(p.required("same_as", w.SameAs))
	switch {
	case !e.SameAs.Valid():
		p.fail("same_as", "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it")
	case e.SameAs.Epoch() <= e.Identifier.Token.Epoch():
		p.fail("same_as", "must be of a later epoch than the identifier's token")
	}
	return e
}

// The forms of the fields, and how each is told to whoever got it wrong.
var (
	idPattern     = form{regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$`), "want 1 to 128 letters, digits and _.:/-, a letter or digit first"}
	wordPattern   = form{regexp.MustCompile(`^[a-z0-9_/.-]{1,64}$`), "want 1 to 64 of a-z, 0-9 and _/.-"}
	regionPattern = form{regexp.MustCompile(`^[A-Z0-9-]{1,10}$`), "want 1 to 10 of A-Z, 0-9 and -"}
	currencyForm  = form{regexp.MustCompile(`^[A-Z]{3}$`), "want the three capitals of an ISO 4217 code, such as INR"}
)

type form struct {
	pattern *regexp.Regexp
	want    string
}

func (p *parser) required(field string, s *string) string {
	if s == nil {
		p.fail(field, "is missing")
		return ""
	}
	return *s
}

func (p *parser) pattern(field, s string, f form) string {
	if !f.pattern.MatchString(s) {
		p.fail(field, f.want)
	} else if looksRaw(s) {
		p.fail(field, looksRawReason)
	}
	return s
}

func (p *parser) optional(field string, s *string, f form) string {
	if s == nil {
		return ""
	}
	return p.pattern(field, *s, f)
}

// Times outside these years are slips of a keyboard or a defaulted field, and one
// would keep a ring alive for ever.
const firstYear, lastYear = 1970, 2099

func (p *parser) time(field string, s *string) time.Time {
	if s == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, *s)
	// Go also takes an hour of one digit, and a comma for the point.
	if err != nil || (*s)[len("2006-01-02T15")] != ':' || strings.Contains(*s, ",") {
		p.fail(field, "want an RFC 3339 time, such as 2026-05-01T10:00:00Z")
		return time.Time{}
	}
	if t = t.UTC(); t.Year() < firstYear || t.Year() > lastYear {
		p.fail(field, fmt.Sprintf("the year must be from %d to %d", firstYear, lastYear))
	}
	return t
}

func (p *parser) loss(loss, currency *string) (graph.Amount, string) {
	if loss == nil && currency == nil {
		return "", ""
	}
	if loss == nil {
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
	code := p.pattern("currency", *currency, currencyForm)
	if !isCurrency(code) {
		p.fail("currency", currencyForm.want)
	}
	return amount, code
}

func (p *parser) identifiers(list *[]wireID) []graph.Identifier {
	switch {
	case list == nil:
		p.fail("identifiers", "is missing")
		return nil
	case len(*list) == 0:
		p.fail("identifiers", "is empty: a report names at least one identifier")
		return nil
	case len(*list) > MaxIdentifiers:
		p.fail("identifiers", fmt.Sprintf("holds %d: a report names at most %d", len(*list), MaxIdentifiers))
		return nil
	}
	ids := make([]graph.Identifier, 0, len(*list))
	seen := make(map[graph.Token]graph.Kind, len(*list))
	for i := range *list {
		id := p.identifier(fmt.Sprintf("identifiers[%d]", i), &(*list)[i])
		if p.err != nil {
			return nil
		}
		switch kind, named := seen[id.Token]; {
		case !named:
			seen[id.Token] = id.Kind
			ids = append(ids, id)
		case kind != id.Kind:
			p.fail(fmt.Sprintf("identifiers[%d].kind", i), fmt.Sprintf("is %s, though the report names the same token as a %s: a token is made for one kind", id.Kind, kind))
			return nil
		}
		// Naming one twice says no more than naming it once.
	}
	return ids
}

func (p *parser) identifier(field string, w *wireID) graph.Identifier {
	if w == nil {
		p.fail(field, "is missing")
		return graph.Identifier{}
	}
	kind := graph.Kind(p.required(field+".kind", w.Kind))
	if !kind.Valid() {
		p.fail(field+".kind", "want number, device or account")
		return graph.Identifier{}
	}
	if p.tokenise != nil {
		return graph.Identifier{Kind: kind, Token: p.tokenised(field, kind, w)}
	}
	if w.Value != nil {
		p.fail(field+".value", "raw identifiers never enter the platform: make tokens with ringwatch tokenize")
	}
	token := graph.Token(p.required(field+".token", w.Token))
	if !token.Valid() {
		p.fail(field+".token", "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it")
	}
	return graph.Identifier{Kind: kind, Token: token}
}

func (p *parser) tokenised(field string, kind graph.Kind, w *wireID) graph.Token {
	if w.Token != nil {
		p.fail(field+".token", "is a token already: a raw record has a value in its place")
		return ""
	}
	value := p.required(field+".value", w.Value)
	if p.err != nil {
		return ""
	}
	token, err := p.tokenise(kind, value)
	if err != nil {
		p.fail(field+".value", err.Error())
	}
	return token
}

func (p *parser) ends(l *graph.Link) {
	from, to, ok := l.Relation.Ends()
	switch {
	case !ok:
		p.fail("relation", "want used_in, linked_to, accessed_from or transferred_to")
	case l.From.Kind != from:
		p.fail("from.kind", fmt.Sprintf("%s goes from a %s to a %s", l.Relation, from, to))
	case l.To.Kind != to:
		p.fail("to.kind", fmt.Sprintf("%s goes from a %s to a %s", l.Relation, from, to))
	case l.From.Token == l.To.Token:
		p.fail("to", "is the same identifier as from")
	}
}
