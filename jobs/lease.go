package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	leaseName = "detection"
	// leaseTTL is how long after its holder's death a lease is free again: others
	// take over within half a minute.
	leaseTTL = 20 * time.Second
	// renewEvery leaves room for some renewals to fail.
	renewEvery = leaseTTL / 4
	// lastWords bounds what a run that was stopped may still write.
	lastWords = 10 * time.Second
)

// held is a lease that is renewed until it is released. Its context ends when the
// lease is lost, with graph.ErrLeaseLost as the cause.
type held struct {
	graph.Lease
	leases graph.Leases
	ctx    context.Context
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when nobody renews any more
}

func hold(ctx context.Context, leases graph.Leases, name, holder string) (*held, error) {
	asked := time.Now()
	lease, err := leases.Acquire(ctx, name, holder, leaseTTL)
	if err != nil {
		return nil, err
	}
	if time.Since(asked) > renewEvery {
		// While it was waited for Neo4j it began at nobody knows which moment: another term begins now.
		asked = time.Now()
		renewing, cancel := context.WithDeadline(ctx, asked.Add(leaseTTL))
		err = leases.Renew(renewing, lease, leaseTTL)
		cancel()
		if err != nil {
			return nil, err
		}
	}
	h := &held{Lease: lease, leases: leases, done: make(chan struct{})}
	h.ctx, h.cancel = context.WithCancelCause(ctx)
	go h.renew(asked.Add(leaseTTL))
	return h, nil
}

// BetweenRuns does work while no detection runs, in this process or another, and none can begin.
// It fails with graph.ErrConflict while one does.
func BetweenRuns(ctx context.Context, leases graph.Leases, holder string, work func(context.Context) error) error {
	h, err := hold(ctx, leases, leaseName, holder)
	if err != nil {
		return err
	}
	err = causeOf(h.ctx, work(h.ctx))
	_ = h.release() // where it can't be given back, it ends by itself
	return err
}

// causeOf prefers why a context ended to what that made fail.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// renew extends the lease until its context ends or it can't be kept. A renewal that
// Neo4j does not answer by the day it would expire is a lost lease: by then another
// may have it.
func (h *held) renew(expires time.Time) {
	defer close(h.done)
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-tick.C:
		}
		asked := time.Now()
		ctx, cancel := context.WithDeadline(h.ctx, expires)
		err := h.leases.Renew(ctx, h.Lease, leaseTTL)
		cancel()
		switch {
		case err == nil:
			expires = asked.Add(leaseTTL)
		case errors.Is(err, graph.ErrLeaseLost) || !time.Now().Before(expires):
			h.cancel(fmt.Errorf("holding the lease for %s: %w", h.Name, graph.ErrLeaseLost))
			return
		}
	}
}

// release stops renewing and gives the lease back.
func (h *held) release() error {
	h.cancel(nil)
	<-h.done
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), lastWords)
	defer cancel()
	return h.leases.Release(ctx, h.Lease)
}
