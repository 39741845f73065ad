package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
)

const (
	// ringsMaxAge is how old the published rings in memory may be.
	ringsMaxAge = 500 * time.Millisecond
	// publishedTimeout bounds reading a published set.
	publishedTimeout = time.Minute
)

// published is one published set of rings and their summaries. It is immutable.
type published struct {
	*check.Set
	summaries   []gen.Ring // of Rings, in their order
	summaryJSON [][]byte   // the summaries in JSON: writing them takes most of a page's time
	unreadable  int        // rings that are left out because they cannot be read or written
}

// newPublished leaves out rings whose summaries cannot be written, such as with a score that is not
// a number.
func newPublished(p graph.Publication, rings []graph.Ring) *published {
	s := &published{summaries: make([]gen.Ring, 0, len(rings)), summaryJSON: make([][]byte, 0, len(rings))}
	readable := rings[:0:0]
	for i := range rings {
		shown := summaryOf(&rings[i])
		text, err := json.Marshal(&shown)
		if err != nil {
			if s.unreadable == 0 {
				readable = append(readable, rings[:i]...)
			}
			s.unreadable++
			continue
		}
		s.summaries, s.summaryJSON = append(s.summaries, shown), append(s.summaryJSON, text)
		if s.unreadable > 0 {
			readable = append(readable, rings[i])
		}
	}
	if s.unreadable > 0 {
		rings = readable
	}
	s.Set = check.NewSet(p, rings)
	return s
}

// view is what a caller sees of a published set.
type view struct {
	check.View
	*published
}

// viewOf returns the view of a caller.
func (s *published) viewOf(c *access.Caller) *view { return &view{s.For(c), s} }

// newRingCache caches the published set. While what is stored is damaged, the last readable set is
// served. While Neo4j is unreachable, Get returns ErrUnavailable; only checks, which use Entry, go
// on.
func (a *API) newRingCache() *check.Cache[published] {
	return check.NewCache(check.Options[published]{
		Now:               a.now,
		StaleIfUnreadable: true,
		OnPanic:           func(d panics.Description) { a.loadPanicked("rings", d) },
		Load: func(ctx context.Context, current *published) (*published, error) {
			quick, cancel := context.WithTimeout(ctx, registerTimeout)
			defer cancel()
			p, err := a.Stores.Rings.Publication(quick)
			if err != nil {
				return nil, a.loadFailed("rings", err)
			}
			if current != nil && current.Publication == p {
				return current, nil
			}
			ctx, cancel = context.WithTimeout(ctx, publishedTimeout)
			defer cancel()
			p, rings, err := a.Stores.Rings.Published(ctx)
			if err != nil {
				return nil, a.loadFailed("rings", err)
			}
			return newPublished(p, rings), nil
		},
	})
}

// loadFailed returns the error of a load. One that belongs to no category means that what is stored
// is damaged, or a defect: loadFailed logs and counts it, and wraps check.ErrUnreadable.
func (a *API) loadFailed(cache string, err error) error {
	if kind, _ := problemOf(err); kind != gen.ProblemInternal {
		return err
	}
	a.reportUnreadable(cache, a.Log.WithError(err))
	return fmt.Errorf("%w: %w", check.ErrUnreadable, err)
}

// loadPanicked logs and counts a panic in a load.
func (a *API) loadPanicked(cache string, d panics.Description) {
	a.reportUnreadable(cache, a.Log.WithFields(d.Fields()))
}

// reportUnreadable counts all failures but logs few of them: caches load several times a second.
func (a *API) reportUnreadable(cache string, log logrus.FieldLogger) {
	a.metrics.unreadableLoads.WithLabelValues(cache).Inc()
	if a.unreadableLog.Allow() {
		log.WithField("cache", cache).Error("what is stored in Neo4j cannot be read; what was read before is used while it is valid")
	}
}

// viewRings returns the caller's view of the published set. It returns false after responding with
// a problem if that cannot be read.
func (a *API) viewRings(c *gin.Context) (*view, bool) {
	set, err := a.rings.Get(c.Request.Context(), ringsMaxAge)
	if err != nil {
		a.respondError(c, err)
		return nil, false
	}
	return set.viewOf(callerOf(c)), true
}

// findRing returns the view and the position of a ring that the caller may see. It returns false
// after responding with a problem.
func (a *API) findRing(c *gin.Context, id string) (*view, int, bool) {
	v, ok := a.viewRings(c)
	if !ok {
		return nil, 0, false
	}
	i, found := v.Find(id)
	if !found {
		respondNoRing(c)
		return nil, 0, false
	}
	return v, i, true
}

func respondNoRing(c *gin.Context) {
	respondProblem(c, gen.ProblemNotFound, "No published ring has this id, or the ring is hidden from this agency.")
}
