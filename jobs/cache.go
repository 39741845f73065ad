package jobs

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/jobs/translate"
)

// Cache holds what one run of a process can use of the run before, so that a run computes only what
// changed. It never changes the outcome: from time to time a run computes everything from scratch,
// compares, and logs whether the cache would have given the same. It may be lost at any time
// without harm. The Louvain method caches descriptions only.
type Cache struct {
	// FullEvery is how long after a full detection the next one is due; 0: a day.
	FullEvery time.Duration
	Log       logrus.FieldLogger // mandatory

	mu       sync.Mutex
	detector *rings.Detector // nil before the first run
	lastFull time.Time       // when a detection last computed everything
	// describer is that of the last run; nil if the next run is to describe everything again. Then
	// replaced is the one to compare with.
	describer, replaced *translate.Describer
}

const defaultFullEvery = 24 * time.Hour

// detect finds rings in evidence. Concurrent calls wait for each other.
func (c *Cache) detect(ctx context.Context, e *rings.Evidence, p rings.Params) (*rings.Result, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fullEvery := c.FullEvery
	if fullEvery == 0 {
		fullEvery = defaultFullEvery
	}
	cached := c.detector
	c.detector = nil // a panic may leave it half updated: it is stored again once it returned
	if cached != nil && time.Since(c.lastFull) < fullEvery {
		found, err := cached.Detect(ctx, e, p)
		c.detector = cached
		return found, err
	}
	full := new(rings.Detector)
	found, err := full.Detect(ctx, e, p)
	if err == nil && cached != nil {
		err = c.compare(ctx, cached, e, p, found)
	}
	if err != nil {
		c.detector = cached
		return nil, err
	}
	c.detector, c.lastFull = full, time.Now()
	c.describer, c.replaced = nil, c.describer
	return found, nil
}

// compare logs whether a full detection found the same rings as one that uses the cache.
func (c *Cache) compare(ctx context.Context, d *rings.Detector, e *rings.Evidence, p rings.Params, full *rings.Result) error {
	cached, err := d.Detect(ctx, e, p)
	if err != nil {
		return err
	}
	log := c.Log.WithFields(logrus.Fields{"rings": len(full.Rings), "cache_hits": d.Hits, "components": d.Components})
	if reflect.DeepEqual(cached, full) {
		log.Info("a full detection found the same rings as the cache gives")
	} else {
		log.Warn("a full detection found other rings than the cache gives; the cache was replaced")
	}
	return nil
}

// describe turns the rings found into rings as the graph stores them. It takes those that did not
// change from the cache.
func (c *Cache) describe(ctx context.Context, found *translate.Found) ([]graph.Ring, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.describer != nil {
		return c.describer.Describe(ctx, found)
	}
	full := translate.NewDescriber()
	described, err := full.Describe(ctx, found)
	if err != nil {
		return nil, err
	}
	if c.replaced != nil {
		cached, err := c.replaced.Describe(ctx, found)
		if err != nil {
			return nil, err
		}
		if !reflect.DeepEqual(cached, described) {
			c.Log.Warn("the rings were described differently than the cache gives; the cache was replaced")
		}
	}
	c.describer, c.replaced = full, nil
	return described, nil
}
