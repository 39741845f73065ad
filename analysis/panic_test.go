package analysis

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// parallelSections returns the place, as file:line, of every call of pool.run and pool.runRanges in
// the package.
func parallelSections(t *testing.T) []string {
	t.Helper()
	var places []string
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	files := token.NewFileSet()
	for _, name := range paths {
		if name == "pool.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if method, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(method.Sel.Name, "run") {
				places = append(places, fmt.Sprintf("%s:%d", name, files.Position(method.Sel.Pos()).Line))
			}
			return true
		})
	}
	require.NotEmpty(t, places)
	return places
}

// sectionHook knows which parallel sections have begun, and makes the tasks of one of them panic.
type sectionHook struct {
	panicIn string

	mu    sync.Mutex
	begun map[string]bool
}

func (h *sectionHook) wrap(work func(worker, task int)) func(worker, task int) {
	place := callerOfPool()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.begun[place] = true
	if place != h.panicIn {
		return work
	}
	return func(worker, task int) {
		if task%2 == 0 { // the others work on
			panic(h.panicIn)
		}
		work(worker, task)
	}
}

// callerOfPool returns the place of the call of pool.run or pool.runRanges that is under way.
func callerOfPool() string {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if name := filepath.Base(frame.File); name != "pool.go" || !more {
			return fmt.Sprintf("%s:%d", name, frame.Line)
		}
	}
}

func (h *sectionHook) context(ctx context.Context) context.Context {
	h.begun = make(map[string]bool)
	return context.WithValue(ctx, wrapTasksKey{}, h.wrap)
}

// workloads run every parallel section of the package between them.
func workloads(t *testing.T) map[string]func(ctx context.Context) error {
	t.Helper()
	const nodes, edges = 40_000, 290_000
	rnd := rand.New(rand.NewPCG(1, 1))
	from, to, weights := make([]uint32, edges), make([]uint32, edges), make([]float64, edges)
	for i := range edges {
		u := rnd.IntN(nodes - 10_000)
		v := u/20*20 + rnd.IntN(20) // may be a loop
		switch {
		case i < 10_000:
			u = nodes - 1 - i // a leaf
		case i%3 == 0:
			v = rnd.IntN(nodes - 10_000)
		}
		from[i], to[i], weights[i] = uint32(u), uint32(v), 0.5+rnd.Float64()
	}
	g, err := NewNetwork(nodes, from, to, nil)
	require.NoError(t, err)
	latticeFrom, latticeTo := ringLattice(nodes, 8)
	lattice, err := NewNetwork(nodes, latticeFrom, latticeTo, nil)
	require.NoError(t, err)
	earlier := &Partition{Community: make([]uint32, nodes)}
	for u := range earlier.Community {
		earlier.Community[u] = uint32(u / 20)
	}
	return map[string]func(ctx context.Context) error{
		"NewNetwork": func(ctx context.Context) error {
			_, err := newNetwork(ctx, nodes, from, to, nil)
			return err
		},
		"NewNetwork, weighted": func(ctx context.Context) error {
			_, err := newNetwork(ctx, nodes, from, to, weights)
			return err
		},
		"Leiden": func(ctx context.Context) error {
			_, err := Leiden(ctx, g, LeidenOptions{Threads: 3})
			return err
		},
		"Leiden, by CPM": func(ctx context.Context) error {
			_, err := Leiden(ctx, g, LeidenOptions{Threads: 3, Objective: ByCPM, Resolution: 0.5})
			return err
		},
		"Leiden, without parallel edges": func(ctx context.Context) error {
			_, err := Leiden(ctx, lattice, LeidenOptions{Threads: 3})
			return err
		},
		"UpdateLeiden": func(ctx context.Context) error {
			_, err := UpdateLeiden(ctx, g, earlier, []int{0, 1}, LeidenOptions{Threads: 3})
			return err
		},
	}
}

// ringLattice joins each of n nodes on a circle to the next k.
func ringLattice(n, k int) (from, to []uint32) {
	for u := range n {
		for step := 1; step <= k; step++ {
			from, to = append(from, uint32(u)), append(to, uint32((u+step)%n))
		}
	}
	return from, to
}

// skipIfRace skips a test that runs every workload many times: with the race detector that takes a
// minute. `make test` runs such tests without it.
func skipIfRace(t *testing.T) {
	t.Helper()
	if RaceEnabled {
		t.Skip("it takes a minute with the race detector; make test runs it without")
	}
}

// A panic in any task of any parallel section reaches the caller, and leaves no goroutine behind
// (TestMain).
func TestPanic_InEachParallelSection(t *testing.T) {
	skipIfRace(t)
	all := workloads(t)
	sectionsOf := make(map[string]map[string]bool)
	for name, work := range all {
		var hook sectionHook
		require.NoError(t, work(hook.context(t.Context())))
		sectionsOf[name] = hook.begun
	}
	for _, section := range parallelSections(t) {
		t.Run(section, func(t *testing.T) {
			tried := 0
			for _, name := range slices.Sorted(maps.Keys(all)) {
				if !sectionsOf[name][section] {
					continue
				}
				tried++
				hook := sectionHook{panicIn: section}
				value := recovered(func() { _ = all[name](hook.context(t.Context())) })
				caught, ok := value.(*parallel.Panic)
				require.True(t, ok, "%s: recovered a %T", name, value)
				require.Equal(t, section, caught.Value, name)
				require.NotEmpty(t, caught.Stack)
			}
			require.NotZero(t, tried, "no workload runs this section")
		})
	}
}

// Progress runs in the caller's goroutine: its panic arrives as it is, and the pool's goroutines
// end (TestMain).
func TestPanic_InProgress(t *testing.T) {
	g := scattered(t, rand.New(rand.NewPCG(1, 1)), 40_000, 300_000, true)
	require.PanicsWithValue(t, "progress", func() {
		_, _ = Leiden(t.Context(), g, LeidenOptions{Threads: 3, Progress: func(LeidenLevel) { panic("progress") }})
	})
}
