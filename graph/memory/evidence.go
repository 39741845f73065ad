package memory

import (
	"context"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Evidence reads the evidence that detection works on.
type Evidence struct{ *state }

var _ evidence.Source = (*Evidence)(nil)

// lookback is how long before the last successful run a withdrawal counts as recent: a transaction
// of then may have ended later.
const lookback = time.Hour

// Snapshot implements evidence.Source.
func (s *Evidence) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	void := s.void()
	var rows evidence.Rows
	keys := map[graph.Token]int64{}
	next := int64(0)
	for token, kind := range s.identifiers {
		keys[token] = next
		rows.Identifiers = append(rows.Identifiers,
			evidence.IdentifierRow{Key: next, Identifier: graph.Identifier{Kind: kind, Token: token}})
		next++
	}
	for id, r := range s.records.reports {
		rows.Reports = append(rows.Reports, evidence.ReportRow{Key: next, ID: id, Attributes: evidence.Attributes{
			Second: evidence.SecondOf(r.OccurredAt), Category: r.Category, Channel: r.Channel, Region: r.Region,
			Loss: r.Loss, Currency: r.Currency, Source: evidence.HashSource(id, r.Source),
		}})
		for _, named := range r.Identifiers {
			if !void.voids(named.Token, r.Agency, r.OccurredAt, r.received) {
				rows.Mentions.Add(next, keys[named.Token])
			}
		}
		next++
	}
	for id, l := range s.records.links {
		if l.From.Token == l.To.Token {
			continue // of an identifier with itself, by tokens of two epochs
		}
		if !void.voids(l.From.Token, l.Agency, l.ObservedAt, l.received) && !void.voids(l.To.Token, l.Agency, l.ObservedAt, l.received) {
			rows.Links.Add(keys[l.From.Token], keys[l.To.Token], l.Relation, evidence.SecondOf(l.ObservedAt).Day(), id)
		}
	}
	rows.Standing = s.standing()
	return evidence.NewSnapshot(&rows), nil
}

// RecentlyWithdrawn implements evidence.Source.
func (s *Evidence) RecentlyWithdrawn(ctx context.Context) (ids []string, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var since time.Time
	for _, run := range s.runs {
		if run.Status == graph.Succeeded && run.StartedAt.After(since) {
			since = run.StartedAt
		}
	}
	for _, w := range s.records.withdrawals {
		if w.received.After(since.Add(-lookback)) {
			ids = append(ids, w.withdraws)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
