package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	retentionLease = "retention"
	// retainEvery is how often the schedule deletes expired records.
	retainEvery = 24 * time.Hour
	// MinRetention is the least MaxAge: sooner, records could expire before a run used them.
	MinRetention = 24 * time.Hour
)

// Retention deletes expired records. The next run closes or shrinks the rings that cited them.
type Retention struct {
	Store  graph.RetentionStore // mandatory
	MaxAge time.Duration        // records that are older expire; at least MinRetention
	Holder string               // names this process
	Now    func() time.Time     // nil: time.Now

	lastDone time.Time // when a call of RunOnce in this process last deleted everything due
}

func (r *Retention) validate() error {
	if r.MaxAge < MinRetention {
		return fmt.Errorf("retention: MaxAge is %s: want at least %s", r.MaxAge, MinRetention)
	}
	return nil
}

// RunOnce deletes the records that have expired by now. It returns how many it deleted, also where
// it fails; the next call continues. It returns graph.ErrConflict while another process deletes,
// graph.ErrLeaseLost, graph.ErrUnavailable, and the context's error.
func (r *Retention) RunOnce(ctx context.Context) (deleted graph.Expired, err error) {
	if err := r.validate(); err != nil {
		return deleted, err
	}
	lease, err := acquire(ctx, r.Store, retentionLease, r.Holder)
	if err != nil {
		return deleted, err
	}
	defer func() { err = errors.Join(err, lease.release()) }()
	deleted, err = r.Store.Expire(lease.ctx, lease.Lease, r.now().Add(-r.MaxAge))
	return deleted, causeOf(lease.ctx, err)
}

func (r *Retention) now() time.Time {
	if r.Now == nil {
		return time.Now()
	}
	return r.Now()
}

// retain runs the retention if there is one and it is due.
func (s *Schedule) retain(ctx context.Context) {
	r := s.Retention
	if r == nil || ctx.Err() != nil || !r.lastDone.IsZero() && r.now().Sub(r.lastDone) < retainEvery {
		return
	}
	deleted, err := r.RunOnce(ctx)
	log := s.log.WithFields(expiredFields(deleted))
	switch {
	case errors.Is(err, graph.ErrConflict):
		s.log.Debug("another process is deleting expired records")
	case errors.Is(err, context.Canceled):
		log.Info("deleting expired records was stopped; it continues after the next run")
	case err != nil:
		log.WithError(err).Error("deleting expired records failed; it continues after the next run")
	default:
		r.lastDone = r.now()
		log.Info("expired records were deleted")
	}
}

func expiredFields(e graph.Expired) logrus.Fields {
	return logrus.Fields{
		"reports": e.Reports, "links": e.Links, "withdrawals": e.Withdrawals, "releases": e.Releases, "equivalences": e.Equivalences,
		"known": e.Known, "findings": e.Findings, "disputes": e.Disputes, "identifiers": e.Identifiers, "rings": e.Rings,
	}
}
