package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.RunLog    = (*Runs)(nil)
	_ graph.RunReader = (*Runs)(nil)
)

// Begin records that a run began, fills in its StartedAt, and marks every earlier
// run that never ended as abandoned. Whatever was withdrawn is out of the graph then. It fails with graph.ErrLeaseLost and
// graph.ErrUnavailable.
func (s *Runs) BeginRun(ctx context.Context, lease graph.Lease, run *graph.Run) error {
	if err := s.epochs.joinLate(ctx); err != nil {
		return err
	}
	if err := s.takeBackLate(ctx); err != nil {
		return fmt.Errorf("taking out what was withdrawn lately: %w", err)
	}
	err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.AbandonRuns, map[string]any{"sequence": run.Sequence}); err != nil {
			return err
		}
		return query(ctx, tx, cypher.CreateRun, map[string]any{"id": run.ID, "properties": map[string]any{
			"sequence": run.Sequence, "trigger": run.Trigger, "holder": run.Holder,
			"method": run.Method, "resolution": run.Resolution, "seed": int64(run.Seed), "hub_degree": run.HubDegree,
		}}, takeTime(&run.StartedAt))
	})
	if err != nil {
		return fmt.Errorf("recording that %s began: %w", run.ID, err)
	}
	run.Status = graph.Running
	return nil
}

// End records a run that did not succeed, and fills in its FinishedAt. A run that
// ended before keeps its end, and its status is filled in: a publication whose answer
// was lost has taken place. It fails with graph.ErrUnavailable.
func (s *Runs) EndRun(ctx context.Context, run *graph.Run) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return endRun(ctx, tx, run) })
	if err != nil {
		return fmt.Errorf("recording how %s ended: %w", run.ID, err)
	}
	return nil
}

func endRun(ctx context.Context, tx neo4j.ManagedTransaction, run *graph.Run) error {
	names, seconds := make([]string, len(run.Phases)), make([]float64, len(run.Phases))
	for i, phase := range run.Phases {
		names[i], seconds[i] = phase.Name, phase.Seconds
	}
	p := map[string]any{
		"status": string(run.Status), "modularity": run.Modularity, "phases": names, "phase_seconds": seconds,
		"reports": run.Counts.Reports, "identifiers": run.Counts.Identifiers, "edges": run.Counts.Edges,
		"hubs": run.Counts.Hubs, "communities": run.Counts.Communities, "too_large": run.Counts.TooLarge, "rings": run.Counts.Rings,
		"changed": run.Counts.Changed, "gone": run.Counts.Closed,
	}
	if run.Reason != "" {
		p["reason"] = run.Reason
	}
	return query(ctx, tx, cypher.EndRun, map[string]any{"id": run.ID, "properties": p}, func(r *neo4j.Record) error {
		recorded := properties(r.AsMap())
		run.FinishedAt, run.Status = recorded.time("at"), graph.RunStatus(recorded.text("status"))
		return nil
	})
}

func takeTime(into *time.Time) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		*into = properties(r.AsMap()).time("at")
		return nil
	}
}

// Runs records detection runs.
type Runs struct {
	db     *DB
	epochs *Epochs
}

// Runs lists runs from the latest on: those that began before the run with the
// sequence, or all where it is 0.
func (s *Runs) Runs(ctx context.Context, before int64, limit int) ([]graph.Run, error) {
	return s.runs(ctx, cypher.ReadRuns, map[string]any{"before": before, "limit": limit})
}

// Run reads one. It fails with graph.ErrNotFound and graph.ErrUnavailable.
func (s *Runs) Run(ctx context.Context, id string) (graph.Run, error) {
	list, err := s.runs(ctx, cypher.ReadRun, map[string]any{"id": id})
	if err != nil {
		return graph.Run{}, err
	}
	if len(list) == 0 {
		return graph.Run{}, fmt.Errorf("reading a run: %w", graph.ErrNotFound)
	}
	return list[0], nil
}

func (s *Runs) runs(ctx context.Context, statement cypher.Statement, params map[string]any) ([]graph.Run, error) {
	var list []graph.Run
	err := s.db.read(ctx, statement, params, func(r *neo4j.Record) error {
		p, err := nodeOf(r, "run")
		if err == nil {
			list = append(list, runOf(p))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading runs: %w", err)
	}
	return list, nil
}

func runOf(p properties) graph.Run {
	run := graph.Run{
		ID: p.text("id"), Sequence: int64(p.number("sequence")), Trigger: p.text("trigger"), Holder: p.text("holder"),
		Status: graph.RunStatus(p.text("status")), StartedAt: p.time("started_at"), FinishedAt: p.time("finished_at"),
		Reason: p.text("reason"), Method: p.text("method"), Resolution: p.fraction("resolution"),
		Seed: uint64(p.number("seed")), HubDegree: p.number("hub_degree"), Modularity: p.fraction("modularity"),
		Counts: graph.RunCounts{
			Reports: p.number("reports"), Identifiers: p.number("identifiers"), Edges: p.number("edges"), Hubs: p.number("hubs"),
			Communities: p.number("communities"), TooLarge: p.number("too_large"), Rings: p.number("rings"), Changed: p.number("changed"), Closed: p.number("gone"),
		},
	}
	seconds := p.fractions("phase_seconds")
	for i, name := range p.texts("phases") {
		if i < len(seconds) {
			run.Phases = append(run.Phases, graph.Phase{Name: name, Seconds: seconds[i]})
		}
	}
	return run
}
