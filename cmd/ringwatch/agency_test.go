package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

const oneReport = `{"type":"report","id":"1","identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}` + "\n"

func TestAgency_AddedAfterItsRecords(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	file := writtenTo(t, oneReport)
	for _, c := range []struct {
		line []string
		code int
		says string
	}{
		{[]string{"ingest", "--agency", "police-ka", file}, 0, "registered without a kind"},
		{[]string{"agency", "list"}, 0, "police-ka  unknown  0"},
		{[]string{"agency", "add", "police-ka", "--kind", "police", "--name", "Karnataka"}, 0, "rwk_"},
		{[]string{"agency", "list"}, 0, "police-ka  police  1"},
		{[]string{"agency", "add", "police-ka", "--kind", "operator"}, 1, "it exists as police"},
		{[]string{"agency", "add", "police-ka", "--kind", "police", "--name", "two\nlines"}, 1, "--name"},
		{[]string{"agency", "revoke", "nobody"}, 1, `there is no agency "nobody"`},
		{[]string{"agency", "revoke", "police-ka"}, 0, "1 key of police-ka revoked"},
	} {
		code, printed := run(t, env, c.line...)
		require.Equal(t, c.code, code, "%v: %s", c.line, printed)
		require.Contains(t, printed, c.says, c.line)
	}
}

func TestIngest_StoppedWhileItsInputIsSilent(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	out, in := pipe(t)
	p := startFrom(t, out, env, "ingest", "-")
	// More than a pipe holds: once it is written, reading has begun.
	_, err := in.WriteString(strings.Repeat(oneReport, 2000))
	require.NoError(t, err)
	p.interrupt(t)
	require.Equal(t, 1, p.end(t, 5*time.Second), p.output)
	require.Contains(t, p.output.String(), "stopped; the records counted above are stored: run the same command again")
}

func TestUp_TheDemoLeavesReportsAlone(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	store := opened(t, env)
	_, err := store.Intake.Save(t.Context(), "police", recordsOf(t, writtenTo(t, oneReport), "police"))
	require.NoError(t, err)
	p := start(t, append(env, "RINGWATCH_LISTEN=127.0.0.1:0"), "up", "--demo", "500", "--data", t.TempDir())
	p.prints(t, "Ringwatch is up")
	require.Contains(t, p.output.String(), "has reports already")
	p.interrupt(t)
	require.Zero(t, p.end(t, time.Minute), p.output)
	snapshot, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"police/1"}, snapshot.ReportIDs)
}

func TestUp_ADemoThatWasCutShortIsLoadedOn(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	store := opened(t, env)
	_, err := store.Intake.Save(t.Context(), "local", recordsOf(t, writtenTo(t, oneReport), "local"))
	require.NoError(t, err)
	data := t.TempDir()
	begun := filepath.Join(data, "demo-begun")
	require.NoError(t, os.WriteFile(begun, nil, 0o600))
	p := start(t, append(env, "RINGWATCH_LISTEN=127.0.0.1:0"), "up", "--demo", "300", "--data", data)
	p.prints(t, "Ringwatch is up")
	require.NoFileExists(t, begun)
	p.interrupt(t)
	require.Zero(t, p.end(t, time.Minute), p.output)
	snapshot, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	reports := map[string]bool{} // of the demo's world, less those that it withdraws
	_, err = world.Generate(world.Options{Reports: 300, Seed: 1}, func(r graph.Record) error {
		switch r := r.(type) {
		case *graph.Report:
			reports[r.ID] = true
		case *graph.Withdrawal:
			delete(reports, r.Withdraws)
		}
		return nil
	})
	require.NoError(t, err)
	require.Len(t, snapshot.ReportIDs, len(reports)+1)
}

func writtenTo(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}
