package jobs

import (
	"context"
	"fmt"
	"time"
)

// beginWithin bounds how long Neo4j may take to say who has the lease and to record
// that a run began. One that hangs neither answers nor closes its connections.
const beginWithin = 30 * time.Second

// begun is a run of the schedule. Its context ends with complete.
type begun struct {
	*running
	end context.CancelCauseFunc
}

// begin begins a run that ends with ctx. Until it has begun it is given up, too, when
// asked ends or time is up: later, who asked may be gone.
func (s *Schedule) begin(ctx, asked context.Context, trigger string) (*begun, error) {
	ctx, end := context.WithCancelCause(ctx)
	late := time.AfterFunc(s.beginWithin, func() {
		end(fmt.Errorf("Neo4j took longer than %s: %w", s.beginWithin, context.DeadlineExceeded))
	})
	defer late.Stop()
	stop := context.AfterFunc(asked, func() { end(context.Cause(asked)) })
	defer stop()
	r, err := s.detection.begin(ctx, trigger)
	if err != nil {
		end(nil)
		return nil, err
	}
	s.own.Add(1)
	return &begun{r, end}, nil
}
