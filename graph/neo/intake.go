package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.RecordStore = (*Intake)(nil)

// Intake saves what agencies file.
type Intake struct {
	db    *DB
	queue queue
}

// Save saves one batch of an agency's records in one transaction. Within a batch, as over many, the
// first record with an id counts, and a withdrawal also takes back what arrives after it. It
// returns graph.ErrUnavailable if Neo4j can't be reached.
func (in *Intake) Save(ctx context.Context, agency string, records []graph.Record) ([]graph.Outcome, error) {
	b := newBatch(agency, records)
	leave, err := in.queue.enter(ctx, b.contended(), in.db.patience)
	if err != nil {
		return nil, fmt.Errorf("saving %d records: %w", len(records), err)
	}
	defer leave()
	var saved *saveAttempt
	tries := 0
	err = in.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		tries++
		saved = &saveAttempt{batch: b, created: make(map[recordKey]bool, len(records)), retry: tries > 1}
		return saved.run(ctx, tx)
	})
	if err != nil {
		return nil, fmt.Errorf("saving %d records: %w", len(records), err)
	}
	outcomes := make([]graph.Outcome, len(records))
	for i, r := range records {
		outcomes[i] = saved.outcome(r)
	}
	return outcomes, nil
}

// saveAttempt is one try to save a batch in a transaction.
type saveAttempt struct {
	*batch
	created   map[recordKey]bool
	withdrawn map[string]bool // agency-scoped ids of the batch that were taken back
	// retry: an earlier try failed. Another process may be creating the same identifiers.
	retry bool
}

// recordKey identifies a record of an agency.
type recordKey struct{ recordType, id string }

// outcome returns what became of a record. Of two with one id only the first was created.
func (s *saveAttempt) outcome(r graph.Record) graph.Outcome {
	key := recordKey{r.RecordType(), graph.ScopedID(s.agency, r.RecordID())}
	if s.created[key] {
		delete(s.created, key)
		return graph.Created
	}
	if s.withdrawn[key.id] && key.recordType != "withdrawal" {
		return graph.Withdrawn
	}
	return graph.Unchanged
}

// run saves the batch. Withdrawals come first, so that what they take back stays out. Equivalences
// come next: they decide under which tokens the other records are stored. The rest needs the nodes
// of its identifiers.
func (s *saveAttempt) run(ctx context.Context, tx neo4j.ManagedTransaction) error {
	if err := s.create(ctx, tx, "withdrawal", cypher.SaveWithdrawals, s.withdrawalRows()); err != nil {
		return err
	}
	var err error
	if s.withdrawn, err = filterIDs(ctx, tx, cypher.ReadWithdrawn, s.ids); err != nil {
		return err
	}
	if err := s.saveEquivalences(ctx, tx); err != nil {
		return err
	}
	canonical, err := s.canonicalTokens(ctx, tx)
	if err != nil {
		return err
	}
	existing, err := s.existing(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.saveNew(ctx, tx, s.resolve(canonical).without(s.withdrawn, existing)); err != nil {
		return err
	}
	var takenBack []string
	for _, w := range s.withdrawals {
		if s.created[recordKey{"withdrawal", w.id}] {
			takenBack = append(takenBack, graph.ScopedID(s.agency, w.record.Withdraws))
		}
	}
	return deleteWithdrawn(ctx, tx, takenBack)
}

// saveNew saves the reports, links, releases and known businesses of a batch that are new.
func (s *saveAttempt) saveNew(ctx context.Context, tx neo4j.ManagedTransaction, created *batch) error {
	seen := created.sightings()
	if s.retry {
		if err := createMissingIdentifiers(ctx, tx, seen); err != nil {
			return err
		}
	}
	if err := saveIdentifiers(ctx, tx, seen); err != nil {
		return err
	}
	if err := s.saveReports(ctx, tx, created, seen); err != nil {
		return err
	}
	links := created.linkRows(seen)
	for i, relation := range graph.Relations {
		if err := s.create(ctx, tx, "link", cypher.CreateLinks[relation], links[i]); err != nil {
			return err
		}
	}
	if err := s.create(ctx, tx, "known", cypher.CreateKnown, created.knownRows(seen)); err != nil {
		return err
	}
	if err := s.create(ctx, tx, "release", cypher.CreateReleases, created.releaseRows(seen)); err != nil {
		return err
	}
	return created.markFiled(ctx, tx, seen)
}

// saveReports creates reports and joins them to the identifiers that they name.
func (s *saveAttempt) saveReports(ctx context.Context, tx neo4j.ManagedTransaction, created *batch, seen sightings) error {
	if len(created.reports) == 0 {
		return nil
	}
	for _, r := range created.reports {
		s.created[recordKey{"report", r.id}] = true
	}
	return execute(ctx, tx, cypher.CreateReports, map[string]any{"agency": s.agency, "rows": created.reportRows(seen)})
}

// create runs a statement that creates records from rows and returns the ids of those it created.
func (s *saveAttempt) create(
	ctx context.Context, tx neo4j.ManagedTransaction, recordType string, statement cypher.Statement, rows []any,
) error {
	if len(rows) == 0 {
		return nil
	}
	answer, err := queryOne(ctx, tx, statement, map[string]any{"agency": s.agency, "rows": rows})
	if err != nil {
		return err
	}
	ids, err := column[string](answer, "created")
	for _, id := range ids {
		s.created[recordKey{recordType, id}] = true
	}
	return err
}

// existing returns which reports, links and releases of the batch are stored already.
func (s *saveAttempt) existing(ctx context.Context, tx neo4j.ManagedTransaction) (map[recordKey]bool, error) {
	existing := map[recordKey]bool{}
	reports, err := filterIDs(ctx, tx, cypher.ReadExistingReports, idsOf(s.reports))
	if err != nil {
		return nil, err
	}
	for id := range reports {
		existing[recordKey{"report", id}] = true
	}
	if len(s.links)+len(s.releases) == 0 {
		return existing, nil
	}
	params := map[string]any{"links": idsOf(s.links), "releases": idsOf(s.releases)}
	answer, err := queryOne(ctx, tx, cypher.ReadExistingLinksAndReleases, params)
	if err != nil {
		return nil, err
	}
	for recordType, name := range map[string]string{"link": "links", "release": "releases"} {
		ids, err := column[string](answer, name)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			existing[recordKey{recordType, id}] = true
		}
	}
	return existing, nil
}

// filterIDs returns the ids that a statement returns of those that it is given.
func filterIDs(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, ids []string) (map[string]bool, error) {
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
