package memory

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// PreviousRings implements graph.PreviousRings.
func (s *Publications) PreviousRings(ctx context.Context) ([]graph.PreviousRing, error) {
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
func (s *Publications) passedOn(r *ring, token graph.Token) (passed, cleared bool) {
	firstSeen := r.FirstSeen
	if firstSeen.IsZero() {
		firstSeen = time.Unix(0, 0)
	}
	since := firstSeen.Add(1)
	for _, release := range s.records.releases {
		if release.cleared && release.Identifier.Token == token {
			cleared = cleared || !release.received.Before(r.foundAt) && !release.ReleasedAt.Before(since)
		}
	}
	return s.passed(token, since, r.foundAt, s.bindsAll), cleared
}

// FilterWithdrawn implements graph.PreviousRings.
func (s *Publications) FilterWithdrawn(ctx context.Context, ids []string) ([]string, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	withdrawn := map[string]bool{}
	for _, w := range s.records.withdrawals {
		withdrawn[w.withdraws] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !withdrawn[id] }), nil
}
