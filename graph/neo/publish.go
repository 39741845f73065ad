package neo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// Publish replaces the published rings, whole or not at all. It returns graph.ErrLeaseLost and
// graph.ErrUnavailable.
//
// First it writes what changed as drafts, in batches that no reader sees. Then one transaction
// turns drafts into rings, adds events and moves the publication on. Last it deletes what was
// replaced. The last two hold the lease, so that a process that lost it can't touch its successor's
// rings. A process that dies in between leaves drafts or replaced rings, which the next publication
// deletes, before and after it writes its own. While Neo4j cannot be reached each write is retried
// until the patience of the connection ends; then the run fails, and readers keep the old rings.
func (s *Publications) Publish(ctx context.Context, lease graph.Lease, run *graph.Run, next *graph.NextPublication) error {
	started := time.Now()
	var c comparison
	work, working := parallel.WithContext(ctx)
	work.Go(func() (err error) {
		if c, err = s.compare(working, next); err != nil {
			return fmt.Errorf("comparing with the published rings: %w", err)
		}
		return nil
	})
	work.Go(func() error { return s.deleteUnseen(working, lease, run.ID) })
	if err := work.Wait(); err != nil {
		return err
	}
	if err := s.writeDrafts(ctx, run.ID, c); err != nil {
		return err
	}
	published := *run
	published.Status, published.Counts.Rings = graph.Succeeded, len(next.Rings)
	published.Counts.Changed, published.Counts.Closed = len(c.changed), len(c.closed)
	published.Phases = append(slices.Clone(run.Phases), graph.Phase{Name: "publishing", Seconds: time.Since(started).Seconds()})
	err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
		return switchPublication(ctx, tx, &published, c, next)
	})
	if err != nil {
		return fmt.Errorf("publishing %d rings: %w", len(next.Rings), err)
	}
	*run = published
	s.cache.add(c.written)
	// What a failure here leaves, the next publication deletes.
	_ = s.deleteUnseen(ctx, lease, run.ID)
	return nil
}

// switchPublication is the one transaction in which readers' view changes. If it is repeated
// because the outcome of the commit is unknown, it changes nothing more: the drafts are no longer
// drafts, and the publication is the run's.
func switchPublication(ctx context.Context, tx neo4j.ManagedTransaction, run *graph.Run, c comparison, next *graph.NextPublication) error {
	if c.forgotten > 0 { // checked here, where the lease is held: another process may have published since
		return fmt.Errorf("%d published rings are neither published again nor closed", c.forgotten)
	}
	current, err := lockPublication(ctx, tx)
	if err != nil {
		return err
	}
	if c.differs() && current.RunID != run.ID {
		if current.Sequence != c.sequence {
			return errors.New("other rings were published since the ones to be replaced were read")
		}
		if err := replaceRings(ctx, tx, run.ID, c); err != nil {
			return err
		}
		if err := addHistory(ctx, tx, run.ID, next); err != nil {
			return err
		}
		if err := execute(ctx, tx, cypher.NextSequence, map[string]any{"run": run.ID}); err != nil {
			return err
		}
	}
	if err := execute(ctx, tx, cypher.UpdateLaterTokens, nil); err != nil {
		return err
	}
	return endRun(ctx, tx, run)
}

// replaceRings takes the rings that changed out of the publication and puts the drafts of the run
// in.
func replaceRings(ctx context.Context, tx neo4j.ManagedTransaction, runID string, c comparison) error {
	if err := execute(ctx, tx, cypher.RetractRings, inBatch("ids", c.replaced)); err != nil {
		return err
	}
	if c.nameless > 0 {
		if err := execute(ctx, tx, cypher.RetractNamelessRings, nil); err != nil {
			return err
		}
	}
	answer, err := queryOne(ctx, tx, cypher.PublishSwitch, map[string]any{"run": runID})
	if err != nil {
		return err
	}
	if published := fieldsOf(answer).count("published"); published != len(c.changed)+len(c.closed) {
		return fmt.Errorf("%d of the run's %d drafts are there", published, len(c.changed)+len(c.closed))
	}
	return nil
}

// comparison is the difference between the published rings and the next publication.
type comparison struct {
	sequence int64                  // of the publication that was compared with
	changed  []map[string]any       // rows of rings that are new or differ
	closed   []map[string]any       // rows of rings that are closed with this run
	written  map[string]*graph.Ring // both, by fingerprint
	replaced []string               // ids of published rings that changed or are closed
	nameless int                    // published rings without an id: they are removed
	// forgotten is how many published rings the next publication neither holds nor closes.
	forgotten int
}

// differs reports whether anything has to be published.
func (c *comparison) differs() bool {
	return len(c.replaced)+len(c.changed)+len(c.closed)+c.nameless > 0
}

// compare finds what has to be published. Mostly the run has read the published rings a moment
// before. Whether others were published since, the switch sees under the publication's lock.
func (s *Publications) compare(ctx context.Context, next *graph.NextPublication) (c comparison, err error) {
	stored := s.cache.takeStored()
	if stored == nil {
		if stored, err = s.storedRings(ctx); err != nil {
			return c, err
		}
	}
	c.sequence, c.nameless, c.written = stored.sequence, stored.nameless, map[string]*graph.Ring{}
	for _, rings := range [][]graph.Ring{next.Rings, next.Closed} {
		if err := c.add(ctx, stored, rings); err != nil {
			return c, err
		}
	}
	for id, before := range stored.rings {
		switch damaged := stored.damaged[id]; {
		case damaged != nil && damaged.Status == graph.Closed: // the run leaves closed rings alone
			c.write(damaged, (&ringEncoder{}).fingerprint(damaged), true)
		case damaged != nil, !before.closed(): // closed rings stay as they are unless they are published again
			c.forgotten++
		}
	}
	return c, nil
}

// add compares rings with the stored ones, and removes them from stored.
func (c *comparison) add(ctx context.Context, stored *storedRings, rings []graph.Ring) error {
	all, err := fingerprints(ctx, rings)
	if err != nil {
		return err
	}
	for i := range rings {
		ring := &rings[i]
		before, exists := stored.rings[ring.ID]
		delete(stored.rings, ring.ID)
		if !exists || before.fingerprint != all[i] || stored.damaged[ring.ID] != nil {
			c.write(ring, all[i], exists)
		}
	}
	return nil
}

// write has a ring written, in place of the stored one if that exists.
func (c *comparison) write(ring *graph.Ring, fingerprint string, exists bool) {
	c.written[fingerprint] = ring
	if row := ringRow(ring, fingerprint); ring.Status == graph.Closed {
		c.closed = append(c.closed, row)
	} else {
		c.changed = append(c.changed, row)
	}
	if exists {
		c.replaced = append(c.replaced, ring.ID)
	}
}
