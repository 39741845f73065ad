package jobs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// secret is what the panics of these tests quote, and what no log may.
const secret = "+919876543210"

// onHooks returns a schedule on a store in memory that holds the records of one ring. It is not
// started.
func onHooks(t *testing.T) (*Schedule, *hookedStore, *hookedEvidence, *test.Hook) {
	t.Helper()
	store := &hookedStore{Store: memory.New(memory.Options{})}
	_, err := store.Intake.Save(t.Context(), "x", ringRecords())
	require.NoError(t, err)
	source := &hookedEvidence{store: store}
	log, hook := test.NewNullLogger()
	cacheLog, _ := test.NewNullLogger()
	s, err := NewSchedule("0 0 1 1 *", &Detection{Store: store, Evidence: source, Cache: &Cache{Log: cacheLog}}, store.Runs, log)
	require.NoError(t, err)
	return s, store, source, hook
}

// inWorker panics on a goroutine of parallel.For.
func inWorker() {
	_ = parallel.For(context.Background(), 1000, func(_, i int) error {
		if i == 500 {
			panic(secret)
		}
		return nil
	})
}

// A panic anywhere in a run, on whichever goroutine, is a run that failed: it is recorded and
// logged without what the panic quotes, and the schedule makes the next run. That panics inside the
// parallel sections of package rings reach the caller is tested there.
func TestSchedule_APanicIsAFailedRun(t *testing.T) {
	direct := func() { panic(secret) }
	for _, c := range []struct {
		name     string
		at       string // method of the store or the evidence that panics, or phase
		panics   func()
		damage   func(*evidence.Snapshot)
		recorded bool // as a failed run
	}{
		{name: "acquiring the lease", at: "Acquire", panics: direct},
		{name: "recording the start", at: "BeginRun", panics: direct},
		{name: "reading the evidence", at: "Snapshot", panics: direct, recorded: true},
		{name: "reading the evidence, in a worker", at: "Snapshot", panics: inWorker, recorded: true},
		{name: "reading the previous rings", at: "PreviousRings", panics: direct, recorded: true},
		{name: "reading the previous rings, in a worker", at: "PreviousRings", panics: inWorker, recorded: true},
		{name: "finding rings", at: "finding rings", panics: direct, recorded: true},
		{name: "finding rings, in a worker", at: "finding rings", panics: inWorker, recorded: true},
		{name: "reading what was withdrawn", at: "RecentlyWithdrawn", panics: direct, recorded: true},
		{name: "describing the rings", damage: func(s *evidence.Snapshot) { s.Links.ID = nil }, recorded: true},
		{name: "publishing", at: "Publish", panics: direct, recorded: true},
		{name: "publishing, in a worker", at: "Publish", panics: inWorker, recorded: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, store, source, hook := onHooks(t)
			require.NoError(t, s.Start(t.Context()))
			t.Cleanup(stopping(t, s))
			panicAt := func(method string) {
				if method == c.at {
					c.panics()
				}
			}
			store.setHook(panicAt)
			s.detection.Progress, source.damage = panicAt, c.damage

			s.tick()
			if _, err := s.Trigger(t.Context(), "api"); c.recorded {
				require.NoError(t, err, "the lease was released")
			} else {
				require.Error(t, err)
			}
			s.admitted.Wait()

			runs, err := store.Runs.Runs(t.Context(), 0, 10)
			require.NoError(t, err)
			if c.recorded {
				require.Len(t, runs, 2)
			}
			for _, run := range runs {
				require.Equal(t, graph.Failed, run.Status)
				require.Equal(t, "internal error", run.Reason)
			}
			requirePanics(t, hook, c.panics != nil)

			store.setHook(nil)
			s.detection.Progress, source.damage = nil, nil
			s.tick()
			requireSuccess(t, store)
		})
	}
}

// requirePanics requires that panics were logged with the functions of their stacks and without
// what they quote.
func requirePanics(t *testing.T, hook *test.Hook, ofThisFile bool) {
	t.Helper()
	logged := 0
	for _, entry := range hook.AllEntries() {
		line, err := entry.String()
		require.NoError(t, err)
		require.NotContains(t, line, secret)
		if !strings.HasSuffix(entry.Message, "panicked") {
			continue
		}
		logged++
		require.Equal(t, logrus.ErrorLevel, entry.Level)
		require.NotContains(t, entry.Data["stack"], "(0x")
		if ofThisFile {
			require.Equal(t, "string", entry.Data["panic"])
			require.Contains(t, entry.Data["stack"], "panic_test.go")
		} else {
			require.Contains(t, entry.Data["panic"], "index out of range")
			require.Contains(t, entry.Data["stack"], "translate.")
		}
	}
	require.NotZero(t, logged)
}

// requireSuccess requires that the latest run succeeded and published the ring of the evidence.
func requireSuccess(t *testing.T, store *hookedStore) {
	t.Helper()
	runs, err := store.Runs.Runs(t.Context(), 0, 1)
	require.NoError(t, err)
	require.Equal(t, graph.Succeeded, runs[0].Status)
	_, published, err := store.Publications.Published(t.Context())
	require.NoError(t, err)
	require.Len(t, published, 1)
}

// A run whose failure cannot be recorded, or whose lease cannot be released, leaves both to the
// process that runs next.
func TestSchedule_APanicAtTheEndOfARun(t *testing.T) {
	for _, method := range []string{"EndRun", "Release"} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, store, _, hook := onHooks(t)
				require.NoError(t, s.Start(t.Context()))
				defer stopping(t, s)()
				store.setHook(func(at string) {
					if at == method || at == "Snapshot" {
						panic(secret)
					}
				})
				s.tick()
				requirePanics(t, hook, true)
				store.setHook(nil)
				time.Sleep(leaseTTL) // of the bubble's clock
				s.tick()
				requireSuccess(t, store)
			})
		})
	}
}

// A panic while the lease is renewed ends the run.
func TestSchedule_APanicOfTheRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store, _, hook := onHooks(t)
		require.NoError(t, s.Start(t.Context()))
		defer stopping(t, s)()
		store.setHook(func(method string) {
			switch method {
			case "Renew":
				panic(secret)
			case "RecentlyWithdrawn":
				time.Sleep(2 * renewEvery) // of the bubble's clock
			}
		})
		s.tick()
		requirePanics(t, hook, true)
		runs, err := store.Runs.Runs(t.Context(), 0, 1)
		require.NoError(t, err)
		require.Equal(t, graph.Failed, runs[0].Status)
		require.Equal(t, "internal error", runs[0].Reason)
		store.setHook(nil)
		s.tick()
		requireSuccess(t, store)
	})
}

// A panic while the runs of other processes are watched ends nothing else.
func TestSchedule_APanicBetweenRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store, _, hook := onHooks(t)
		store.setHook(func(method string) {
			if method == "IsFree" {
				inWorker()
			}
		})
		require.NoError(t, s.Start(t.Context()))
		defer stopping(t, s)()
		time.Sleep(3 * pollEvery) // of the bubble's clock
		requirePanics(t, hook, true)
	})
}

func TestBetweenRuns_APanicReleasesTheLease(t *testing.T) {
	store := &hookedStore{Store: memory.New(memory.Options{})}
	require.PanicsWithValue(t, secret, func() {
		_ = BetweenRuns(t.Context(), store, "test", func(context.Context) error { panic(secret) })
	})
	free, err := store.IsFree(t.Context(), detectionLease)
	require.NoError(t, err)
	require.True(t, free)
}

func TestPanicFields(t *testing.T) {
	require.Nil(t, PanicFields(nil))
	require.Nil(t, PanicFields(errors.New(secret)))
	err := try(func() error { panic(errors.New(secret)) })
	require.Equal(t, "*errors.errorString", PanicFields(err)["panic"])
	require.NotContains(t, err.Error(), secret)
	require.Contains(t, PanicFields(err)["stack"], "jobs.TestPanicFields")
}
