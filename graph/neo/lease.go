package neo

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.Leases = (*Leases)(nil)

// Leases hands out leases, by the clock of Neo4j.
type Leases struct{ db *DB }

// Acquire takes the lease for ttl. It returns graph.ErrConflict while another process holds it, and
// graph.ErrUnavailable.
func (l *Leases) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (graph.Lease, error) {
	lease := graph.Lease{Name: name, Holder: holder}
	// A try whose answer was lost is recognised by its nonce.
	params := map[string]any{"name": name, "holder": holder, "nonce": rand.Text(), "ttl": ttl.Milliseconds()}
	err := l.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		lease.Fence = 0
		return query(ctx, tx, cypher.AcquireLease, params, func(r *neo4j.Record) error {
			f := fieldsOf(r)
			lease.Fence = f.needInteger("token")
			return f.err("Lease", name)
		})
	})
	if err != nil {
		return graph.Lease{}, fmt.Errorf("acquiring the lease for %s: %w", name, err)
	}
	if lease.Fence == 0 {
		return graph.Lease{}, fmt.Errorf("acquiring the lease for %s: another process holds it: %w", name, graph.ErrConflict)
	}
	return lease, nil
}

// Renew extends a lease to ttl from now. It returns graph.ErrLeaseLost and graph.ErrUnavailable.
func (l *Leases) Renew(ctx context.Context, lease graph.Lease, ttl time.Duration) error {
	err := l.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return whileHeld(ctx, tx, cypher.RenewLease, lease, map[string]any{"ttl": ttl.Milliseconds()})
	})
	if err != nil {
		return fmt.Errorf("renewing the lease for %s: %w", lease.Name, err)
	}
	return nil
}

// IsFree reports whether no process holds the lease. It returns graph.ErrUnavailable.
func (l *Leases) IsFree(ctx context.Context, name string) (free bool, err error) {
	err = l.db.read(ctx, cypher.ReadLeaseFree, map[string]any{"name": name}, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		free = f.needBool("free")
		return f.err("Lease", name)
	})
	if err != nil {
		return false, fmt.Errorf("reading who holds the lease for %s: %w", name, err)
	}
	return free, nil
}

// Release gives the lease back. A lease that was lost is no error. It returns graph.ErrUnavailable.
func (l *Leases) Release(ctx context.Context, lease graph.Lease) error {
	err := l.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.ReleaseLease, map[string]any{"name": lease.Name, "token": lease.Fence})
	})
	if err != nil {
		return fmt.Errorf("releasing the lease for %s: %w", lease.Name, err)
	}
	return nil
}

// whileHeld runs a statement that returns a row only while the lease is held. It returns
// graph.ErrLeaseLost otherwise.
func whileHeld(
	ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, lease graph.Lease, params map[string]any,
) error {
	all := map[string]any{"name": lease.Name, "token": lease.Fence}
	maps.Copy(all, params)
	held := false
	err := query(ctx, tx, statement, all, func(*neo4j.Record) error { held = true; return nil })
	if err == nil && !held {
		return graph.ErrLeaseLost
	}
	return err
}
