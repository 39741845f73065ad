package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

const (
	detectionLease = "detection"
	// leaseTTL is how long a lease outlives its holder. Together with pollEvery it makes another
	// process take over within half a minute.
	leaseTTL = 20 * time.Second
	// renewEvery leaves time for a few renewals to fail.
	renewEvery = leaseTTL / 4
	// cleanupTimeout bounds each of the writes that end a run which was stopped.
	cleanupTimeout = 10 * time.Second
)

// heldLease is a lease that is renewed until it is released. Its context ends when the lease is
// lost, with graph.ErrLeaseLost as the cause. Publish checks the lease again inside the switch
// (writeHolding in graph/neo/transaction.go), so a holder that missed its loss cannot publish.
type heldLease struct {
	graph.Lease
	store   graph.Leases
	ctx     context.Context
	cancel  context.CancelCauseFunc
	renewal parallel.Group
}

// acquire takes a lease and begins to renew it. It returns graph.ErrConflict while another process
// holds it, graph.ErrLeaseLost, and graph.ErrUnavailable.
func acquire(ctx context.Context, store graph.Leases, name, holder string) (*heldLease, error) {
	acquired := time.Now()
	lease, err := store.Acquire(ctx, name, holder, leaseTTL)
	if err != nil {
		return nil, err
	}
	if time.Since(acquired) > renewEvery {
		// Acquire took long, so when the term began is unknown: begin another one now.
		acquired = time.Now()
		renewing, cancel := context.WithDeadline(ctx, acquired.Add(leaseTTL))
		err = store.Renew(renewing, lease, leaseTTL)
		cancel()
		if err != nil {
			return nil, err
		}
	}
	h := &heldLease{Lease: lease, store: store}
	h.ctx, h.cancel = context.WithCancelCause(ctx)
	h.renewal.Go(func() error {
		// A panic ends the context too, as its cause: without renewal the lease is soon lost.
		if err := try(func() error { return h.renew(acquired.Add(leaseTTL)) }); err != nil {
			h.cancel(err)
		}
		return nil
	})
	return h, nil
}

// BetweenRuns calls work while no detection runs, in this process or another, and keeps runs from
// starting meanwhile. It returns graph.ErrConflict while one runs.
func BetweenRuns(ctx context.Context, leases graph.Leases, holder string, work func(context.Context) error) error {
	h, err := acquire(ctx, leases, detectionLease, holder)
	if err != nil {
		return err
	}
	defer func() { _ = h.release() }() // a lease that was not released expires
	return causeOf(h.ctx, work(h.ctx))
}

// causeOf returns why the context ended, if it has, in place of the error that this caused.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// renew extends the lease until its context ends. It returns graph.ErrLeaseLost once another
// process may hold it: if the store returns that, or if no renewal succeeded before it expired.
func (h *heldLease) renew(expires time.Time) error {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return nil
		case <-tick.C:
		}
		renewed := time.Now()
		ctx, cancel := context.WithDeadline(h.ctx, expires)
		err := h.store.Renew(ctx, h.Lease, leaseTTL)
		cancel()
		switch {
		case err == nil:
			expires = renewed.Add(leaseTTL)
		case errors.Is(err, graph.ErrLeaseLost) || !time.Now().Before(expires):
			return fmt.Errorf("holding the lease for %s: %w", h.Name, graph.ErrLeaseLost)
		}
	}
}

// release stops renewing the lease and gives it back. It returns graph.ErrUnavailable.
func (h *heldLease) release() error {
	h.cancel(nil)
	_ = h.renewal.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), cleanupTimeout)
	defer cancel()
	return h.store.Release(ctx, h.Lease)
}
