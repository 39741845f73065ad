package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/intake"
	"github.com/ringwatch/ringwatch/internal/localplatform"
	"github.com/ringwatch/ringwatch/internal/neotest"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/recordfile"
	"github.com/ringwatch/ringwatch/jobs"
)

// recordsOf reads a file of records, those of the agency.
func recordsOf(t *testing.T, file, agency string) []graph.Record {
	t.Helper()
	records, err := recordfile.Read(t.Context(), file, agency, func(line int, refusal error) { t.Errorf("line %d: %v", line, refusal) })
	require.NoError(t, err)
	return records
}

// requireSameGraph checks that Neo4j holds exactly these records, with nothing lost and nothing
// twice.
func requireSameGraph(t *testing.T, store *neo.Store, records []graph.Record) {
	t.Helper()
	filed := evidence.FromRecords(records)
	want, err := filed.Snapshot(t.Context())
	require.NoError(t, err)
	got, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	require.Equal(t, want.Identifiers, got.Identifiers)
	require.Equal(t, want.ReportIDs, got.ReportIDs)
	require.Equal(t, pairs(want), pairs(got))
	require.Equal(t, want.Dictionary, got.Dictionary)
	require.Equal(t, want.Category, got.Category)
	require.Equal(t, want.Channel, got.Channel)
	require.Equal(t, want.Region, got.Region)
	require.Equal(t, want.Currency, got.Currency)
	require.Equal(t, want.Second, got.Second)
	require.Equal(t, want.Loss, got.Loss)
	require.Equal(t, want.Source, got.Source)
	require.Equal(t, want.Standing, got.Standing)
}

// pairs counts the edges of a snapshot by their ends.
func pairs(s *evidence.Snapshot) map[[2]uint32]int {
	counts := make(map[[2]uint32]int, s.Edges())
	for i := range s.Mentions.Report {
		counts[[2]uint32{s.Mentions.Report[i], s.Mentions.Identifier[i]}]++
	}
	for i := range s.Links.From {
		counts[[2]uint32{s.Links.From[i], s.Links.To[i]}]++
	}
	return counts
}

// opened returns a store on an environment that onNeo4j returned.
func opened(t *testing.T, env []string) *neo.Store {
	t.Helper()
	var o neo.Options
	for _, variable := range env {
		switch name, value, _ := strings.Cut(variable, "="); name {
		case "NEO4J_URI":
			o.URI = value
		case "NEO4J_USER":
			o.User = value
		case "NEO4J_PASSWORD":
			o.Password = value
		}
	}
	return openedWith(t, o)
}

func openedWith(t *testing.T, o neo.Options) *neo.Store {
	t.Helper()
	store, err := neo.Open(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	require.NoError(t, store.Prepare(t.Context()))
	return store
}

// waitForReports waits until an ingest has committed its first batch.
func waitForReports(t *testing.T, store *neo.Store) {
	t.Helper()
	require.Eventually(t, func() bool {
		has, err := store.Evidence.HasReports(t.Context())
		return err == nil && has
	}, time.Minute, 5*time.Millisecond)
}

func TestFault_IngestKilledAndRepeated(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	store := opened(t, env)
	file := worldFile(t, "12000")

	p := start(t, env, "ingest", "--agency", "police", file)
	waitForReports(t, store)
	require.NoError(t, p.Process.Kill())
	require.Equal(t, -1, p.end(t, 10*time.Second), "it was killed before its end")

	code, printed := run(t, env, "ingest", "--agency", "police", file)
	require.Zero(t, code, printed)
	requireSameGraph(t, store, recordsOf(t, file, "police"))
	code, printed = run(t, env, "ingest", "--agency", "police", file)
	require.Zero(t, code, printed)
	require.Contains(t, printed, "created=0")
	requireSameGraph(t, store, recordsOf(t, file, "police"))
}

func TestFault_IngestStoppedByCtrlC(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	store := opened(t, env)
	file := worldFile(t, "12000")
	p := start(t, env, "ingest", file)
	waitForReports(t, store)
	p.interrupt(t)
	require.Equal(t, 1, p.end(t, 20*time.Second), p.output)
	require.Contains(t, p.output.String(), "run the same command again")
	require.NotContains(t, p.output.String(), "cannot be reached")
}

func TestFault_Neo4jKilled(t *testing.T) {
	t.Parallel()
	server := neotest.Own(t)
	o := neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password(), Patience: 2 * time.Minute}
	kill := func() { require.NoError(t, syscall.Kill(server.PID(), syscall.SIGKILL)) }
	store := openedWith(t, o)
	file := worldFile(t, "6000")
	records := recordsOf(t, file, "police")

	t.Run("during ingest", func(t *testing.T) {
		in, err := os.Open(file)
		require.NoError(t, err)
		defer func() { require.NoError(t, in.Close()) }()
		var once sync.Once
		counts, err := intake.Run(t.Context(), in, "police", store.Intake, intake.Options{
			InFile: true, BatchSize: 500, OnCommit: func(intake.Counts) { once.Do(kill) },
		})
		require.NoError(t, err, "it continues when Neo4j is back")
		require.Equal(t, len(records), counts.Created+counts.Unchanged+counts.Withdrawn)
		requireSameGraph(t, store, records)
	})

	t.Run("frozen, it delays neither a request nor a stop", func(t *testing.T) {
		log := logrus.New()
		log.SetOutput(io.Discard)
		schedule, err := jobs.NewSchedule("0 0 1 1 *", &jobs.Detection{Evidence: store.Evidence, Store: store.Detection}, store.Runs, log)
		require.NoError(t, err)
		require.NoError(t, schedule.Start(t.Context()))
		require.NoError(t, syscall.Kill(server.PID(), syscall.SIGSTOP))
		defer func() { require.NoError(t, syscall.Kill(server.PID(), syscall.SIGCONT)) }()
		request, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err = schedule.Trigger(request, "api")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		triggered := make(chan error, 1)
		go func() {
			_, err := schedule.Trigger(t.Context(), "api")
			triggered <- err
		}()
		require.NoError(t, schedule.Stop(t.Context()))
		require.Error(t, <-triggered)
		require.Less(t, time.Since(began), 10*time.Second)
	})

	t.Run("during a run", func(t *testing.T) {
		d := jobs.Detection{Evidence: store.Evidence, Store: store.Detection}
		before, err := d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
		require.NotEmpty(t, before.Rings)
		agency, id, _ := strings.Cut(before.Rings[0].ReportIDs[0], "/")
		_, err = store.Intake.Save(t.Context(), agency, []graph.Record{&graph.Withdrawal{ID: "W", Withdraws: id}})
		require.NoError(t, err)

		var once sync.Once
		d.Progress = func(phase string) {
			if phase == "recognising rings" {
				once.Do(kill)
			}
		}
		after, err := d.RunOnce(t.Context(), "command")
		_, published, reading := store.Publications.Published(t.Context())
		require.NoError(t, reading)
		want := before.Rings
		if err == nil {
			want = after.Rings
		} else { // Neo4j was away for longer than the store's patience, or the lease's time
			require.True(t, errors.Is(err, graph.ErrUnavailable) || errors.Is(err, graph.ErrLeaseLost), err)
		}
		require.Equal(t, lines(t, want), lines(t, published), "one run's rings, whole")
		d.Progress = nil
		_, err = d.RunOnce(t.Context(), "command")
		require.NoError(t, err)
	})
}

// lines writes rings as files do, without the time of publication.
func lines(t *testing.T, rings []graph.Ring) []string {
	t.Helper()
	all := make([]string, len(rings))
	for i := range rings {
		line, err := record.MarshalRing(&rings[i])
		require.NoError(t, err)
		all[i] = string(line)
	}
	return all
}

func TestFault_TwoSchedulesOnOneDatabase(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	first, second := opened(t, env), opened(t, env)
	_, err := first.Intake.Save(t.Context(), "police", recordsOf(t, worldFile(t, "1000"), ""))
	require.NoError(t, err)
	log := logrus.New()
	log.SetOutput(io.Discard)
	for name, store := range map[string]*neo.Store{"first": first, "second": second} {
		detection := &jobs.Detection{Evidence: store.Evidence, Store: store.Detection, Holder: name}
		schedule, err := jobs.NewSchedule("@every 1s", detection, store.Runs, log)
		require.NoError(t, err)
		require.NoError(t, schedule.Start(t.Context()))
		defer func() { require.NoError(t, schedule.Stop(context.Background())) }()
	}
	require.Eventually(t, func() bool {
		runs, err := first.Runs.Runs(t.Context(), 0, 10)
		return err == nil && len(runs) >= 4
	}, time.Minute, 100*time.Millisecond)
	runs, err := first.Runs.Runs(t.Context(), 0, 100)
	require.NoError(t, err)
	for i, later := range runs[:len(runs)-1] {
		earlier := runs[i+1]
		require.Equal(t, graph.Succeeded, earlier.Status, earlier.Reason)
		require.False(t, later.StartedAt.Before(earlier.FinishedAt), "one run at a time")
	}
}

func TestFault_TakenOverAfterDeath(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	store := opened(t, env)
	_, err := store.Intake.Save(t.Context(), "police", recordsOf(t, worldFile(t, "2000"), ""))
	require.NoError(t, err)
	// The command is killed while it holds the lease.
	dead := start(t, env, "detect")
	require.Eventually(t, func() bool { return strings.Contains(dead.output.String(), "reading the graph") }, time.Minute, time.Millisecond)
	require.NoError(t, dead.Process.Kill())
	require.Equal(t, -1, dead.end(t, 10*time.Second), "it was killed before its end")
	died := time.Now()
	start(t, append(env, "RINGWATCH_LISTEN=127.0.0.1:0", "RINGWATCH_SCHEDULE=@every 1s"), "serve")
	var runs []graph.Run
	require.Eventually(t, func() bool {
		var err error
		runs, err = store.Runs.Runs(t.Context(), 0, 10)
		return err == nil && len(runs) > 1 && runs[len(runs)-2].Status == graph.Succeeded
	}, time.Minute, 100*time.Millisecond)
	require.Less(t, time.Since(died), 30*time.Second)
	first := runs[len(runs)-1]
	require.Equal(t, graph.Abandoned, first.Status)
	require.NotEmpty(t, first.Reason)
	require.Equal(t, "command", first.Trigger)
}

func TestFault_Neo4jDownAtStart(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close()) // nothing listens there from now on
	uri := "bolt://" + listener.Addr().String()
	env := []string{"NEO4J_URI=" + uri, "NEO4J_PASSWORD=hidden", "RINGWATCH_PATIENCE=1s"}
	for _, command := range [][]string{{"serve"}, {"ingest", "-"}, {"detect"}, {"agency", "list"}} {
		p := start(t, env, command...)
		defer func() {
			require.Equal(t, 1, p.end(t, time.Minute), p.output)
			require.Contains(t, p.output.String(), "cannot be reached: is Neo4j up at "+uri)
			require.NotContains(t, p.output.String(), "hidden")
		}()
	}
	code, printed := run(t, nil, "serve")
	require.Equal(t, 1, code)
	require.Contains(t, printed, "set NEO4J_URI")
}

// Two platforms on one machine: in the same folder the second is refused, in another folder it
// takes other ports. They start at the same time.
func TestFault_SecondUp(t *testing.T) {
	t.Parallel()
	neotest.SkipIfShort(t)
	folder := func() string { return filepath.Join(t.TempDir(), "data") }
	first, second := folder(), folder()
	one := start(t, nil, "up", "--data", first)
	two := start(t, nil, "up", "--data", second)
	where := one.isUp(t, first)
	require.FileExists(t, filepath.Join(first, "connection.json"))
	info, err := os.Stat(filepath.Join(first, "connection.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	// In the same folder it would be the same graph: refused, and the error says who uses it.
	code, printed := run(t, nil, "up", "--data", first)
	require.Equal(t, 1, code)
	require.Contains(t, printed, first)

	other := two.isUp(t, second)
	require.NotEqual(t, where.API, other.API)
	require.NotEqual(t, where.Neo4jURI, other.Neo4jURI)
	require.NotEqual(t, where.Browser, other.Browser)
	for _, c := range []localplatform.Connection{where, other} {
		status, body := get(t, c, "/readyz")
		require.Equal(t, 200, status, body)
	}
	for folder, p := range map[string]*process{first: one, second: two} {
		p.interrupt(t)
		require.Zero(t, p.end(t, time.Minute), p.output)
		require.NoFileExists(t, filepath.Join(folder, "connection.json"))
	}
}
