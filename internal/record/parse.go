package record

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// Bounds of one record.
const (
	MaxBytes       = 1 << 20 // of its JSON
	MaxIdentifiers = 1000    // in one report
)

// Tokeniser makes the token of a raw identifier. Its errors are shown to the record's owner, so
// they must not repeat the value.
type Tokeniser func(kind graph.Kind, value string) (graph.Token, error)

// Parse reads one record that has identifiers as tokens. The error is a *Refusal.
func Parse(data []byte) (graph.Record, error) { return parse(data, parser{}) }

// ParseInFile reads one record of a file, which may name the agency that filed it. The agency of
// the record is empty otherwise. The error is a *Refusal.
func ParseInFile(data []byte) (graph.Record, error) { return parse(data, parser{agencyAllowed: true}) }

// ParseRaw reads one raw record of a file, which has identifiers as values, and tokenises them. It
// may name the agency that filed it. With a nil function it is ParseInFile. The error is a
// *Refusal.
func ParseRaw(data []byte, tokenise Tokeniser) (graph.Record, error) {
	return parse(data, parser{tokenise: tokenise, agencyAllowed: true})
}

func parse(data []byte, p parser) (graph.Record, error) {
	if len(data) > MaxBytes {
		return nil, refuse("", fmt.Sprintf("is longer than %d bytes, the most for one record", MaxBytes))
	}
	// The decoder takes null as a record without fields. That would be refused for a missing field.
	if string(bytes.TrimSpace(data)) == "null" {
		return nil, refuse("", notAnObject)
	}
	var w recordJSON
	if err := json.Unmarshal(data, &w, json.RejectUnknownMembers(true)); err != nil {
		return nil, refuseJSON(err).withID(&w)
	}
	r := p.record(&w)
	if p.err != nil {
		return nil, p.err.withID(&w)
	}
	return r, nil
}

// parser holds the first refusal, so that the code that parses a record has no error handling and
// reads like the format.
type parser struct {
	tokenise      Tokeniser // nil unless the record is raw
	agencyAllowed bool
	err           *Refusal
}

func (p *parser) fail(field, reason string) {
	if p.err == nil {
		p.err = refuse(field, reason)
	}
}

func (p *parser) record(w *recordJSON) graph.Record {
	recordType := p.required("type", w.Type)
	fields, exists := fieldsOf[recordType]
	if !exists {
		p.fail("type", "want report, link, withdrawal, release, equivalence or known")
		return nil
	}
	p.onlyFields(w, recordType, fields)
	id := p.text("id", p.required("id", w.ID), idRule)
	return graph.WithAgency(p.byType(recordType, id, w), p.agency(w.Agency))
}

func (p *parser) byType(recordType, id string, w *recordJSON) graph.Record {
	switch recordType {
	case typeReport:
		return p.report(id, w)
	case typeLink:
		return p.link(id, w)
	case typeWithdrawal:
		return p.withdrawal(id, w)
	case typeRelease:
		return p.release(id, w)
	case typeKnown:
		return p.known(id, w)
	default:
		return p.equivalence(id, w)
	}
}

func (p *parser) report(id string, w *recordJSON) *graph.Report {
	r := &graph.Report{
		ID:          id,
		Source:      p.optionalText("source", w.Source, sourceRule),
		OccurredAt:  p.time("occurred_at", w.OccurredAt),
		Category:    p.optionalText("category", w.Category, wordRule),
		Channel:     p.optionalText("channel", w.Channel, wordRule),
		Region:      p.optionalText("region", w.Region, regionRule),
		Identifiers: p.identifiers(w.Identifiers),
	}
	r.Loss, r.Currency = p.loss(w.Loss, w.Currency)
	return r
}

func (p *parser) link(id string, w *recordJSON) *graph.Link {
	l := &graph.Link{
		ID:         id,
		Source:     p.optionalText("source", w.Source, sourceRule),
		Relation:   graph.Relation(p.required("relation", w.Relation)),
		From:       p.identifier("from", w.From),
		To:         p.identifier("to", w.To),
		ObservedAt: p.time("observed_at", w.ObservedAt),
	}
	p.ends(l)
	return l
}

func (p *parser) withdrawal(id string, w *recordJSON) *graph.Withdrawal {
	return &graph.Withdrawal{
		ID:        id,
		Withdraws: p.text("withdraws", p.required("withdraws", w.Withdraws), idRule),
		Reason:    p.optionalText("reason", w.Reason, wordRule),
	}
}

func (p *parser) release(id string, w *recordJSON) *graph.Release {
	r := &graph.Release{ID: id, Identifier: p.identifier("identifier", w.Identifier)}
	p.required("released_at", w.ReleasedAt)
	r.ReleasedAt = p.time("released_at", w.ReleasedAt)
	return r
}

func (p *parser) known(id string, w *recordJSON) *graph.Known {
	k := &graph.Known{
		ID:         id,
		Identifier: p.identifier("identifier", w.Identifier),
		Business:   p.text("business", p.required("business", w.Business), wordRule),
	}
	p.required("valid_until", w.ValidUntil)
	k.ValidUntil = p.time("valid_until", w.ValidUntil)
	return k
}

// equivalence parses two tokens of one identifier, of which same_as has the later epoch. In the
// other order it would be another claim.
func (p *parser) equivalence(id string, w *recordJSON) *graph.Equivalence {
	e := &graph.Equivalence{ID: id}
	if p.tokenise != nil {
		p.fail("type", "a raw record can't be an equivalence: ringwatch tokenize --rotate-from writes equivalences of raw records")
		return e
	}
	e.Identifier = p.identifier("identifier", w.Identifier)
	e.SameAs = p.token("same_as", w.SameAs)
	if e.SameAs.Valid() && e.SameAs.Epoch() <= e.Identifier.Token.Epoch() {
		p.fail("same_as", "must be of a later epoch than the identifier's token")
	}
	return e
}
