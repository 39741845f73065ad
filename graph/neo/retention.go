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

var _ graph.RetentionStore = (*Retention)(nil)

const (
	// expiredPerQuery bounds the ids that one statement reads.
	expiredPerQuery = 50_000
	// deletedPerTransaction bounds the records, and all else but rings, that one transaction
	// deletes.
	deletedPerTransaction = 2_000
	// ringsPerTransaction bounds the rings: each has a history.
	ringsPerTransaction = 100
)

// Retention deletes what is too old.
type Retention struct {
	*Leases
	db *DB
}

// Expire deletes what is from before the time, in transactions that hold the lease. It returns how
// much it deleted, also when it fails: called again it continues. It returns graph.ErrLeaseLost and
// graph.ErrUnavailable.
func (s *Retention) Expire(ctx context.Context, lease graph.Lease, before time.Time) (graph.Expired, error) {
	e := expiry{db: s.db, lease: lease, before: before.UTC()}
	if err := e.records(ctx, cypher.ReadExpiredReports, cypher.DeleteReports, &e.expired.Reports); err != nil {
		return e.expired, fmt.Errorf("deleting reports that are too old: %w", err)
	}
	for _, relation := range graph.Relations {
		if err := e.records(ctx, cypher.ReadExpiredLinks[relation], cypher.DeleteLinks[relation], &e.expired.Links); err != nil {
			return e.expired, fmt.Errorf("deleting links that are too old: %w", err)
		}
	}
	// Releases come after the evidence and the findings that they void.
	for _, step := range []struct {
		what   string
		count  *int
		delete deletion
	}{
		{"withdrawals", &e.expired.Withdrawals, e.plain(cypher.DeleteWithdrawals)},
		{"findings", &e.expired.Findings, e.withOrphans(cypher.DeleteVerifications)},
		{"disputes", &e.expired.Disputes, e.withOrphans(cypher.DeleteDisputes)},
		{"releases", &e.expired.Releases, e.withOrphans(cypher.DeleteReleases)},
		{"known businesses", &e.expired.Known, e.withOrphans(cypher.DeleteExpiredKnown)},
		{"equivalences", &e.expired.Equivalences, e.plain(cypher.DeleteClaims)},
		{"rings", &e.expired.Rings, e.rings},
	} {
		if err := e.repeat(ctx, step.count, step.delete); err != nil {
			return e.expired, fmt.Errorf("deleting %s that are too old: %w", step.what, err)
		}
	}
	return e.expired, nil
}

// expiry is one call of Expire.
type expiry struct {
	db      *DB
	lease   graph.Lease
	before  time.Time
	expired graph.Expired
}

// deletion deletes some of what is too old, in one transaction, and returns how much, and how many
// identifiers with it.
type deletion func(ctx context.Context, tx neo4j.ManagedTransaction) (deleted, identifiers int, err error)

// records deletes the records that the first statement finds, by the second.
func (e *expiry) records(ctx context.Context, find, remove cypher.Statement, count *int) error {
	for more := true; more; {
		var ids []string
		err := e.db.read(ctx, find, map[string]any{"before": e.before, "limit": expiredPerQuery}, func(r *neo4j.Record) (err error) {
			ids, err = column[string](r, "ids")
			return err
		})
		if err != nil {
			return err
		}
		before := *count
		for chunk := range slices.Chunk(ids, deletedPerTransaction) {
			_, err := e.once(ctx, count, func(ctx context.Context, tx neo4j.ManagedTransaction) (int, int, error) {
				return deleteRecords(ctx, tx, remove, chunk)
			})
			if err != nil {
				return err
			}
		}
		more = len(ids) == expiredPerQuery && *count > before
	}
	return nil
}

// repeat deletes until nothing is left.
func (e *expiry) repeat(ctx context.Context, count *int, remove deletion) error {
	for {
		if deleted, err := e.once(ctx, count, remove); err != nil || deleted == 0 {
			return err
		}
	}
}

// once deletes in one transaction that holds the lease, and counts what it deleted.
func (e *expiry) once(ctx context.Context, count *int, remove deletion) (deleted int, err error) {
	var identifiers int
	err = e.db.writeHolding(ctx, e.lease, func(tx neo4j.ManagedTransaction) (err error) {
		deleted, identifiers, err = remove(ctx, tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	*count += deleted
	e.expired.Identifiers += identifiers
	return deleted, nil
}

func (e *expiry) params(limit int) map[string]any {
	return map[string]any{"before": e.before, "limit": limit}
}

// plain deletes by a statement that returns how much it deleted.
func (e *expiry) plain(statement cypher.Statement) deletion {
	return func(ctx context.Context, tx neo4j.ManagedTransaction) (deleted, _ int, err error) {
		deleted, err = queryDeleted(ctx, tx, statement, e.params(deletedPerTransaction))
		return deleted, 0, err
	}
}

// withOrphans deletes by a statement that returns how much it deleted, and the tokens of the
// identifiers concerned. It also deletes those identifiers that no record names any more.
func (e *expiry) withOrphans(statement cypher.Statement) deletion {
	return func(ctx context.Context, tx neo4j.ManagedTransaction) (deleted, identifiers int, err error) {
		answer, err := queryOne(ctx, tx, statement, e.params(deletedPerTransaction))
		if err != nil {
			return 0, 0, err
		}
		if deleted = fieldsOf(answer).count("deleted"); deleted == 0 {
			return 0, 0, nil
		}
		tokens, err := column[string](answer, "tokens")
		if err != nil {
			return 0, 0, err
		}
		slices.Sort(tokens)
		identifiers, err = deleteOrphans(ctx, tx, tokens)
		return deleted, identifiers, err
	}
}

// rings deletes rings that were closed before the time. No run publishes meanwhile.
func (e *expiry) rings(ctx context.Context, tx neo4j.ManagedTransaction) (deleted, _ int, err error) {
	if err := execute(ctx, tx, cypher.LockPublication, nil); err != nil {
		return 0, 0, err
	}
	if deleted, err = queryDeleted(ctx, tx, cypher.DeleteClosedRings, e.params(ringsPerTransaction)); err != nil || deleted == 0 {
		return 0, 0, err
	}
	for _, statement := range []cypher.Statement{cypher.DeleteOrphanFeedback, cypher.NextRevision} {
		if err := execute(ctx, tx, statement, nil); err != nil {
			return 0, 0, err
		}
	}
	return deleted, 0, nil
}
