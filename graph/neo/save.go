package neo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// Save keeps one batch of an agency's records in one transaction. Within a batch,
// as over many, the first record with an id is the one that is kept, and a
// withdrawal also takes back what comes after it.
func (s *Store) Save(ctx context.Context, agency string, records []graph.Record) ([]graph.Outcome, error) {
	b := newBatch(agency, records)
	created := make(map[string]bool, len(records))
	err := s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		clear(created)
		return s.saveBatch(ctx, tx, b, created)
	})
	if err != nil {
		return nil, fmt.Errorf("saving %d records: %w", len(records), err)
	}
	outcomes := make([]graph.Outcome, len(records))
	for i, r := range records {
		outcomes[i] = graph.Unchanged
		if key := r.RecordType() + graph.ScopedID(agency, r.RecordID()); created[key] {
			outcomes[i] = graph.Created
			delete(created, key) // a second one in the batch changed nothing
		}
	}
	return outcomes, nil
}

func (s *Store) saveBatch(ctx context.Context, tx neo4j.ManagedTransaction, b *batch, created map[string]bool) error {
	if len(b.identifiers) > 0 {
		if err := s.run(ctx, tx, "save_identifiers", map[string]any{"rows": b.identifierRows()}); err != nil {
			return err
		}
	}
	for _, step := range b.steps {
		if len(step.rows) == 0 {
			continue
		}
		result, err := tx.Run(ctx, s.statements[step.statement], map[string]any{"rows": step.rows})
		if err != nil {
			return err
		}
		record, err := result.Single(ctx)
		if err != nil {
			return err
		}
		ids, _, err := neo4j.GetRecordValue[[]any](record, "created")
		if err != nil {
			return err
		}
		for _, id := range ids {
			if id, ok := id.(string); ok {
				created[step.recordType+id] = true
			}
		}
	}
	if len(b.withdrawn) == 0 {
		return nil
	}
	for _, name := range withdrawing {
		if err := s.run(ctx, tx, name, map[string]any{"ids": b.withdrawn}); err != nil {
			return err
		}
	}
	return nil
}

var withdrawing = [...]string{"withdraw_reports", "withdraw_used_in", "withdraw_linked_to", "withdraw_accessed_from", "withdraw_transferred_to"}

// batch is records as the statements take them.
type batch struct {
	agency      string
	identifiers map[graph.Token]*sighting
	steps       []*step
	withdrawn   []string
	taken       map[string]bool
}

// step is the rows for one statement.
type step struct {
	recordType, statement string
	rows                  []any
}

// sighting is what a batch knows of one identifier.
type sighting struct {
	kind        graph.Kind
	first, last time.Time
}

func newBatch(agency string, records []graph.Record) *batch {
	b := &batch{agency: agency, identifiers: map[graph.Token]*sighting{}, taken: map[string]bool{}}
	reports := &step{recordType: "report", statement: "save_reports"}
	withdrawals := &step{recordType: "withdrawal", statement: "save_withdrawals"}
	releases := &step{recordType: "release", statement: "save_releases"}
	links := map[graph.Relation]*step{}
	b.steps = append(b.steps, withdrawals, reports, releases)
	for _, relation := range graph.Relations {
		links[relation] = &step{recordType: "link", statement: "save_" + string(relation)}
		b.steps = append(b.steps, links[relation])
	}
	for _, r := range records {
		id := graph.ScopedID(agency, r.RecordID())
		if key := r.RecordType() + id; b.taken[key] {
			continue
		} else {
			b.taken[key] = true
		}
		switch r := r.(type) {
		case *graph.Report:
			tokens := make([]any, len(r.Identifiers))
			for i, identifier := range r.Identifiers {
				b.see(identifier, r.OccurredAt)
				tokens[i] = string(identifier.Token)
			}
			reports.add(id, map[string]any{"tokens": tokens, "properties": b.properties(
				"occurred_at", when(r.OccurredAt), "category", r.Category, "channel", r.Channel,
				"region", r.Region, "loss", string(r.Loss), "currency", r.Currency)})
		case *graph.Link:
			b.see(r.From, r.ObservedAt)
			b.see(r.To, r.ObservedAt)
			links[r.Relation].add(id, map[string]any{"from": string(r.From.Token), "to": string(r.To.Token),
				"properties": b.properties("observed_at", when(r.ObservedAt))})
		case *graph.Withdrawal:
			target := graph.ScopedID(agency, r.Withdraws)
			b.withdrawn = append(b.withdrawn, target)
			withdrawals.add(id, map[string]any{"properties": b.properties("withdraws", target, "reason", r.Reason)})
		case *graph.Release:
			b.see(r.Identifier, time.Time{})
			releases.add(id, map[string]any{"token": string(r.Identifier.Token),
				"properties": b.properties("released_at", when(r.ReleasedAt))})
		}
	}
	return b
}

func (s *step) add(id string, row map[string]any) {
	row["id"] = id
	s.rows = append(s.rows, row)
}

// properties makes a map of those that are known, with the agency: what is absent
// stays absent in the graph.
func (b *batch) properties(pairs ...any) map[string]any {
	m := map[string]any{"agency": b.agency}
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1]; v != "" && v != nil {
			m[pairs[i].(string)] = v
		}
	}
	return m
}

func (b *batch) see(id graph.Identifier, at time.Time) {
	s := b.identifiers[id.Token]
	if s == nil {
		s = &sighting{kind: id.Kind, first: at, last: at}
		b.identifiers[id.Token] = s
		return
	}
	if at.IsZero() {
		return
	}
	if s.first.IsZero() || at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

// identifierRows lists the batch's identifiers in the order of their tokens, the
// order in which every writer locks them.
func (b *batch) identifierRows() []any {
	tokens := make([]graph.Token, 0, len(b.identifiers))
	for token := range b.identifiers {
		tokens = append(tokens, token)
	}
	slices.SortFunc(tokens, func(x, y graph.Token) int { return cmp.Compare(x, y) })
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		s := b.identifiers[token]
		rows[i] = map[string]any{"token": string(token), "label": label(s.kind), "first_seen": when(s.first), "last_seen": when(s.last)}
	}
	return rows
}

// label is the name that Neo4j knows a kind by: Number, Device or Account.
func label(k graph.Kind) string { return strings.ToUpper(string(k[:1])) + string(k[1:]) }

// when is a time as a statement takes it; unknown is null.
func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}
