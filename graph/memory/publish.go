package memory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// changes are the rings that a publication adds or replaces, and their fingerprints by id.
type changes struct {
	changed, closed []*graph.Ring
	fingerprints    map[string]string
}

// compare returns what the next publication changes. It fails if the publication does not say what
// becomes of an open ring.
func (s *Publications) compare(next *graph.NextPublication) (changes, error) {
	c := changes{fingerprints: map[string]string{}}
	seen := map[string]bool{}
	for _, rings := range [][]graph.Ring{next.Rings, next.Closed} {
		for i := range rings {
			r := &rings[i]
			fingerprint, err := fingerprintOf(r)
			if err != nil {
				return c, err
			}
			seen[r.ID] = true
			if stored := s.rings[r.ID]; stored != nil && stored.fingerprint == fingerprint {
				continue
			}
			c.fingerprints[r.ID] = fingerprint
			if r.Status == graph.Closed {
				c.closed = append(c.closed, r)
			} else {
				c.changed = append(c.changed, r)
			}
		}
	}
	missing := 0
	for id, r := range s.rings {
		if !seen[id] && r.Status != graph.Closed {
			missing++
		}
	}
	if missing > 0 {
		return c, fmt.Errorf("%d published rings are neither published again nor closed", missing)
	}
	return c, nil
}

// Publish implements graph.Publisher.
func (s *Publications) Publish(ctx context.Context, held graph.Lease, run *graph.Run, next *graph.NextPublication) error {
	started := time.Now()
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.holds(held); err != nil {
		return err
	}
	c, err := s.compare(next)
	if err != nil {
		return err
	}
	if len(c.changed)+len(c.closed) > 0 && s.publication.RunID != run.ID {
		s.switchRings(run, slices.Concat(c.changed, c.closed), c.fingerprints)
		s.addLineage(next.Lineage)
		s.addEvents(run.ID, next.Events)
		s.publication.Sequence++
		s.publication.RunID, s.publication.At = run.ID, s.now()
	}
	s.noteLaterTokens()
	run.Status, run.Counts.Rings = graph.Succeeded, len(next.Rings)
	run.Counts.Changed, run.Counts.Closed = len(c.changed), len(c.closed)
	run.Phases = append(slices.Clone(run.Phases), graph.Phase{Name: "publishing", Seconds: time.Since(started).Seconds()})
	s.endRun(run)
	return nil
}

// switchRings replaces rings by their new versions and removes former members that are orphans.
func (s *Publications) switchRings(run *graph.Run, rings []*graph.Ring, fingerprints map[string]string) {
	var former []graph.Token
	for _, r := range rings {
		if old := s.rings[r.ID]; old != nil {
			for _, m := range old.Members {
				former = append(former, m.Token)
			}
		}
		published := copyRing(r)
		published = publishedPart(&published)
		published.UpdatedAt = s.now()
		published.Members = nil
		for _, m := range r.Members { // one may have been withdrawn since the run began
			if id, ok := s.identify(m.Token); ok {
				published.Members = append(published.Members, graph.Member{Identifier: id, Strength: m.Strength})
			}
		}
		slices.SortFunc(published.Members, compareMembers)
		foundAt := published.UpdatedAt
		if recorded := s.runs[run.ID]; recorded != nil {
			foundAt = recorded.StartedAt
		}
		s.rings[r.ID] = &ring{published, fingerprints[r.ID], foundAt}
	}
	s.removeOrphans(former)
}

// addLineage records lines of descent. A ring that split off inherits its predecessor's feedback.
func (s *Publications) addLineage(lineage []graph.Lineage) {
	for _, l := range lineage {
		if s.rings[l.RingID] == nil || s.rings[l.Predecessor] == nil {
			continue
		}
		s.lineage[graph.Lineage{RingID: l.RingID, Predecessor: l.Predecessor}] = true
		if l.SplitOff {
			for _, f := range s.feedback {
				if current, ok := f.about[l.Predecessor]; ok {
					f.about[l.RingID] = current
				}
			}
		}
	}
}

// noteLaterTokens counts a revision if later tokens changed since the last publication.
func (s *Publications) noteLaterTokens() {
	if tokens := fmt.Sprint(s.laterTokens()); tokens != s.publishedTokens {
		s.publishedTokens = tokens
		s.publication.Revision++
	}
}
