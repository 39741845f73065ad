package neo

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.Leases = (*Leases)(nil)

// Leases hands out leases, by the clock of Neo4j.
type Leases struct{ db *DB }

// Acquire takes the lease for ttl, reckoned by Neo4j's clock. It fails with
// graph.ErrConflict while another holds it, and with graph.ErrUnavailable.
func (s *Leases) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (graph.Lease, error) {
	lease := graph.Lease{Name: name, Holder: holder}
	nonce := rand.Text()
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		lease.Token = 0
		return query(ctx, tx, cypher.AcquireLease, map[string]any{"name": name, "holder": holder, "nonce": nonce, "ttl": ttl.Milliseconds()},
			func(r *neo4j.Record) (err error) { lease.Token, err = number(r, "token"); return err })
	})
	if err != nil {
		return graph.Lease{}, fmt.Errorf("acquiring the lease for %s: %w", name, err)
	}
	if lease.Token == 0 {
		return graph.Lease{}, fmt.Errorf("acquiring the lease for %s: another process holds it: %w", name, graph.ErrConflict)
	}
	return lease, nil
}

// Renew extends a lease to ttl from now. It fails with graph.ErrLeaseLost and
// graph.ErrUnavailable.
func (s *Leases) Renew(ctx context.Context, lease graph.Lease, ttl time.Duration) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return whileHeld(ctx, tx, cypher.RenewLease, lease, map[string]any{"ttl": ttl.Milliseconds()})
	})
	if err != nil {
		return fmt.Errorf("renewing the lease for %s: %w", lease.Name, err)
	}
	return nil
}

// Free tells whether nobody holds the lease. It fails with graph.ErrUnavailable.
func (s *Leases) IsFree(ctx context.Context, name string) (free bool, err error) {
	err = s.db.read(ctx, cypher.ReadLeaseFree, map[string]any{"name": name}, func(r *neo4j.Record) (err error) {
		free, err = truth(r, "free")
		return err
	})
	if err != nil {
		return false, fmt.Errorf("asking who holds the lease for %s: %w", name, err)
	}
	return free, nil
}

// Release gives the lease back. A lease that was lost is no error.
func (s *Leases) Release(ctx context.Context, lease graph.Lease) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		return execute(ctx, tx, cypher.ReleaseLease, map[string]any{"name": lease.Name, "token": lease.Token})
	})
	if err != nil {
		return fmt.Errorf("releasing the lease for %s: %w", lease.Name, err)
	}
	return nil
}

// whileHeld runs a statement that answers a row only while the lease is held.
func whileHeld(ctx context.Context, tx neo4j.ManagedTransaction, statement cypher.Statement, lease graph.Lease, params map[string]any) error {
	all := map[string]any{"name": lease.Name, "token": lease.Token}
	for name, value := range params {
		all[name] = value
	}
	held := false
	err := query(ctx, tx, statement, all, func(*neo4j.Record) error { held = true; return nil })
	if err == nil && !held {
		return graph.ErrLeaseLost
	}
	return err
}
