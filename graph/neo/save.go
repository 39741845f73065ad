package neo

import (
	"context"
	"fmt"
	"maps"
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

// saveBatch runs the statements for a batch. Reports come first: only the new ones
// are joined to identifiers, and those writers don't share.
func (s *Store) saveBatch(ctx context.Context, tx neo4j.ManagedTransaction, b *batch, created map[string]bool) error {
	if _, err := s.create(ctx, tx, b.withdrawals, created); err != nil {
		return err
	}
	nodes, err := s.create(ctx, tx, b.reports, created)
	if err != nil {
		return err
	}
	if rows := b.identifierRows(nodes); len(rows) > 0 {
		if err := s.run(ctx, tx, "save_identifiers", map[string]any{"rows": rows}); err != nil {
			return err
		}
	}
	for _, step := range append(b.links, b.releases) {
		if _, err := s.create(ctx, tx, step, created); err != nil {
			return err
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

// create runs a step's statement, marks what it created, and returns the nodes of
// created reports by their ids.
func (s *Store) create(ctx context.Context, tx neo4j.ManagedTransaction, step *step, created map[string]bool) (map[string]any, error) {
	if len(step.rows) == 0 {
		return nil, nil
	}
	result, err := tx.Run(ctx, s.statements[step.statement], map[string]any{"rows": step.rows})
	if err != nil {
		return nil, err
	}
	record, err := result.Single(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := column[string](record, "created")
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		created[step.recordType+id] = true
	}
	if step.recordType != "report" {
		return nil, nil
	}
	nodes, _, err := neo4j.GetRecordValue[[]any](record, "nodes")
	if err != nil {
		return nil, err
	}
	byID := make(map[string]any, len(ids))
	for i, id := range ids {
		byID[id] = nodes[i]
	}
	return byID, nil
}

var withdrawing = [...]string{"withdraw_reports", "withdraw_used_in", "withdraw_linked_to", "withdraw_accessed_from", "withdraw_transferred_to"}

// batch is records as the statements take them.
type batch struct {
	agency                         string
	withdrawals, reports, releases *step
	links                          []*step // in the order of graph.Relations
	named                          []naming
	linked                         map[graph.Token]*sighting
	withdrawn                      []string
}

// step is the rows for one statement.
type step struct {
	recordType, statement string
	rows                  []any
}

// naming is what a report that may be new says of identifiers.
type naming struct {
	reportID string
	report   *graph.Report
}

// sighting is what a batch knows of one identifier.
type sighting struct {
	kind        graph.Kind
	first, last time.Time
	reports     []any // nodes of new reports that name it
	lock        bool
}

func newBatch(agency string, records []graph.Record) *batch {
	b := &batch{
		agency:      agency,
		withdrawals: &step{recordType: "withdrawal", statement: "save_withdrawals"},
		reports:     &step{recordType: "report", statement: "save_reports"},
		releases:    &step{recordType: "release", statement: "save_releases"},
		linked:      map[graph.Token]*sighting{},
	}
	for _, relation := range graph.Relations {
		b.links = append(b.links, &step{recordType: "link", statement: "save_" + string(relation)})
	}
	taken := make(map[string]bool, len(records))
	for _, r := range records {
		id := graph.ScopedID(agency, r.RecordID())
		if key := r.RecordType() + id; !taken[key] {
			taken[key] = true
			b.add(id, r)
		}
	}
	return b
}

func (b *batch) add(id string, r graph.Record) {
	switch r := r.(type) {
	case *graph.Report:
		b.named = append(b.named, naming{id, r})
		b.reports.add(id, map[string]any{"properties": b.properties(
			"occurred_at", when(r.OccurredAt), "category", r.Category, "channel", r.Channel,
			"region", r.Region, "loss", string(r.Loss), "currency", r.Currency)})
	case *graph.Link:
		see(b.linked, r.From, r.ObservedAt).lock = true
		see(b.linked, r.To, r.ObservedAt).lock = true
		b.links[slices.Index(graph.Relations[:], r.Relation)].add(id, map[string]any{
			"from": string(r.From.Token), "to": string(r.To.Token),
			"properties": b.properties("observed_at", when(r.ObservedAt))})
	case *graph.Withdrawal:
		target := graph.ScopedID(b.agency, r.Withdraws)
		b.withdrawn = append(b.withdrawn, target)
		b.withdrawals.add(id, map[string]any{"properties": b.properties("withdraws", target, "reason", r.Reason)})
	case *graph.Release:
		see(b.linked, r.Identifier, time.Time{}).lock = true
		b.releases.add(id, map[string]any{"token": string(r.Identifier.Token),
			"properties": b.properties("released_at", when(r.ReleasedAt))})
	}
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

// see adds to what is known of an identifier that it was seen at a time, which is
// zero when unknown.
func see(sightings map[graph.Token]*sighting, id graph.Identifier, at time.Time) *sighting {
	s := sightings[id.Token]
	if s == nil {
		s = &sighting{kind: id.Kind, first: at, last: at}
		sightings[id.Token] = s
		return s
	}
	if at.IsZero() {
		return s
	}
	if s.first.IsZero() || at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
	return s
}

// identifierRows lists what links and releases need and new reports name, whose
// nodes are given, in the order of the tokens: the order in which every writer locks
// them.
func (b *batch) identifierRows(nodes map[string]any) []any {
	sightings := maps.Clone(b.linked)
	for token, s := range sightings {
		fresh := *s // the batch may be saved again, with other nodes
		sightings[token] = &fresh
	}
	for _, n := range b.named {
		node, created := nodes[n.reportID]
		if !created {
			continue
		}
		for _, identifier := range n.report.Identifiers {
			s := see(sightings, identifier, n.report.OccurredAt)
			s.reports = append(s.reports, node)
		}
	}
	rows := make([]any, 0, len(sightings))
	for _, token := range slices.Sorted(maps.Keys(sightings)) {
		s := sightings[token]
		rows = append(rows, map[string]any{"token": string(token), "label": label(s.kind), "lock": s.lock,
			"first_seen": when(s.first), "last_seen": when(s.last), "reports": s.reports})
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
