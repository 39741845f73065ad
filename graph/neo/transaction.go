package neo

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// The pause before a write is tried again doubles from firstPause to maxPause, give or take half of
// it, so that two processes that clashed don't clash again.
const (
	firstPause = 50 * time.Millisecond
	maxPause   = 2 * time.Second
)

// write runs work in one transaction. It retries while Neo4j can't be reached or the transaction
// clashed with another one, until the patience ends. Work must be safe to repeat: after a lost
// connection it is unknown whether the commit took place.
func (db *DB) write(ctx context.Context, work func(neo4j.ManagedTransaction) error) error {
	pauses := &backoff.ExponentialBackOff{InitialInterval: firstPause, Multiplier: 2, RandomizationFactor: 0.5, MaxInterval: maxPause}
	try := func() (done struct{}, err error) {
		err = db.writeOnce(ctx, work)
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the driver reports a cancelled call as a lost connection
		}
		if err != nil && !retryable(err) {
			err = backoff.Permanent(err)
		}
		return done, err
	}
	_, err := backoff.Retry(ctx, try, backoff.WithBackOff(pauses), backoff.WithMaxElapsedTime(db.patience))
	return mapError(err)
}

func (db *DB) writeOnce(ctx context.Context, work func(neo4j.ManagedTransaction) error) (err error) {
	session := db.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeWrite, BookmarkManager: db.bookmarks})
	defer func() {
		// A session that can't be closed lost its connection: then the error of the work is the
		// better one.
		if closing := session.Close(context.WithoutCancel(ctx)); err == nil && closing != nil {
			err = closing
		}
	}()
	_, err = session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) { return nil, work(tx) })
	return err
}

// writeHolding runs work in one transaction that holds the lease until it ends. It returns
// graph.ErrLeaseLost if another process has the lease.
func (db *DB) writeHolding(ctx context.Context, lease graph.Lease, work func(neo4j.ManagedTransaction) error) error {
	return db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := whileHeld(ctx, tx, cypher.CheckLease, lease, nil); err != nil {
			return err
		}
		return work(tx)
	})
}

// read runs a reading statement, without retrying, and hands each record to take.
func (db *DB) read(ctx context.Context, s cypher.Statement, params map[string]any, take func(*neo4j.Record) error) (err error) {
	session := db.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, BookmarkManager: db.bookmarks})
	defer func() {
		if closing := session.Close(context.WithoutCancel(ctx)); err == nil {
			err = mapError(closing)
		}
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the driver reports a cancelled call as a lost connection
		}
	}()
	result, err := session.Run(ctx, string(s), params)
	if err != nil {
		return mapError(err)
	}
	for result.Next(ctx) {
		if err := take(result.Record()); err != nil {
			return err
		}
	}
	return mapError(result.Err())
}

// readList runs a reading statement and returns what parse makes of each record. Damaged nodes are
// logged and left out.
func readList[T any](
	ctx context.Context, db *DB, s cypher.Statement, params map[string]any, parse func(*neo4j.Record) (T, error),
) (list []T, err error) {
	err = db.read(ctx, s, params, func(r *neo4j.Record) error {
		element, err := parse(r)
		if db.logDamage(err) {
			return nil
		}
		list = append(list, element)
		return err
	})
	return list, err
}

// readOne runs a reading statement that returns at most one record, and returns what parse makes of
// it, or graph.ErrNotFound.
func readOne[T any](
	ctx context.Context, db *DB, s cypher.Statement, params map[string]any, parse func(*neo4j.Record) (T, error),
) (one T, err error) {
	found := false
	err = db.read(ctx, s, params, func(r *neo4j.Record) (err error) {
		found = true
		one, err = parse(r)
		return err
	})
	if err == nil && !found {
		err = graph.ErrNotFound
	}
	return one, err
}

// execute runs a statement for its effect.
func execute(ctx context.Context, tx neo4j.ManagedTransaction, s cypher.Statement, params map[string]any) error {
	result, err := tx.Run(ctx, string(s), params)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}

// query runs a statement and hands each record to take.
func query(
	ctx context.Context, tx neo4j.ManagedTransaction, s cypher.Statement, params map[string]any, take func(*neo4j.Record) error,
) error {
	result, err := tx.Run(ctx, string(s), params)
	if err != nil {
		return err
	}
	for result.Next(ctx) {
		if err := take(result.Record()); err != nil {
			return err
		}
	}
	return result.Err()
}

// queryOne runs a statement that returns one record.
func queryOne(ctx context.Context, tx neo4j.ManagedTransaction, s cypher.Statement, params map[string]any) (*neo4j.Record, error) {
	result, err := tx.Run(ctx, string(s), params)
	if err != nil {
		return nil, err
	}
	return result.Single(ctx)
}

// inBatch wraps a list into a parameter, $batch.NAME. Neo4j plans a statement again for every order
// of magnitude of the length of a list that is a parameter itself, which takes longer than running
// it.
func inBatch[T any](name string, list []T) map[string]any {
	return map[string]any{"batch": map[string]any{name: list}}
}

// constraintViolated is the error of the loser of a race to create a record: the next try finds the
// winner's record.
const constraintViolated = "Neo.ClientError.Schema.ConstraintValidationFailed"

// entityNotFound is the error of a writer whose identifier a withdrawal deleted meanwhile: the next
// try creates it again.
const entityNotFound = "Neo.ClientError.Statement.EntityNotFound"

// retryable reports whether the same work may succeed if it is tried again.
func retryable(err error) bool {
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && (server.Code == constraintViolated || server.Code == entityNotFound) {
		return true
	}
	return errors.Is(err, errIdentifierDeleted) || neo4j.IsRetryable(err) || unreachable(err)
}
