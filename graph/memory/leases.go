package memory

import (
	"context"
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Leases grants leases by the clock of the store.
type Leases struct{ *state }

var _ graph.Leases = (*Leases)(nil)

// lease is the state of a lease.
type lease struct {
	fence   int64
	expires time.Time // zero while it is free
}

// Acquire implements graph.Leases.
func (s *Leases) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (graph.Lease, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Lease{}, err
	}
	defer unlock()
	if !s.isFree(name) {
		return graph.Lease{}, fmt.Errorf("acquiring the lease for %s: another process holds it: %w", name, graph.ErrConflict)
	}
	l := s.leases[name]
	if l == nil {
		l = &lease{}
		s.leases[name] = l
	}
	l.fence++
	l.expires = s.now().Add(ttl)
	return graph.Lease{Name: name, Holder: holder, Fence: l.fence}, nil
}

func (s *Leases) isFree(name string) bool {
	l := s.leases[name]
	return l == nil || l.expires.IsZero() || l.expires.Before(s.now())
}

// holds returns graph.ErrLeaseLost unless the lease is still its holder's. A lease that expired is
// lost only once another process acquires it.
func (s *state) holds(held graph.Lease) error {
	if l := s.leases[held.Name]; l == nil || l.fence != held.Fence || l.expires.IsZero() {
		return graph.ErrLeaseLost
	}
	return nil
}

// Renew implements graph.Leases.
func (s *Leases) Renew(ctx context.Context, held graph.Lease, ttl time.Duration) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.holds(held); err != nil {
		return err
	}
	s.leases[held.Name].expires = s.now().Add(ttl)
	return nil
}

// IsFree implements graph.Leases.
func (s *Leases) IsFree(ctx context.Context, name string) (bool, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	return s.isFree(name), nil
}

// Release implements graph.Leases.
func (s *Leases) Release(ctx context.Context, held graph.Lease) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if s.holds(held) == nil {
		s.leases[held.Name].expires = time.Time{}
	}
	return nil
}
