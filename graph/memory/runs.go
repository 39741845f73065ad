package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Runs records detection runs.
type Runs struct{ *state }

var (
	_ graph.RunLog    = (*Runs)(nil)
	_ graph.RunReader = (*Runs)(nil)
)

// BeginRun implements graph.RunLog.
func (s *Runs) BeginRun(ctx context.Context, held graph.Lease, run *graph.Run) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s.settle()
	if err := s.holds(held); err != nil {
		return err
	}
	for _, earlier := range s.runs {
		if earlier.Status == graph.Running && earlier.Sequence < run.Sequence {
			earlier.Status, earlier.FinishedAt = graph.Abandoned, s.now()
			earlier.Reason = "its process ended or lost its lease before the run was finished"
		}
	}
	if s.runs[run.ID] == nil {
		recorded := *run
		recorded.Status, recorded.StartedAt = graph.Running, s.now()
		s.runs[run.ID] = &recorded
	}
	run.Status, run.StartedAt = graph.Running, s.runs[run.ID].StartedAt
	return nil
}

// EndRun implements graph.RunLog.
func (s *Runs) EndRun(ctx context.Context, run *graph.Run) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s.endRun(run)
	return nil
}

// endRun records how a run ended, unless it ended before, and fills in how it ended.
func (s *state) endRun(run *graph.Run) {
	recorded := s.runs[run.ID]
	if recorded == nil {
		return
	}
	if recorded.Status == graph.Running {
		recorded.Status, recorded.Reason, recorded.FinishedAt = run.Status, run.Reason, s.now()
		recorded.Counts, recorded.Modularity, recorded.Phases = run.Counts, run.Modularity, slices.Clone(run.Phases)
	}
	run.Status, run.FinishedAt = recorded.Status, recorded.FinishedAt
}

// Runs implements graph.RunReader.
func (s *Runs) Runs(ctx context.Context, before int64, limit int) (runs []graph.Run, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	all := slices.SortedFunc(maps.Values(s.runs), func(a, b *graph.Run) int { return cmp.Compare(b.Sequence, a.Sequence) })
	for _, run := range all {
		if (before == 0 || run.Sequence < before) && len(runs) < limit {
			runs = append(runs, copyRun(run))
		}
	}
	return runs, nil
}

// Run implements graph.RunReader.
func (s *Runs) Run(ctx context.Context, id string) (graph.Run, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Run{}, err
	}
	defer unlock()
	run := s.runs[id]
	if run == nil {
		return graph.Run{}, graph.ErrNotFound
	}
	return copyRun(run), nil
}

func copyRun(run *graph.Run) graph.Run {
	c := *run
	c.Phases = slices.Clone(run.Phases)
	return c
}
