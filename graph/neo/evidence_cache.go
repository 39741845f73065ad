package neo

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// overlap is how far before a snapshot the next one begins to read: a record has the time at which
// its transaction began, and may be committed after a snapshot that is later. A transaction that
// takes longer is missed, and Neo4j's counters show it.
const overlap = 30 * time.Second

// EvidenceCache holds the evidence in memory between snapshots, so that each reads only the records
// that arrived or were withdrawn since. It may be lost at any time without harm: the next snapshot
// reads everything. So does a snapshot after which Neo4j's own counters differ from the cache, and
// the first one after RereadEvery, which logs whether the cache was right.
type EvidenceCache struct {
	*Evidence
	// RereadEvery is after how long everything is read again; 0 means a day.
	RereadEvery time.Duration
	Log         logrus.FieldLogger // mandatory

	mu     sync.Mutex
	all    *evidence.Snapshot // void evidence included; nil while nothing is cached
	counts evidenceCounts     // counts.renames() is the number of renames when everything was last read
	since  time.Time          // by the clock of Neo4j: what was received before is in the cache
	reread time.Time          // by our clock: when everything was read
}

var _ evidence.Source = (*EvidenceCache)(nil)

// Snapshot returns all evidence that counts. Concurrent calls wait for each other. It returns a
// *DamageError where a node can't be read, and graph.ErrUnavailable.
func (c *EvidenceCache) Snapshot(ctx context.Context) (snapshot *evidence.Snapshot, err error) {
	defer func() { err = c.explain(ctx, err) }()
	c.mu.Lock()
	defer c.mu.Unlock()
	current, err := c.refresh(ctx)
	if err != nil {
		return nil, err
	}
	void, err := c.void(ctx)
	if err != nil {
		return nil, err
	}
	if !current || time.Since(c.reread) >= cmp.Or(c.RereadEvery, 24*time.Hour) {
		return c.fill(ctx, void)
	}
	return c.all.Without(void), nil
}

// fill reads everything into the cache. Where there was a cache it logs whether that was right.
func (c *EvidenceCache) fill(ctx context.Context, void *evidence.Void) (*evidence.Snapshot, error) {
	before := c.all
	c.all = nil
	counts, now, err := c.Evidence.counts(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.readAll(ctx, counts)
	if err != nil {
		return nil, err
	}
	c.all, c.counts, c.since, c.reread = all, counts, now.Add(-overlap), time.Now()
	s := all.Without(void)
	if before != nil {
		log := c.Log.WithField("reports", len(s.ReportIDs))
		if reflect.DeepEqual(before.Without(void), s) {
			log.Info("all evidence was read again, and the cache was right")
		} else {
			log.Warn("all evidence was read again, and the cache differs: records arrived meanwhile, or the cache was wrong")
		}
	}
	return s, nil
}

// refresh adds to the cache what changed since the last snapshot. It reports false where nothing is
// cached, or where the cache differs from Neo4j's counters even after a second try: records may
// have arrived during the first.
func (c *EvidenceCache) refresh(ctx context.Context) (current bool, err error) {
	if c.all == nil {
		return false, nil
	}
	for range 2 {
		counts, now, err := c.Evidence.counts(ctx)
		if err != nil {
			return false, err
		}
		delta, err := c.readDelta(ctx)
		if err != nil {
			return false, err
		}
		c.all = c.all.With(delta)
		if countsOf(c.all, c.counts.renames()) == counts {
			c.since = now.Add(-overlap)
			return true, nil
		}
	}
	c.Log.Info("the cached evidence is not complete: everything is read again")
	c.all = nil
	return false, nil
}

// countsOf returns how much evidence a snapshot holds.
func countsOf(s *evidence.Snapshot, renames int64) (n evidenceCounts) {
	n[0], n[1], n[len(n)-1] = int64(len(s.ReportIDs)), int64(len(s.Mentions.Report)), renames
	for _, relation := range s.Links.Relation {
		if i := slices.Index(graph.Relations[:], relation); i >= 0 {
			n[2+i]++
		}
	}
	return n
}

// readDelta reads what changed since the last snapshot. Withdrawals come last: the records that
// they take back may have arrived together with them.
func (c *EvidenceCache) readDelta(ctx context.Context) (*evidence.Delta, error) {
	since := map[string]any{"since": c.since}
	work, working := parallel.WithContext(ctx)
	read := func(what string, statement cypher.Statement, take func(*neo4j.Record) error) {
		work.Go(func() error {
			if err := c.db.read(working, statement, since, take); err != nil {
				return fmt.Errorf("reading new %s: %w", what, err)
			}
			return nil
		})
	}
	var delta evidence.Delta
	var links [len(graph.Relations)][]evidence.DeltaLink
	work.Go(func() (err error) {
		delta.Standing, err = c.standing(working)
		return err
	})
	read("reports", cypher.ReadNewReports, takeNewReports(&delta.Reports))
	for i, relation := range graph.Relations {
		read("links", cypher.ReadNewLinks[relation], takeNewLinks(&links[i], relation))
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	delta.Links = slices.Concat(links[:]...)
	err := c.db.read(ctx, cypher.ReadNewWithdrawals, since, func(r *neo4j.Record) (err error) {
		delta.Withdrawn, err = appendColumn(delta.Withdrawn, r, "ids")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading new withdrawals: %w", err)
	}
	return &delta, nil
}
