package record

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// Marshal writes a record as one line of NDJSON without its line break. What
// Parse reads back is the same record.
func Marshal(r graph.Record) ([]byte, error) {
	w := wire{Type: ptr(r.RecordType()), ID: ptr(r.RecordID())}
	switch r := r.(type) {
	case *graph.Report:
		w.OccurredAt, w.Category, w.Channel, w.Region = at(r.OccurredAt), known(r.Category), known(r.Channel), known(r.Region)
		w.Loss, w.Currency = known(string(r.Loss)), known(r.Currency)
		ids := make([]wireID, len(r.Identifiers))
		for i, id := range r.Identifiers {
			ids[i] = *named(id)
		}
		w.Identifiers = &ids
	case *graph.Link:
		w.Relation, w.From, w.To, w.ObservedAt = ptr(string(r.Relation)), named(r.From), named(r.To), at(r.ObservedAt)
	case *graph.Withdrawal:
		w.Withdraws, w.Reason = ptr(r.Withdraws), known(r.Reason)
	case *graph.Equivalence:
		w.Identifier, w.SameAs = named(r.Identifier), ptr(string(r.SameAs))
	case *graph.Release:
		w.Identifier, w.ReleasedAt = named(r.Identifier), at(r.ReleasedAt)
	}
	line, err := json.Marshal(&w, json.OmitZeroStructFields(true))
	if err != nil {
		return nil, fmt.Errorf("writing a %s: %w", r.RecordType(), err)
	}
	return line, nil
}

func ptr(s string) *string { return &s }

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func at(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return ptr(t.Format(time.RFC3339Nano))
}

func named(id graph.Identifier) *wireID {
	return &wireID{Kind: ptr(string(id.Kind)), Token: ptr(string(id.Token))}
}
