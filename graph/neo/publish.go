package neo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// draftsAtOnce and membersAtOnce bound the rings in one transaction, and their members: but for
// the first ring's, which may have more. So many transactions as draftsBeside are under way at a time,
// and share the rings between them unless they are too few to be worth it.
const (
	draftsAtOnce   = 200
	membersAtOnce  = 10_000
	draftsBeside   = 2
	draftsTogether = 20
)

// Publish makes an edition the published one, whole or not at all.
//
// What changed is written first, in batches, as drafts that no reader sees; then one
// transaction exchanges labels, tells what happened and moves the publication on; then
// what was replaced is swept away. These hold the lease, so that who lost it can't touch its
// successor's. A process that dies on the way leaves drafts or
// replaced rings, which the next publication sweeps.
func (s *Publications) Publish(ctx context.Context, lease graph.Lease, run *graph.Run, edition *graph.NextPublication) error {
	started := time.Now()
	var c comparison
	beside, working := errgroup.WithContext(ctx)
	beside.Go(func() (err error) {
		if c, err = s.compare(working, edition); err != nil {
			return fmt.Errorf("comparing with the published rings: %w", err)
		}
		return nil
	})
	beside.Go(func() error { return s.sweep(working, lease, run.ID) })
	if err := beside.Wait(); err != nil {
		return err
	}
	if err := s.draft(ctx, run.ID, c); err != nil {
		return err
	}
	published := *run
	published.Status, published.Counts.Rings = graph.Succeeded, len(edition.Rings)
	published.Counts.Changed, published.Counts.Closed = len(c.changed), len(c.closed)
	published.Phases = append(slices.Clone(run.Phases), graph.Phase{Name: "publishing", Seconds: time.Since(started).Seconds()})
	err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
		return s.exchange(ctx, tx, &published, c, edition)
	})
	if err != nil {
		return fmt.Errorf("publishing %d rings: %w", len(edition.Rings), err)
	}
	*run = published
	s.remembered.add(c.contents)
	// What is left behind by a failure here is swept by the next publication.
	_ = s.sweep(ctx, lease, run.ID)
	return nil
}

// draft writes rings that nobody sees, some transactions at a time. They need no lease: who
// lost it leaves drafts of a run that is never published, and those are swept.
func (s *Publications) draft(ctx context.Context, runID string, c comparison) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(draftsBeside)
	for _, part := range []struct {
		statement cypher.Statement
		rows      []map[string]any
	}{{cypher.CreateDrafts, c.changed}, {cypher.CreateClosedDrafts, c.closed}} {
		for some := range draftBatches(part.rows) {
			work.Go(func() error {
				err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
					return execute(ctx, tx, part.statement, map[string]any{"run": runID, "batch": map[string]any{"rows": some}})
				})
				if err != nil {
					return fmt.Errorf("writing %d rings: %w", len(some), err)
				}
				return nil
			})
		}
	}
	return work.Wait()
}

// draftBatches cuts rows of rings into what one transaction takes.
func draftBatches(rows []map[string]any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var some []any
		members, most := 0, min(max((len(rows)+draftsBeside-1)/draftsBeside, draftsTogether), draftsAtOnce)
		for _, row := range rows {
			own := len(row["tokens"].([]string))
			if len(some) > 0 && (len(some) == most || members+own > membersAtOnce) {
				if !yield(some) {
					return
				}
				some, members = nil, 0
			}
			some, members = append(some, row), members+own
		}
		if len(some) > 0 {
			yield(some)
		}
	}
}

// exchange is the one transaction in which readers' view changes. Run again after its
// commit was in doubt, it changes nothing more: the drafts are no longer drafts, and
// the publication is the run's.
func (s *Publications) exchange(ctx context.Context, tx neo4j.ManagedTransaction, run *graph.Run, c comparison, edition *graph.NextPublication) error {
	if c.forgotten > 0 { // told here, where the lease is known to be held: or another published since
		return fmt.Errorf("%d published rings are neither published again nor ended", c.forgotten)
	}
	var current properties
	err := query(ctx, tx, cypher.LockPublication, nil, func(r *neo4j.Record) error { current = r.AsMap(); return nil })
	if err != nil {
		return err
	}
	if len(c.replaced)+len(c.changed)+len(c.closed) > 0 && current.text("run") != run.ID {
		if int64(current.number("sequence")) != c.sequence {
			return errors.New("other rings were published since those were read that these are to replace")
		}
		if err := execute(ctx, tx, cypher.RetractRings, inBatch("ids", c.replaced)); err != nil {
			return err
		}
		answer, err := queryOne(ctx, tx, cypher.PublishSwitch, map[string]any{"run": run.ID})
		if err != nil {
			return err
		}
		if switched, err := number(answer, "published"); err != nil || int(switched) != len(c.changed)+len(c.closed) {
			return cmp.Or(err, fmt.Errorf("%d of the run's %d drafts are there", switched, len(c.changed)+len(c.closed)))
		}
		if err := addHistory(ctx, tx, run.ID, edition); err != nil {
			return err
		}
		if err := execute(ctx, tx, cypher.NextSequence, map[string]any{"run": run.ID}); err != nil {
			return err
		}
	}
	if err := execute(ctx, tx, cypher.UpdateLaterTokens, nil); err != nil {
		return err
	}
	return endRun(ctx, tx, run)
}

// comparison is what a publication has to do.
type comparison struct {
	sequence int64                  // of the published set that was compared with
	changed  []map[string]any       // rows of rings that are new or differ from what is published
	closed   []map[string]any       // rows of rings that end
	contents map[string]*graph.Ring // of both, by the hash of their contents
	replaced []string               // ids of published rings that changed or end
	// forgotten is how many published rings the edition neither publishes nor ends.
	forgotten int
}

// compare finds out what a publication has to do. Mostly the run has read the published set a
// moment before: whether another was published since, exchange sees under the publication's lock.
func (s *Publications) compare(ctx context.Context, edition *graph.NextPublication) (c comparison, err error) {
	set := s.remembered.take()
	if set == nil {
		if set, err = s.contents(ctx); err != nil {
			return c, err
		}
	}
	there := set.rings
	c.sequence, c.contents = set.sequence, map[string]*graph.Ring{}
	for _, rings := range [][]graph.Ring{edition.Rings, edition.Closed} {
		contents := contentsOf(rings)
		for i := range rings {
			ring, content := &rings[i], contents[i]
			before, known := there[ring.ID]
			delete(there, ring.ID)
			if known && before.content == content {
				continue
			}
			c.contents[content] = ring
			if ring.Status == graph.Closed {
				c.closed = append(c.closed, ringRow(ring, content))
			} else {
				c.changed = append(c.changed, ringRow(ring, content))
			}
			if known {
				c.replaced = append(c.replaced, ring.ID)
			}
		}
	}
	for _, before := range there {
		if !before.closed() { // those stay as they are unless they are published again
			c.forgotten++
		}
	}
	return c, nil
}

// ringRow is a ring as publish_drafts takes it.
func ringRow(r *graph.Ring, content string) map[string]any {
	byKind := r.MembersByKind()
	reasons, weights := make([]string, len(r.Explanation)), make([]float64, len(r.Explanation))
	reports, links := make([]string, len(r.Explanation)), make([]string, len(r.Explanation))
	for i, reason := range r.Explanation {
		reasons[i], weights[i] = reason.Text, reason.Weight
		reports[i], links[i] = strings.Join(reason.Reports, " "), strings.Join(reason.Links, " ") // ids hold no space
	}
	tokens, strengths := make([]string, len(r.Members)), make([]float64, len(r.Members))
	for i, m := range r.Members {
		tokens[i], strengths[i] = string(m.Token), m.Strength
	}
	var loss []string
	for _, currency := range slices.Sorted(maps.Keys(r.Loss)) {
		loss = append(loss, currency+" "+string(r.Loss[currency]))
	}
	p := map[string]any{
		"score": r.Score, "evidence_score": r.EvidenceScore, "band": string(r.Band), "evidence_band": string(graph.BandOf(r.EvidenceScore)), "status": string(r.Status),
		"report_count": len(r.ReportIDs), "member_count": len(r.Members),
		"number_count": byKind[graph.Number], "device_count": byKind[graph.Device], "account_count": byKind[graph.Account],
		"regions": r.Regions, "categories": r.Categories, "loss": loss,
		"explanation": reasons, "weights": weights, "reason_reports": reports, "reason_links": links, "report_ids": r.ReportIDs,
		"first_seen": when(r.FirstSeen), "last_seen": when(r.LastSeen),
		"closing": said(r.Closing), "merged_into": said(r.MergedInto), "content": content,
	}
	if r.Status == graph.Closed { // whom it would be known by are no members
		p["member_count"], p["number_count"], p["device_count"], p["account_count"] = 0, 0, 0, 0
	}
	return map[string]any{"id": r.ID, "properties": p, "tokens": tokens, "strengths": strengths}
}

// sweptAtOnce and tiesAtOnce bound the rings that one transaction deletes, and their ties: but
// for those of the last one, which may have more.
const (
	sweptAtOnce = 500
	tiesAtOnce  = 10_000
)

// sweep deletes rings that nobody sees, but for the drafts of the run.
func (s *Publications) sweep(ctx context.Context, lease graph.Lease, runID string) error {
	for more := true; more; {
		err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
			r, err := queryOne(ctx, tx, cypher.DeleteUnseenRings, map[string]any{"run": runID, "limit": sweptAtOnce, "ties": tiesAtOnce})
			if err == nil {
				more, err = truth(r, "more")
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("sweeping rings that are no longer seen: %w", err)
		}
	}
	return nil
}
