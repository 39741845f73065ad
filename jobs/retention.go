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
	// retainEvery is how often the schedule looks for what is too old.
	retainEvery = 24 * time.Hour
	// LeastRetention bounds how soon records may be deleted: within it they would go
	// before a run saw them.
	LeastRetention = 24 * time.Hour
)

// Retention takes what is too old out of the graph; rings follow with the next run.
type Retention struct {
	Graph  graph.RetentionStore // mandatory
	Keep   time.Duration        // how long records are kept, of which LeastRetention at least
	Holder string               // names this process
	Now    func() time.Time     // nil: time.Now

	done time.Time // when it was last brought to its end here
}

// RunOnce deletes what is too old now and tells how much that was, even where it fails:
// what is left goes the next time. It fails with graph.ErrConflict while another process
// is at it, with graph.ErrLeaseLost, graph.ErrUnavailable, and the context's error.
func (r *Retention) RunOnce(ctx context.Context) (gone graph.Expired, err error) {
	if r.Keep < LeastRetention {
		return gone, fmt.Errorf("records must be kept for %s at least", LeastRetention)
	}
	lease, err := hold(ctx, r.Graph, retentionLease, r.Holder)
	if err != nil {
		return gone, err
	}
	defer func() { err = errors.Join(err, lease.release()) }()
	gone, err = r.Graph.Expire(lease.ctx, lease.Lease, r.now().Add(-r.Keep))
	return gone, causeOf(lease.ctx, err)
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
	if r == nil || ctx.Err() != nil || !r.done.IsZero() && r.now().Sub(r.done) < retainEvery {
		return
	}
	gone, err := r.RunOnce(ctx)
	log := s.log.WithFields(expiredFields(gone))
	switch {
	case errors.Is(err, graph.ErrConflict):
		s.log.Debug("another process deletes what is too old")
	case errors.Is(err, context.Canceled):
		log.Info("deleting what is too old was stopped; it goes on the next time")
	case err != nil:
		log.WithError(err).Error("deleting what is too old failed; it goes on after the next run")
	default:
		r.done = r.now()
		log.Info("what was too old is deleted")
	}
}

func expiredFields(e graph.Expired) logrus.Fields {
	return logrus.Fields{
		"reports": e.Reports, "links": e.Links, "withdrawals": e.Withdrawals, "releases": e.Releases, "claims": e.Equivalences, "findings": e.Findings, "disputes": e.Disputes, "identifiers": e.Identifiers, "rings": e.Rings,
	}
}
