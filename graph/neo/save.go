package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Intake saves what agencies file.
type Intake struct {
	db    *DB
	queue turns
}

// Save keeps one batch of an agency's records in one transaction. Within a batch,
// as over many, the first record with an id is the one that is kept, and a
// withdrawal also takes back what comes after it.
func (s *Intake) Save(ctx context.Context, agency string, records []graph.Record) ([]graph.Outcome, error) {
	b := newBatch(agency, records)
	end, err := s.queue.take(ctx, b.contended(), s.db.patience)
	if err != nil {
		return nil, fmt.Errorf("saving %d records: %w", len(records), err)
	}
	defer end()
	var became fate
	tries := 0
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		tries++
		became, err = s.saveBatch(ctx, tx, b, tries > 1)
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
// they take back stays out; then what new records name; then those records, which need
// their identifiers to be there. Where a try before this one failed, another process may
// be making the same identifiers.
func (s *Intake) saveBatch(ctx context.Context, tx neo4j.ManagedTransaction, b *batch, again bool) (fate, error) {
	f := fate{created: make(map[recordKey]bool, len(b.ids)), withdrawn: map[string]bool{}}
	save := func(recordType string, statement cypher.Statement, rows []any) error {
		return create(ctx, tx, f.created, recordType, statement, b.agency, rows)
	}
	if err := save("withdrawal", cypher.SaveWithdrawals, b.withdrawalRows()); err != nil {
		return f, err
	}
	var err error
	if f.withdrawn, err = among(ctx, tx, cypher.ReadWithdrawn, b.ids); err != nil {
		return f, err
	}
	if err := saveEquivalences(ctx, tx, b, f); err != nil {
		return f, err
	}
	if b.firsts, err = firstsOf(ctx, tx, b); err != nil {
		return f, err
	}
	known, err := existingRecords(ctx, tx, b)
	if err != nil {
		return f, err
	}
	fresh := b.fresh(f.withdrawn, known)
	seen := fresh.sightings()
	if again {
		if err := mergeIdentifiers(ctx, tx, seen); err != nil {
			return f, err
		}
	}
	if err := saveIdentifiers(ctx, tx, seen); err != nil {
		return f, err
	}
	if err := saveReports(ctx, tx, f.created, fresh, seen); err != nil {
		return f, err
	}
	links := fresh.linkRows(seen)
	for i, relation := range graph.Relations {
		if err := save("link", cypher.CreateLinks[relation], links[i]); err != nil {
			return f, err
		}
	}
	if err := save("release", cypher.CreateReleases, fresh.releaseRows(seen)); err != nil {
		return f, err
	}
	var takenBack []string
	for _, w := range b.withdrawals {
		if f.created[recordKey{"withdrawal", w.id}] {
			takenBack = append(takenBack, graph.ScopedID(b.agency, w.record.Withdraws))
		}
	}
	return f, takeBack(ctx, tx, takenBack)
}

// saveReports keeps new reports, joins them to what they name, and marks them.
func saveReports(ctx context.Context, tx neo4j.ManagedTransaction, created map[recordKey]bool, fresh *batch, seen sightings) error {
	if len(fresh.reports) == 0 {
		return nil
	}
	for _, r := range fresh.reports {
		created[recordKey{"report", r.id}] = true
	}
	return execute(ctx, tx, cypher.CreateReports, map[string]any{"agency": fresh.agency, "rows": fresh.reportRows(seen)})
}

// create runs a statement for an agency's rows that answers the ids of what it created,
// and marks them.
func create(ctx context.Context, tx neo4j.ManagedTransaction, created map[recordKey]bool, recordType string, statement cypher.Statement, agency string, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	answer, err := queryOne(ctx, tx, statement, map[string]any{"agency": agency, "rows": rows})
	if err != nil {
		return err
	}
	ids, err := column[string](answer, "created")
	for _, id := range ids {
		created[recordKey{recordType, id}] = true
	}
	return err
}

// among tells which of the ids a statement answers.
func among(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, ids []string) (map[string]bool, error) {
	found := map[string]bool{}
	if len(ids) == 0 {
		return found, nil
	}
	answer, err := queryOne(ctx, tx, statement, inBatch("ids", ids))
	if err != nil {
		return nil, err
	}
	list, err := column[string](answer, "ids")
	for _, id := range list {
		found[id] = true
	}
	return found, err
}

// known tells which reports, links and releases of a batch are there already.
func existingRecords(ctx context.Context, tx neo4j.ManagedTransaction, b *batch) (map[recordKey]bool, error) {
	known := map[recordKey]bool{}
	reports, err := among(ctx, tx, cypher.ReadExistingReports, idsOf(b.reports))
	if err != nil {
		return nil, err
	}
	for id := range reports {
		known[recordKey{"report", id}] = true
	}
	if len(b.links)+len(b.releases) == 0 {
		return known, nil
	}
	answer, err := queryOne(ctx, tx, cypher.ReadExistingLinksAndReleases, map[string]any{"links": idsOf(b.links), "releases": idsOf(b.releases)})
	if err != nil {
		return nil, err
	}
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
