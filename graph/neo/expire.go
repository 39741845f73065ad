package neo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Retention deletes what is too old.
type Retention struct {
	*Leases
	db *DB
}

var _ graph.RetentionStore = (*Retention)(nil)

const (
	// expiredAtOnce bounds the ids that are read at a time.
	expiredAtOnce = 50_000
	// takenOutAtOnce bounds the records, and all else, that one transaction deletes.
	takenOutAtOnce = 2_000
	// ringsExpiredAtOnce bounds the rings: each has a history.
	ringsExpiredAtOnce = 100
)

// Expire deletes what is of before the time, in transactions that hold the lease. Stopped
// on the way, it tells what it has deleted, and called again it goes on. It fails with
// graph.ErrLeaseLost and graph.ErrUnavailable.
func (s *Retention) Expire(ctx context.Context, lease graph.Lease, before time.Time) (graph.Expired, error) {
	e := expiring{Retention: s, lease: lease, before: before.UTC()}
	for _, kind := range expiringRecords {
		if err := e.records(ctx, kind.read, kind.takeOut, kind.count(&e.gone)); err != nil {
			return e.gone, fmt.Errorf("deleting records that are too old: %w", err)
		}
	}
	// Releases come behind the evidence and the findings that they void.
	for _, step := range []func(context.Context) error{e.withdrawals, e.findings, e.disputes, e.releases, e.claims, e.rings} {
		if err := step(ctx); err != nil {
			return e.gone, fmt.Errorf("deleting what is too old: %w", err)
		}
	}
	return e.gone, nil
}

// expiringRecords is the statements for each type of record that grows old.
var expiringRecords = [...]struct {
	read, takeOut cypher.Statement
	count         func(*graph.Expired) *int
}{
	{cypher.ReadExpiredReports, cypher.DeleteReports, func(e *graph.Expired) *int { return &e.Reports }},
	{cypher.ReadExpiredLinks[graph.UsedIn], cypher.DeleteLinks[graph.UsedIn], func(e *graph.Expired) *int { return &e.Links }},
	{cypher.ReadExpiredLinks[graph.LinkedTo], cypher.DeleteLinks[graph.LinkedTo], func(e *graph.Expired) *int { return &e.Links }},
	{cypher.ReadExpiredLinks[graph.AccessedFrom], cypher.DeleteLinks[graph.AccessedFrom], func(e *graph.Expired) *int { return &e.Links }},
	{cypher.ReadExpiredLinks[graph.TransferredTo], cypher.DeleteLinks[graph.TransferredTo], func(e *graph.Expired) *int { return &e.Links }},
}

// expiring is one call of Expire.
type expiring struct {
	*Retention
	lease  graph.Lease
	before time.Time
	gone   graph.Expired
}

// records takes out the records that a statement finds.
func (e *expiring) records(ctx context.Context, read, takeOut cypher.Statement, count *int) error {
	for more := true; more; {
		var ids []string
		err := e.db.read(ctx, read, map[string]any{"before": e.before, "limit": expiredAtOnce}, func(r *neo4j.Record) (err error) {
			ids, err = column[string](r, "ids")
			return err
		})
		if err != nil {
			return err
		}
		before := *count
		for some := range slices.Chunk(ids, takenOutAtOnce) {
			var records, identifiers int
			err := e.db.writeHolding(ctx, e.lease, func(tx neo4j.ManagedTransaction) (err error) {
				records, identifiers, err = deleteRecords(ctx, tx, takeOut, some)
				return err
			})
			if err != nil {
				return err
			}
			*count += records
			e.gone.Identifiers += identifiers
		}
		more = len(ids) == expiredAtOnce && *count > before
	}
	return nil
}

// until deletes some at a time until none is left. What deletes tells how much it was, and
// how many identifiers went with it.
func (e *expiring) until(ctx context.Context, count *int, some func(neo4j.ManagedTransaction) (deleted, identifiers int, err error)) error {
	for {
		var deleted, identifiers int
		err := e.db.writeHolding(ctx, e.lease, func(tx neo4j.ManagedTransaction) (err error) {
			deleted, identifiers, err = some(tx)
			return err
		})
		if err != nil || deleted == 0 {
			return err
		}
		*count += deleted
		e.gone.Identifiers += identifiers
	}
}

func (e *expiring) some(limit int) map[string]any {
	return map[string]any{"before": e.before, "limit": limit}
}

func (e *expiring) withdrawals(ctx context.Context) error {
	return e.until(ctx, &e.gone.Withdrawals, func(tx neo4j.ManagedTransaction) (deleted, _ int, err error) {
		deleted, err = queryDeleted(ctx, tx, cypher.DeleteWithdrawals, e.some(takenOutAtOnce))
		return deleted, 0, err
	})
}

func (e *expiring) claims(ctx context.Context) error {
	return e.until(ctx, &e.gone.Equivalences, func(tx neo4j.ManagedTransaction) (deleted, _ int, err error) {
		deleted, err = queryDeleted(ctx, tx, cypher.DeleteClaims, e.some(takenOutAtOnce))
		return deleted, 0, err
	})
}

func (e *expiring) releases(ctx context.Context) error {
	return e.withOrphans(ctx, &e.gone.Releases, cypher.DeleteReleases)
}

func (e *expiring) findings(ctx context.Context) error {
	return e.withOrphans(ctx, &e.gone.Findings, cypher.DeleteVerifications)
}

func (e *expiring) disputes(ctx context.Context) error {
	return e.withOrphans(ctx, &e.gone.Disputes, cypher.DeleteDisputes)
}

// withOrphans deletes by a statement that answers how much it was, and what identifiers it was
// of: those of which nothing else tells go too.
func (e *expiring) withOrphans(ctx context.Context, count *int, statement cypher.Statement) error {
	return e.until(ctx, count, func(tx neo4j.ManagedTransaction) (deleted, identifiers int, err error) {
		answer, err := queryOne(ctx, tx, statement, e.some(takenOutAtOnce))
		if err != nil {
			return 0, 0, err
		}
		n, err := number(answer, "deleted")
		if err != nil || n == 0 {
			return 0, 0, err
		}
		tokens, err := column[string](answer, "tokens")
		if err != nil {
			return 0, 0, err
		}
		slices.Sort(tokens)
		identifiers, err = settleOrphans(ctx, tx, tokens)
		return int(n), identifiers, err
	})
}

// rings deletes those that were closed for so long. No run publishes meanwhile.
func (e *expiring) rings(ctx context.Context) error {
	return e.until(ctx, &e.gone.Rings, func(tx neo4j.ManagedTransaction) (deleted, _ int, err error) {
		if err := execute(ctx, tx, cypher.LockPublication, nil); err != nil {
			return 0, 0, err
		}
		if deleted, err = queryDeleted(ctx, tx, cypher.DeleteClosedRings, e.some(ringsExpiredAtOnce)); err != nil || deleted == 0 {
			return 0, 0, err
		}
		for _, statement := range []cypher.Statement{cypher.DeleteOrphanFeedback, cypher.NextRevision} {
			if err := execute(ctx, tx, statement, nil); err != nil {
				return 0, 0, err
			}
		}
		return deleted, 0, nil
	})
}
