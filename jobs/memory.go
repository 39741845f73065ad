package jobs

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Memory is what the runs of a process remember of each other, so that each looks only at
// what changed since the one before. It can be lost at any time without harm. The first run
// after every so often looks at everything anew, and tells whether it would have found the
// same by memory. It serves Leiden; Louvain remembers nothing.
type Memory struct {
	// WholeEvery is after how long everything is looked at anew; 0 means a day.
	WholeEvery time.Duration
	Log        logrus.FieldLogger // mandatory

	mu    sync.Mutex
	rings *rings.Detector // nil before the first run
	whole time.Time       // by our clock: when everything was looked at
	// described is of the last run; nil where the next is to describe everything anew. Before is then
	// what is to be compared with.
	described, before *descriptions
}

// detect finds rings in evidence. Two at a time wait for each other.
func (m *Memory) detect(ctx context.Context, e *rings.Evidence, p rings.Params) (*rings.Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	every := m.WholeEvery
	if every == 0 {
		every = 24 * time.Hour
	}
	if m.rings != nil && time.Since(m.whole) < every {
		return m.rings.Detect(ctx, e, p)
	}
	anew := new(rings.Detector)
	found, err := anew.Detect(ctx, e, p)
	if err == nil && m.rings != nil {
		err = m.compare(ctx, e, p, found)
	}
	if err != nil {
		return nil, err
	}
	m.rings, m.whole = anew, time.Now()
	m.described, m.before = nil, m.described
	return found, nil
}

// describe describes what was found, and that of which nothing new is said as the run before did.
func (m *Memory) describe(s *evidence.Snapshot, found *rings.Result, withdrawn []string, asOf time.Time) []graph.Ring {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.described != nil {
		return m.described.describe(s, found, withdrawn, asOf)
	}
	m.described = newDescriptions()
	anew := m.described.describe(s, found, withdrawn, asOf)
	if m.before != nil && !reflect.DeepEqual(m.before.describe(s, found, withdrawn, asOf), anew) {
		m.Log.Warn("all rings were described anew, and otherwise than by memory")
	}
	m.before = nil
	return anew
}

// compare tells whether what was found anew is what would have been found by memory.
func (m *Memory) compare(ctx context.Context, e *rings.Evidence, p rings.Params, anew *rings.Result) error {
	remembered, err := m.rings.Detect(ctx, e, p)
	if err != nil {
		return err
	}
	log := m.Log.WithFields(logrus.Fields{"rings": len(anew.Rings), "remembered": m.rings.Hits, "of": m.rings.Components})
	if reflect.DeepEqual(remembered, anew) {
		log.Info("all rings were found anew, and are those that were found by memory")
	} else {
		log.Warn("all rings were found anew, and are not those that were found by memory")
	}
	return nil
}
