package memory

import (
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// void is what releases and clearances make void, by canonical token.
type void struct {
	bounds  map[graph.Token]evidence.Bounds
	cleared map[graph.Token]time.Time
}

// void returns what releases and clearances make void now.
func (s *state) void() void {
	v := void{bounds: map[graph.Token]evidence.Bounds{}, cleared: map[graph.Token]time.Time{}}
	releases := map[graph.Token][]evidence.Release{}
	for _, r := range s.records.releases {
		token := r.Identifier.Token
		if !r.cleared {
			said := evidence.Release{Agency: r.Agency, Operator: s.isOperator(r.Agency), At: r.ReleasedAt}
			releases[token] = append(releases[token], said)
		} else if r.ReleasedAt.After(v.cleared[token]) {
			v.cleared[token] = r.ReleasedAt
		}
	}
	for token, all := range releases {
		v.bounds[token] = evidence.BoundsOf(all, s.now())
	}
	return v
}

// voids reports whether evidence that an agency filed does not count for an identifier: a release
// binds it, or it happened or was received before the identifier was cleared.
func (v *void) voids(token graph.Token, agency string, happened, received time.Time) bool {
	if bounds, ok := v.bounds[token]; ok && bounds.Voids(agency, happened) {
		return true
	}
	cleared, ok := v.cleared[token]
	return ok && (received.Before(cleared) || !happened.IsZero() && happened.Before(cleared))
}

// isOperator reports whether an agency operates the platform.
func (s *state) isOperator(agency string) bool {
	a, ok := s.agencies[agency]
	return ok && a.Kind == graph.Operator
}

// passed reports whether an identifier passed to a new holder on the day since or later, by a
// release that was received at a time or later. Of two that confirm each other, both are of since
// or later, and one was received then. A release that binds is one that needs no confirmation.
func (s *state) passed(token graph.Token, since, received time.Time, binds func(*release) bool) bool {
	var releases []*release
	for _, r := range s.records.releases {
		if r.Identifier.Token == token && !r.cleared && !r.ReleasedAt.Before(since) && !r.ReleasedAt.After(s.now()) {
			releases = append(releases, r)
		}
	}
	return slices.ContainsFunc(releases, func(r *release) bool {
		if r.received.Before(received) {
			return false
		}
		return binds(r) || s.isOperator(r.Agency) || slices.ContainsFunc(releases, func(other *release) bool {
			return evidence.Confirms(r.Agency, other.Agency) && r.ReleasedAt.Sub(other.ReleasedAt).Abs() <= evidence.ConfirmationWindow
		})
	})
}

// bindsAll reports whether a release makes all evidence of before its day void by itself: no other
// agency filed any.
func (s *state) bindsAll(r *release) bool {
	token := r.Identifier.Token
	others := func(agency string, happened time.Time) bool {
		return agency != r.Agency && (happened.IsZero() || happened.Before(r.ReleasedAt))
	}
	same := func(id graph.Identifier) bool { return id.Token == token }
	for _, report := range s.records.reports {
		if others(report.Agency, report.OccurredAt) && slices.ContainsFunc(report.Identifiers, same) {
			return false
		}
	}
	for _, l := range s.records.links {
		if others(l.Agency, l.ObservedAt) && (same(l.From) || same(l.To)) {
			return false
		}
	}
	return true
}
