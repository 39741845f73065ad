package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// AddVerification implements graph.VerificationStore.
func (s *Reviews) AddVerification(ctx context.Context, v *graph.Verification, requested bool,
	entry graph.AuditEntry,
) (created bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	id, ok := s.identify(s.canonical(v.Identifier.Token))
	if !ok || id.Kind != graph.Number {
		return false, graph.ErrNotFound
	}
	found := *v
	found.Identifier, found.Regions = id, slices.Clone(v.Regions)
	var last *graph.Verification
	for i := range s.verifications {
		if earlier := &s.verifications[i].Verification; earlier.Identifier.Token == id.Token && earlier.Agency.ID == v.Agency.ID {
			last = earlier
		}
	}
	switch {
	case last == nil && !requested:
		return false, graph.ErrNotFound
	case s.releasedAfter(id.Token, v):
		return false, graph.ErrConflict
	case last != nil && last.Same(&found):
		found.At = last.At
		*v = found
		return false, nil
	}
	found.At = s.now()
	if last != nil {
		if len(found.Regions) == 0 { // it corrects the earlier finding
			found.Regions = slices.Clone(last.Regions)
		}
		if !found.At.After(last.At) {
			found.At = last.At.Add(time.Millisecond)
		}
	}
	if err := s.append([]graph.AuditEntry{entry}); err != nil {
		return false, err
	}
	s.agency(v.Agency.ID)
	s.verifications = append(s.verifications, verification{found, v.Identifier.Token})
	slices.SortStableFunc(s.verifications, func(a, b verification) int { return a.At.Compare(b.At) })
	*v = found
	return true, nil
}

// releasedAfter reports whether a number passed to a new holder, or was cleared, after the day of a
// finding, and before now.
func (s *Reviews) releasedAfter(token graph.Token, v *graph.Verification) bool {
	next := v.Day.AddDate(0, 0, 1)
	for _, r := range s.records.releases {
		if r.cleared && r.Identifier.Token == token && !r.ReleasedAt.Before(next) && !r.ReleasedAt.After(s.now()) {
			return true
		}
	}
	return s.passed(token, next, time.Time{}, func(r *release) bool { return r.Agency == v.Agency.ID })
}

// counts reports whether a finding counts: the agency gave no later one on the number, and the
// number was not cleared and did not pass to a new holder afterwards.
func (s *state) counts(v *graph.Verification) bool {
	for i := range s.verifications {
		later := &s.verifications[i]
		if later.Identifier.Token == v.Identifier.Token && later.Agency.ID == v.Agency.ID && later.At.After(v.At) {
			return false
		}
	}
	since := v.At
	if v.Day.Before(since) {
		since = v.Day
	}
	for _, r := range s.records.releases {
		if r.cleared && r.Identifier.Token == v.Identifier.Token && !r.received.Before(v.At) {
			return false
		}
	}
	return !s.passed(v.Identifier.Token, since, v.At, func(r *release) bool { return r.Agency == v.Agency.ID })
}

// Verifications implements graph.VerificationStore.
func (s *Reviews) Verifications(ctx context.Context, tokens []graph.Token) (map[graph.Token][]graph.Verification, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	found := map[graph.Token][]graph.Verification{}
	for _, token := range tokens {
		for i := range slices.Backward(s.verifications) {
			if v := &s.verifications[i].Verification; v.Identifier.Token == s.canonical(token) && s.counts(v) {
				found[token] = append(found[token], copyVerification(v))
			}
		}
	}
	return found, nil
}

func copyVerification(v *graph.Verification) graph.Verification {
	c := *v
	c.Agency, c.Regions = graph.Agency{ID: v.Agency.ID}, slices.Clone(v.Regions)
	return c
}

// Revocations implements graph.VerificationStore.
func (s *Reviews) Revocations(ctx context.Context, q graph.RevocationQuery) (revoked []graph.Verification, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	seen := map[graph.Token]bool{}
	for i := range s.verifications { // the earliest of several on one number
		v := &s.verifications[i].Verification
		if v.Finding != graph.Disconnected || seen[v.Identifier.Token] || v.Identifier.Token <= q.After || v.At.Before(q.Since) {
			continue
		}
		if v.Agency.ID != q.Caller && !visible(v.Regions, q.Regions) || !s.counts(v) {
			continue
		}
		seen[v.Identifier.Token] = true
		revoked = append(revoked, copyVerification(v))
	}
	slices.SortFunc(revoked, func(a, b graph.Verification) int { return cmp.Compare(a.Identifier.Token, b.Identifier.Token) })
	return revoked[:min(len(revoked), q.Limit)], nil
}

// visible reports whether regions contain one of those selected; selecting none selects all.
func visible(regions, selected []string) bool {
	return len(selected) == 0 || slices.ContainsFunc(regions, func(region string) bool { return slices.Contains(selected, region) })
}
