package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.RunLog    = (*Runs)(nil)
	_ graph.RunReader = (*Runs)(nil)
)

// Runs records detection runs.
type Runs struct {
	db     *DB
	epochs *Epochs
}

// BeginRun records that a run began, fills in its StartedAt, and marks every earlier run that never
// ended as abandoned. When it returns, withdrawn records are deleted and equivalent identifiers
// merged. It returns graph.ErrLeaseLost and graph.ErrUnavailable.
func (s *Runs) BeginRun(ctx context.Context, lease graph.Lease, run *graph.Run) error {
	if err := s.epochs.settle(ctx); err != nil {
		return err
	}
	if err := deleteRecentlyWithdrawn(ctx, s.db); err != nil {
		return err
	}
	params := map[string]any{"id": run.ID, "properties": map[string]any{
		"sequence": run.Sequence, "trigger": run.Trigger, "holder": run.Holder,
		"method": run.Method, "resolution": run.Resolution, "seed": int64(run.Seed), "hub_degree": run.HubDegree, "model": text(run.Model),
	}}
	err := s.db.writeHolding(ctx, lease, func(tx neo4j.ManagedTransaction) error {
		if err := execute(ctx, tx, cypher.AbandonRuns, map[string]any{"sequence": run.Sequence}); err != nil {
			return err
		}
		return query(ctx, tx, cypher.CreateRun, params, func(r *neo4j.Record) error {
			run.StartedAt = fieldsOf(r).time("at")
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("recording that %s began: %w", run.ID, err)
	}
	run.Status = graph.Running
	return nil
}

// EndRun records a run that did not succeed, and fills in its FinishedAt. A run that ended before
// stays as it ended, and its status is filled in: a publication whose answer was lost has taken
// place. It returns graph.ErrUnavailable.
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
	counts := &run.Counts
	p := map[string]any{
		"status": string(run.Status), "modularity": run.Modularity, "phases": names, "phase_seconds": seconds,
		"reports": counts.Reports, "identifiers": counts.Identifiers, "edges": counts.Edges, "hubs": counts.Hubs,
		"communities": counts.Communities, "too_large": counts.TooLarge, "rings": counts.Rings,
		"largest_component": counts.LargestComponent, "largest_component_before_hubs": counts.LargestComponentBeforeHubs,
		"changed": counts.Changed, "gone": counts.Closed,
	}
	if run.Reason != "" {
		p["reason"] = run.Reason
	}
	return query(ctx, tx, cypher.EndRun, map[string]any{"id": run.ID, "properties": p}, func(r *neo4j.Record) error {
		stored := fieldsOf(r)
		run.FinishedAt, run.Status = stored.time("at"), graph.RunStatus(stored.text("status"))
		return nil
	})
}

// Runs lists runs from the latest on: those that began before the run with the sequence, or all
// where it is 0. Runs that can't be read are logged and left out. It returns graph.ErrUnavailable.
func (s *Runs) Runs(ctx context.Context, before int64, limit int) (runs []graph.Run, err error) {
	runs, err = readList(ctx, s.db, cypher.ReadRuns, map[string]any{"before": before, "limit": limit}, runOf)
	if err != nil {
		return nil, fmt.Errorf("reading runs: %w", err)
	}
	return runs, nil
}

// Run reads one run. It returns graph.ErrNotFound, a *DamageError, and graph.ErrUnavailable.
func (s *Runs) Run(ctx context.Context, id string) (run graph.Run, err error) {
	run, err = readOne(ctx, s.db, cypher.ReadRun, map[string]any{"id": id}, runOf)
	if err != nil {
		return graph.Run{}, fmt.Errorf("reading a run: %w", err)
	}
	return run, nil
}

func runOf(r *neo4j.Record) (graph.Run, error) {
	f := nodeOf(r, "run")
	run := graph.Run{
		ID: f.needText("id"), Sequence: f.needInteger("sequence"), Trigger: f.text("trigger"), Holder: f.text("holder"),
		Status: graph.RunStatus(f.needText("status")), StartedAt: f.needTime("started_at"), FinishedAt: f.time("finished_at"),
		Reason: f.text("reason"), Method: f.text("method"), Resolution: f.float("resolution"),
		Seed: uint64(f.integer("seed")), HubDegree: f.count("hub_degree"), Model: f.text("model"), Modularity: f.float("modularity"),
		Counts: graph.RunCounts{
			Reports: f.count("reports"), Identifiers: f.count("identifiers"), Edges: f.count("edges"), Hubs: f.count("hubs"),
			Communities: f.count("communities"), TooLarge: f.count("too_large"), Rings: f.count("rings"),
			Changed: f.count("changed"), Closed: f.count("gone"),
			LargestComponent: f.count("largest_component"), LargestComponentBeforeHubs: f.count("largest_component_before_hubs"),
		},
	}
	names := f.texts("phases")
	for i, seconds := range f.floatsAlong("phase_seconds", len(names)) {
		run.Phases = append(run.Phases, graph.Phase{Name: names[i], Seconds: seconds})
	}
	return run, f.err("Run", run.ID)
}
