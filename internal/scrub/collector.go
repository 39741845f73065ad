package scrub

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/ringwatch/ringwatch/internal/startstop"
)

// collectEvery is how long what a request left in memory may stay there.
const collectEvery = 10 * time.Second

// Collector is an HTTP handler that frees what requests leave in memory: between Start and Stop it
// collects garbage every ten seconds if there was a request since the last time.
type Collector struct {
	startstop.Background
	handler http.Handler
	served  atomic.Bool // a request since the last collection
}

var _ startstop.Service = (*Collector)(nil)

// NewCollector returns a Collector around a handler.
func NewCollector(handler http.Handler) *Collector {
	c := &Collector{handler: handler}
	c.Add(c.run)
	return c
}

func (c *Collector) run(ctx context.Context) {
	ticker := time.NewTicker(collectEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if c.served.Swap(false) {
				// What a sync.Pool holds is freed by the second collection.
				runtime.GC()
				runtime.GC()
			}
		case <-ctx.Done():
			return
		}
	}
}

// ServeHTTP passes the request on.
func (c *Collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer c.served.Store(true)
	c.handler.ServeHTTP(w, r)
}
