package memory

import (
	"context"
	"maps"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Retention deletes what is older than the retention period.
type Retention struct {
	*Leases
	*state
}

var _ graph.RetentionStore = (*Retention)(nil)

// Expire implements graph.RetentionStore, in one transaction.
func (s *Retention) Expire(ctx context.Context, held graph.Lease, before time.Time) (graph.Expired, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Expired{}, err
	}
	defer unlock()
	if err := s.holds(held); err != nil {
		return graph.Expired{}, err
	}
	e := &expiry{state: s.state, before: before.UTC()}
	e.evidence()
	e.withdrawals()
	e.findings()
	e.disputes()
	e.releases() // after the evidence and findings that they void
	e.known()
	e.claims()
	e.closedRings()
	return e.expired, nil
}

// expiry is one call of Expire.
type expiry struct {
	*state
	before  time.Time
	expired graph.Expired
}

// old reports whether something of the time expires. If it has no time, when it was received
// counts.
func (e *expiry) old(happened, received time.Time) bool {
	if happened.IsZero() {
		happened = received
	}
	return happened.Before(e.before)
}

func (e *expiry) evidence() {
	var reports, links []string
	for id, r := range e.records.reports {
		if e.old(r.OccurredAt, r.received) {
			reports = append(reports, id)
		}
	}
	for id, l := range e.records.links {
		if e.old(l.ObservedAt, l.received) {
			links = append(links, id)
		}
	}
	removed, orphans := e.removeRecords(reports, nil)
	e.expired.Reports, e.expired.Identifiers = removed, orphans
	removed, orphans = e.removeRecords(nil, links)
	e.expired.Links, e.expired.Identifiers = removed, e.expired.Identifiers+orphans
}

func (e *expiry) withdrawals() {
	maps.DeleteFunc(e.records.withdrawals, func(_ string, w withdrawal) bool {
		old := w.received.Before(e.before)
		if old {
			e.expired.Withdrawals++
		}
		return old
	})
}

func (e *expiry) findings() {
	var remaining []verification
	var tokens []graph.Token
	for _, v := range e.state.verifications {
		if v.At.Before(e.before) {
			e.expired.Findings++
			tokens = append(tokens, v.Identifier.Token)
		} else {
			remaining = append(remaining, v)
		}
	}
	e.verifications = remaining
	e.expired.Identifiers += e.removeOrphans(tokens)
}

func (e *expiry) disputes() {
	var remaining []*graph.Dispute
	var tokens []graph.Token
	for _, d := range e.state.disputes {
		at := d.OpenedAt
		if d.Status != graph.DisputeOpen {
			at = d.Decision.At
		}
		if at.Before(e.before) {
			e.expired.Disputes++
			tokens = append(tokens, d.Identifier.Token)
		} else {
			remaining = append(remaining, d)
		}
	}
	e.state.disputes = remaining
	e.expired.Identifiers += e.removeOrphans(tokens)
}

func (e *expiry) releases() {
	var tokens []graph.Token
	for id, r := range e.records.releases {
		if r.received.Before(e.before) && r.ReleasedAt.Before(e.before) && !e.needed(r) {
			delete(e.records.releases, id)
			e.expired.Releases++
			tokens = append(tokens, r.Identifier.Token)
		}
	}
	e.expired.Identifiers += e.removeOrphans(tokens)
}

// needed reports whether a release makes evidence or a finding void that would count without it.
func (e *expiry) needed(r *release) bool {
	voids := func(happened, received time.Time) bool {
		return happened.IsZero() || happened.Before(r.ReleasedAt) || r.cleared && received.Before(r.ReleasedAt)
	}
	token := r.Identifier.Token
	for _, report := range e.records.reports {
		for _, named := range report.Identifiers {
			if named.Token == token && voids(report.OccurredAt, report.received) {
				return true
			}
		}
	}
	for _, l := range e.records.links {
		if (l.From.Token == token || l.To.Token == token) && voids(l.ObservedAt, l.received) {
			return true
		}
	}
	for _, v := range e.verifications {
		if v.Identifier.Token == token && !v.At.After(r.received) {
			return true
		}
	}
	return false
}

func (e *expiry) known() {
	var ids []string
	for id, k := range e.records.known {
		if k.ValidUntil.Before(e.before) {
			ids = append(ids, id)
		}
	}
	removed, orphans := e.removeKnown(ids)
	e.expired.Known, e.expired.Identifiers = removed, e.expired.Identifiers+orphans
}

func (e *expiry) claims() {
	names := e.names()
	for id, c := range e.records.claims {
		_, later := e.identifiers[c.Later]
		_, canonical := e.identifiers[names.For(c.Agency, c.Later)]
		if c.received.Before(e.before) && !later && !canonical {
			delete(e.records.claims, id)
			e.expired.Equivalences++
		}
	}
}

func (e *expiry) closedRings() {
	for id, r := range e.rings {
		if r.Status != graph.Closed || !r.UpdatedAt.Before(e.before) {
			continue
		}
		delete(e.rings, id)
		delete(e.events, id)
		maps.DeleteFunc(e.lineage, func(l graph.Lineage, _ bool) bool { return l.RingID == id || l.Predecessor == id })
		for _, f := range e.feedback {
			delete(f.about, id)
		}
		e.expired.Rings++
	}
	if e.expired.Rings > 0 {
		e.publication.Revision++
	}
}
