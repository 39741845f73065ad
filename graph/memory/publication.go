package memory

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// ring is a published ring. A closed ring has the members that it had before. The fields that the
// graph adds when a ring is read are empty here.
type ring struct {
	graph.Ring
	fingerprint string
	foundAt     time.Time // when the run that last changed the ring began
}

// fingerprintOf returns by what two versions of a ring are compared.
func fingerprintOf(r *graph.Ring) (string, error) {
	published := publishedPart(r)
	text, err := json.Marshal(published) // a token is written in full
	return string(text), err
}

// publishedPart returns the ring without what the graph adds when it is read.
func publishedPart(r *graph.Ring) graph.Ring {
	p := *r
	p.CameFrom, p.LedTo, p.Feedback, p.LaterTokens, p.UpdatedAt = nil, nil, graph.Tally{}, nil, time.Time{}
	return p
}

// copyRing returns a ring that shares nothing with r.
func copyRing(r *graph.Ring) graph.Ring {
	c := *r
	c.Members, c.ReportIDs = slices.Clone(r.Members), slices.Clone(r.ReportIDs)
	c.Regions, c.Categories = slices.Clone(r.Regions), slices.Clone(r.Categories)
	if c.Loss = maps.Clone(r.Loss); c.Loss == nil {
		c.Loss = map[string]graph.Amount{}
	}
	c.Explanation = slices.Clone(r.Explanation)
	for i := range c.Explanation {
		reason := &c.Explanation[i]
		reason.Reports, reason.Links = slices.Clone(reason.Reports), slices.Clone(reason.Links)
	}
	return c
}

// changes are the rings that a publication adds or replaces, and their fingerprints by id.
type changes struct {
	changed, closed []*graph.Ring
	fingerprints    map[string]string
}

// compare returns what the next publication changes. It fails if the publication does not say what
// becomes of an open ring.
func (s *Store) compare(next *graph.NextPublication) (changes, error) {
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
func (s *Store) Publish(ctx context.Context, held graph.Lease, run *graph.Run, next *graph.NextPublication) error {
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
func (s *Store) switchRings(run *graph.Run, rings []*graph.Ring, fingerprints map[string]string) {
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
func (s *Store) addLineage(lineage []graph.Lineage) {
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

// addEvents appends events to the histories of their rings.
func (s *Store) addEvents(runID string, events []graph.Event) {
	for _, e := range events {
		if s.rings[e.RingID] == nil {
			continue
		}
		history := s.events[e.RingID]
		e.Number, e.At, e.RunID, e.Others = int64(len(history))+1, s.now(), runID, slices.Clone(e.Others)
		if e.Day.IsZero() {
			e.Day = e.At
		}
		year, month, day := e.Day.Date()
		e.Day = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		s.events[e.RingID] = append(history, e)
	}
}

// noteLaterTokens counts a revision if an equivalence was filed or withdrawn since the last
// publication.
func (s *Store) noteLaterTokens() {
	latest := s.publishedTokensAt
	for _, e := range s.equivalences {
		if e.changed.After(latest) {
			latest = e.changed
		}
	}
	if latest.After(s.publishedTokensAt) || len(s.equivalences) != s.publishedTokens {
		s.publishedTokens, s.publishedTokensAt = len(s.equivalences), latest
		s.publication.Revision++
	}
}

// Publication implements graph.RingReader.
func (s *Store) Publication(ctx context.Context) (graph.Publication, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Publication{}, err
	}
	defer unlock()
	return s.publication, nil
}

// Published implements graph.RingReader.
func (s *Store) Published(ctx context.Context) (graph.Publication, []graph.Ring, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Publication{}, nil, err
	}
	defer unlock()
	laterTokens := s.laterTokens()
	var rings []graph.Ring
	for _, id := range slices.Sorted(maps.Keys(s.rings)) {
		r := copyRing(&s.rings[id].Ring)
		if r.Status == graph.Closed {
			r.Members = nil
		}
		for _, m := range r.Members {
			r.LaterTokens = append(r.LaterTokens, laterTokens[m.Token]...)
		}
		for l := range s.lineage {
			if l.RingID == id {
				r.CameFrom = append(r.CameFrom, l.Predecessor)
			}
			if l.Predecessor == id {
				r.LedTo = append(r.LedTo, l.RingID)
			}
		}
		slices.Sort(r.CameFrom)
		slices.Sort(r.LedTo)
		r.Feedback = s.tally(id)
		rings = append(rings, r)
	}
	return s.publication, rings, nil
}

// laterTokens returns the later tokens by canonical token. Where several tokens of one epoch are
// claimed for one identifier, or one token for several, none of them counts.
func (s *Store) laterTokens() map[graph.Token][]graph.Token {
	type identifierEpoch struct {
		canonical graph.Token
		epoch     int
	}
	byEpoch := map[identifierEpoch][]graph.Token{}
	for later, e := range s.equivalences {
		if !s.contradicted(later) {
			key := identifierEpoch{e.canonical, later.Epoch()}
			byEpoch[key] = append(byEpoch[key], later)
		}
	}
	tokens := map[graph.Token][]graph.Token{}
	for key, later := range byEpoch {
		if len(later) == 1 {
			tokens[key.canonical] = append(tokens[key.canonical], later[0])
		}
	}
	for _, later := range tokens {
		slices.Sort(later)
	}
	return tokens
}

// contradicted reports whether agencies claim that a later token equals two earlier ones of the
// same epoch.
func (s *Store) contradicted(later graph.Token) bool {
	earlier := map[int]graph.Token{}
	for _, c := range s.records.claims {
		if c.later != later {
			continue
		}
		if other, ok := earlier[c.earlier.Epoch()]; ok && other != c.earlier {
			return true
		}
		earlier[c.earlier.Epoch()] = c.earlier
	}
	return false
}

// PreviousRings implements graph.PreviousRings.
func (s *Store) PreviousRings(ctx context.Context) ([]graph.PreviousRing, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	rings := make([]graph.PreviousRing, 0, len(s.rings))
	for _, id := range slices.Sorted(maps.Keys(s.rings)) {
		stored := s.rings[id]
		previous := graph.PreviousRing{Ring: copyRing(&stored.Ring)}
		previous.Members = nil
		for _, m := range stored.Members {
			switch passed, cleared := s.passedOn(stored, m.Token); {
			case passed:
				previous.Released = append(previous.Released, m.Identifier)
			case cleared:
				previous.Cleared = append(previous.Cleared, m.Identifier)
			default:
				previous.Members = append(previous.Members, m)
			}
		}
		for _, f := range s.feedback {
			if f.about[id] {
				previous.Verdicts = append(previous.Verdicts, f.verdict)
			}
		}
		rings = append(rings, previous)
	}
	return rings, nil
}

// passedOn reports whether a member passed to a new holder, or was cleared, since the ring was last
// found.
func (s *Store) passedOn(r *ring, token graph.Token) (passed, cleared bool) {
	firstSeen := r.FirstSeen
	if firstSeen.IsZero() {
		firstSeen = time.Unix(0, 0)
	}
	for _, release := range s.records.releases {
		if release.Identifier.Token == token && !release.received.Before(r.foundAt) && release.ReleasedAt.After(firstSeen) {
			passed, cleared = passed || !release.cleared, cleared || release.cleared
		}
	}
	return passed, cleared
}

// History implements graph.HistoryReader.
func (s *Store) History(ctx context.Context, ringID string, before int64, limit int) (events []graph.Event, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.rings[ringID] == nil {
		return nil, graph.ErrNotFound
	}
	for _, e := range slices.Backward(s.events[ringID]) {
		if (before == 0 || e.Number < before) && len(events) < limit {
			e.Others = slices.Clone(e.Others)
			events = append(events, e)
		}
	}
	return events, nil
}
