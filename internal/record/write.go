package record

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// Marshal returns a record as one line of NDJSON, without the line break and without its agency.
// Parse reads the same record back.
func Marshal(r graph.Record) ([]byte, error) { return marshal(r, "") }

// MarshalInFile is Marshal with the record's agency, if it has one. ParseInFile reads the same
// record back.
func MarshalInFile(r graph.Record) ([]byte, error) { return marshal(r, graph.AgencyOf(r)) }

func marshal(r graph.Record, agency string) ([]byte, error) {
	w := recordJSON{Type: ptr(r.RecordType()), ID: ptr(r.RecordID())}
	w.Agency = optionalText(agency)
	switch r := r.(type) {
	case *graph.Report:
		w.Source = optionalText(r.Source)
		w.OccurredAt = optionalTime(r.OccurredAt)
		w.Category, w.Channel, w.Region = optionalText(r.Category), optionalText(r.Channel), optionalText(r.Region)
		w.Loss, w.Currency = optionalText(string(r.Loss)), optionalText(r.Currency)
		ids := make([]identifierJSON, len(r.Identifiers))
		for i, id := range r.Identifiers {
			ids[i] = *marshalIdentifier(id)
		}
		w.Identifiers = &ids
	case *graph.Link:
		w.Relation, w.From, w.To = ptr(string(r.Relation)), marshalIdentifier(r.From), marshalIdentifier(r.To)
		w.Source = optionalText(r.Source)
		w.ObservedAt = optionalTime(r.ObservedAt)
	case *graph.Withdrawal:
		w.Withdraws, w.Reason = ptr(r.Withdraws), optionalText(r.Reason)
	case *graph.Equivalence:
		w.Identifier, w.SameAs = marshalIdentifier(r.Identifier), ptr(string(r.SameAs))
	case *graph.Known:
		w.Identifier, w.Business, w.ValidUntil = marshalIdentifier(r.Identifier), ptr(r.Business), optionalTime(r.ValidUntil)
	case *graph.Release:
		w.Identifier, w.ReleasedAt = marshalIdentifier(r.Identifier), optionalTime(r.ReleasedAt)
	}
	line, err := json.Marshal(&w, json.OmitZeroStructFields(true))
	if err != nil {
		return nil, fmt.Errorf("writing a %s: %w", r.RecordType(), err)
	}
	return line, nil
}

func marshalIdentifier(id graph.Identifier) *identifierJSON {
	return &identifierJSON{Kind: ptr(string(id.Kind)), Token: ptr(string(id.Token))}
}

func ptr(s string) *string { return &s }

// optionalText returns nil for an empty text, which is written as an absent field.
func optionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// optionalTime returns a time in RFC 3339, and nil for the zero time.
func optionalTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return ptr(t.Format(time.RFC3339Nano))
}
