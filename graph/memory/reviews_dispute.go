package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// OpenDispute implements graph.DisputeStore.
func (s *Reviews) OpenDispute(ctx context.Context, d *graph.Dispute, entry graph.AuditEntry) (created bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	id, ok := s.identify(s.canonical(d.Identifier.Token))
	if !ok {
		return false, graph.ErrNotFound
	}
	for _, open := range s.disputes {
		if open.Status == graph.DisputeOpen && open.Agency.ID == d.Agency.ID && open.Identifier.Token == id.Token {
			*d = s.copyDispute(open)
			return false, nil
		}
	}
	opened := *d
	opened.Identifier, opened.Regions, opened.Decision = id, slices.Clone(d.Regions), graph.Decision{}
	opened.Number, opened.OpenedAt, opened.Status = s.lastDispute+1, s.now(), graph.DisputeOpen
	entry.Detail = opened.ID() + ": " + opened.Reason
	if err := s.append([]graph.AuditEntry{entry}); err != nil {
		return false, err
	}
	s.lastDispute++
	s.agency(d.Agency.ID)
	stored := opened
	s.disputes = append(s.disputes, &stored)
	s.contested[stored.Number] = d.Identifier.Token
	*d = opened
	return true, nil
}

// copyDispute returns a dispute with the present kinds of its identifier and agencies.
func (s *Reviews) copyDispute(d *graph.Dispute) graph.Dispute {
	c := *d
	c.Identifier, _ = s.identify(d.Identifier.Token)
	c.Agency = graph.Agency{ID: d.Agency.ID, Kind: s.agency(d.Agency.ID).Kind}
	c.Regions = slices.Clone(d.Regions)
	if d.Status != graph.DisputeOpen {
		c.Decision.Agency = graph.Agency{ID: d.Decision.Agency.ID, Kind: s.agency(d.Decision.Agency.ID).Kind}
	}
	return c
}

// DecideDispute implements graph.DisputeStore.
func (s *Reviews) DecideDispute(
	ctx context.Context, number int64, decision graph.Decision, entry graph.AuditEntry, allowed func(*graph.Dispute) error,
) (dispute graph.Dispute, decided bool, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Dispute{}, false, err
	}
	defer unlock()
	at := slices.IndexFunc(s.disputes, func(d *graph.Dispute) bool { return d.Number == number })
	if at < 0 {
		return graph.Dispute{}, false, graph.ErrNotFound
	}
	stored := s.disputes[at]
	dispute = s.copyDispute(stored)
	if err := allowed(&dispute); err != nil {
		return graph.Dispute{}, false, err
	}
	if stored.Status != graph.DisputeOpen {
		if !stored.Decision.Same(&decision) {
			return graph.Dispute{}, false, graph.ErrConflict
		}
		return dispute, false, nil
	}
	if err := s.append([]graph.AuditEntry{entry}); err != nil {
		return graph.Dispute{}, false, err
	}
	decision.At = s.now()
	s.agency(decision.Agency.ID)
	stored.Status, stored.Decision = decision.Status, decision
	dispute.Status, dispute.Decision = decision.Status, decision
	if decision.Status == graph.DisputeUpheld {
		id := fmt.Sprintf("~dispute-%d", number) // no id of a record begins with ~
		s.records.releases[graph.ScopedID(decision.Agency.ID, id)] = &release{
			graph.Release{ID: id, Agency: decision.Agency.ID, Identifier: stored.Identifier, ReleasedAt: decision.At},
			graph.Identifier{Kind: stored.Identifier.Kind, Token: s.contested[number]},
			decision.At, true,
		}
	}
	return dispute, true, nil
}

// ListDisputes implements graph.DisputeStore.
func (s *Reviews) ListDisputes(ctx context.Context, q graph.DisputeQuery) (disputes []graph.Dispute, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, d := range slices.Backward(s.disputes) {
		selected := (q.Before == 0 || d.Number < q.Before) && (q.Status == "" || d.Status == q.Status) &&
			(q.Agency == "" || d.Agency.ID == q.Agency) && (d.Agency.ID == q.Caller || visible(d.Regions, q.Regions))
		if selected && len(disputes) < q.Limit {
			disputes = append(disputes, s.copyDispute(d))
		}
	}
	return disputes, nil
}
