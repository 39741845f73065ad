package neo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// Save keeps one batch of an agency's records in one transaction. Within a batch,
// as over many, the first record with an id is the one that is kept, and a
// withdrawal also takes back what comes after it.
func (s *Store) Save(ctx context.Context, agency string, records []graph.Record) ([]graph.Outcome, error) {
	b := newBatch(agency, records)
	var became fate
	err := s.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		became, err = s.saveBatch(ctx, tx, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("saving %d records: %w", len(records), err)
	}
	outcomes := make([]graph.Outcome, len(records))
	for i, r := range records {
		outcomes[i] = became.of(r, graph.ScopedID(agency, r.RecordID()))
	}
	return outcomes, nil
}

// fate is what became of the records of a batch.
type fate struct {
	created   map[recordKey]bool
	withdrawn map[string]bool // ids, scoped
}

// recordKey is what makes a record of an agency the same as another.
type recordKey struct{ recordType, id string }

// of tells what became of a record; of two with one id only the first is new.
func (f fate) of(r graph.Record, id string) graph.Outcome {
	key := recordKey{r.RecordType(), id}
	if f.created[key] {
		delete(f.created, key)
		return graph.Created
	}
	if f.withdrawn[id] && (key.recordType == "report" || key.recordType == "link" || key.recordType == "equivalence") {
		return graph.Withdrawn
	}
	return graph.Unchanged
}

// saveBatch runs the statements for a batch. Withdrawals come first, so that what
// they take back stays out; then reports, of which only the new ones are joined to
// identifiers; then what needs its identifiers to be there.
func (s *Store) saveBatch(ctx context.Context, tx neo4j.ManagedTransaction, b *batch) (fate, error) {
	f := fate{created: make(map[recordKey]bool, len(b.ids)), withdrawn: map[string]bool{}}
	save := func(recordType, statement string, rows []any) (*neo4j.Record, error) {
		return s.create(ctx, tx, f.created, recordType, statement, b.agency, rows)
	}
	if _, err := save("withdrawal", "save_withdrawals", b.withdrawalRows()); err != nil {
		return f, err
	}
	var known map[recordKey]bool
	var err error
	if f.withdrawn, err = s.withdrawn(ctx, tx, b.ids); err != nil {
		return f, err
	}
	if err := s.saveEquivalences(ctx, tx, b, f); err != nil {
		return f, err
	}
	if err := s.nameFirst(ctx, tx, b); err != nil {
		return f, err
	}
	if known, err = s.known(ctx, tx, b); err != nil {
		return f, err
	}
	nodes, err := save("report", "save_reports", b.reportRows(f.withdrawn))
	if err != nil {
		return f, err
	}
	seen, err := b.sightings(nodes, func(key recordKey) bool {
		return known[key] || key.recordType == "link" && f.withdrawn[key.id]
	})
	if err != nil {
		return f, err
	}
	for _, kind := range graph.Kinds {
		if rows := seen.rows(kind); len(rows) > 0 {
			if err := s.run(ctx, tx, "save_"+string(kind)+"s", map[string]any{"rows": rows}); err != nil {
				return f, err
			}
		}
	}
	for i, relation := range graph.Relations {
		if _, err := save("link", "save_"+string(relation), seen.links[i]); err != nil {
			return f, err
		}
	}
	if _, err := save("release", "save_releases", seen.releases); err != nil {
		return f, err
	}
	var takenBack []string
	for _, w := range b.withdrawals {
		if f.created[recordKey{"withdrawal", w.id}] {
			takenBack = append(takenBack, graph.ScopedID(b.agency, w.record.Withdraws))
		}
	}
	return f, s.takeBack(ctx, tx, takenBack)
}

// create runs a statement for an agency's rows that answers the ids of what it created, marks them, and
// returns its answer: nil where there is nothing to create.
func (s *Store) create(ctx context.Context, tx neo4j.ManagedTransaction, created map[recordKey]bool, recordType, statement, agency string, rows []any) (answer *neo4j.Record, err error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if answer, err = s.row(ctx, tx, statement, map[string]any{"agency": agency, "rows": rows}); err != nil {
		return nil, err
	}
	ids, err := column[string](answer, "created")
	for _, id := range ids {
		created[recordKey{recordType, id}] = true
	}
	return answer, err
}

// withdrawn tells which of the ids of reports and links were taken back.
func (s *Store) withdrawn(ctx context.Context, tx neo4j.ManagedTransaction, ids []string) (map[string]bool, error) {
	taken := map[string]bool{}
	if len(ids) == 0 {
		return taken, nil
	}
	answer, err := s.row(ctx, tx, "read_withdrawn", map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	list, err := column[string](answer, "ids")
	for _, id := range list {
		taken[id] = true
	}
	return taken, err
}

// known tells which links and releases of a batch are there already.
func (s *Store) known(ctx context.Context, tx neo4j.ManagedTransaction, b *batch) (map[recordKey]bool, error) {
	if len(b.links)+len(b.releases) == 0 {
		return nil, nil
	}
	answer, err := s.row(ctx, tx, "read_known", map[string]any{"links": idsOf(b.links), "releases": idsOf(b.releases)})
	if err != nil {
		return nil, err
	}
	known := map[recordKey]bool{}
	for recordType, name := range map[string]string{"link": "links", "release": "releases"} {
		ids, err := column[string](answer, name)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			known[recordKey{recordType, id}] = true
		}
	}
	return known, nil
}

// batch is the records of an agency, the first with each id of its type.
type batch struct {
	agency      string
	withdrawals []filed[*graph.Withdrawal]
	reports     []filed[*graph.Report]
	links       []filed[*graph.Link]
	releases    []filed[*graph.Release]
	// equivalences are claims about tokens, and firsts the tokens that identifiers are kept
	// under where the batch names them by later ones.
	equivalences []filed[*graph.Equivalence]
	firsts       map[graph.Token]graph.Token
	ids          []string // of reports, links and equivalences
}

// filed is a record with its agency-scoped id.
type filed[R any] struct {
	id     string
	record R
}

func idsOf[R any](records []filed[R]) []string {
	ids := make([]string, len(records))
	for i := range records {
		ids[i] = records[i].id
	}
	return ids
}

func newBatch(agency string, records []graph.Record) *batch {
	b := &batch{agency: agency}
	taken := make(map[recordKey]bool, len(records))
	for _, r := range records {
		key := recordKey{r.RecordType(), graph.ScopedID(agency, r.RecordID())}
		if taken[key] {
			continue
		}
		taken[key] = true
		switch r := r.(type) {
		case *graph.Report:
			b.reports = append(b.reports, filed[*graph.Report]{key.id, r})
		case *graph.Link:
			b.links = append(b.links, filed[*graph.Link]{key.id, r})
		case *graph.Withdrawal:
			b.withdrawals = append(b.withdrawals, filed[*graph.Withdrawal]{key.id, r})
		case *graph.Release:
			b.releases = append(b.releases, filed[*graph.Release]{key.id, r})
		case *graph.Equivalence:
			b.equivalences = append(b.equivalences, filed[*graph.Equivalence]{key.id, r})
		}
	}
	b.ids = slices.Concat(idsOf(b.reports), idsOf(b.links), idsOf(b.equivalences))
	return b
}

func (b *batch) withdrawalRows() []any {
	rows := make([]any, len(b.withdrawals))
	for i, w := range b.withdrawals {
		rows[i] = map[string]any{"id": w.id, "withdraws": graph.ScopedID(b.agency, w.record.Withdraws), "reason": said(w.record.Reason)}
	}
	return rows
}

func (b *batch) reportRows(withdrawn map[string]bool) []any {
	rows := make([]any, 0, len(b.reports))
	for _, f := range b.reports {
		if r := f.record; !withdrawn[f.id] {
			rows = append(rows, map[string]any{
				"id": f.id, "occurred_at": when(r.OccurredAt), "category": said(r.Category), "channel": said(r.Channel),
				"region": said(r.Region), "loss": said(string(r.Loss)), "currency": said(r.Currency),
			})
		}
	}
	return rows
}

// said is a text as a statement takes it; unknown is null.
func said(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// when is a time as a statement takes it; unknown is null.
func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}
