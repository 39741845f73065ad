package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/graph/neo"
)

// worldFolder generates two small worlds under the names of two generators.
func worldFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, seed := range map[string]string{"first-1": "1", "second-1": "2"} {
		code, printed := run(t, nil, "generate", "--reports", "1500", "--seed", seed, "--variety", "0.5",
			"--out", filepath.Join(dir, name+".ndjson"), "--truth", filepath.Join(dir, name+".truth.json"),
			"--innocents", filepath.Join(dir, name+".innocents.json"))
		require.Zero(t, code, printed)
	}
	return dir
}

// A model is made from worlds, twice the same, and detection uses it.
func TestCalibrate(t *testing.T) {
	t.Parallel()
	worlds, dir := worldFolder(t), t.TempDir()
	file := filepath.Join(dir, "model.json")
	line := []string{"calibrate", "--worlds", worlds, "--out", file, "--hold-out", "--note", "a test"}
	code, printed := run(t, nil, line...)
	require.Zero(t, code, printed)
	for _, text := range []string{
		"reading world 1 of 2, first-1", "finding candidates: world 2 of 2", "all worlds but those of second",
		"not fitted on", "wrote the model", "recall",
	} {
		require.Contains(t, printed, text)
	}
	first, err := os.ReadFile(file)
	require.NoError(t, err)
	m, err := rings.ParseModel(first)
	require.NoError(t, err)
	require.Equal(t, "a test", m.Provenance.Note)
	require.Len(t, m.Provenance.Worlds, 2)
	require.NotContains(t, string(first), dir, "no path of this machine")
	require.NotContains(t, string(first), filepath.Dir(worlds))
	require.NotEmpty(t, m.Provenance.Code)

	code, printed = run(t, nil, line...)
	require.Zero(t, code, printed)
	second, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))

	out := filepath.Join(dir, "rings.ndjson")
	code, printed = run(t, nil, "detect", "--from", filepath.Join(worlds, "first-1.ndjson"), "--model", file, "--out", out)
	require.Zero(t, code, printed)
	require.Contains(t, printed, m.Version)

	code, printed = run(t, nil, "calibrate", "--worlds", worlds, "--base", file, "--out", file)
	require.Zero(t, code, printed)
	third, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(third), "--base "+m.Version)
}

func TestCalibrate_CancelledLeavesNoFile(t *testing.T) {
	t.Parallel()
	worlds, dir := worldFolder(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	require.Equal(t, exitFailed, runCommand(ctx, []string{"calibrate", "--worlds", worlds, "--out", filepath.Join(dir, "model.json")}, &stderr))
	require.Contains(t, stderr.String(), "canceled")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestCalibrate_Usage(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for _, c := range []struct {
		code int
		line string
		says string
	}{
		{exitUsage, "calibrate", "want --worlds or --feedback"},
		{exitUsage, "calibrate --worlds x --feedback --out y", "want --worlds or --feedback"},
		{exitUsage, "calibrate --worlds x", "want --out"},
		{exitUsage, "calibrate --worlds x --force --out y", "--force: needs --feedback"},
		{exitUsage, "calibrate --feedback --hold-out --out y", "--hold-out: needs --worlds"},
		{exitUsage, "calibrate --worlds x --hold-out --out -", "--out: want a file"},
		{exitFailed, "calibrate --worlds " + empty + " --out y", "holds no NAME.ndjson"},
		{exitFailed, "calibrate --worlds x --out y --base " + empty + "/none", "--base: open"},
		{exitUsage, "calibrate --worlds x --out y --ridge 0", "--ridge is 0"},
		{exitFailed, "calibrate --feedback --out y", "set NEO4J_URI"},
	} {
		code, printed := run(t, nil, strings.Fields(c.line)...)
		require.Equal(t, c.code, code, printed)
		require.Contains(t, printed, c.says, c.line)
	}
}

// Only rings that the base model scored are compared with outcomes.
func TestCheckScoredWith(t *testing.T) {
	store := memory.New(memory.Options{})
	check := func(version string, force bool) error {
		return (&calibrateCommand{Force: force}).checkScoredWith(t.Context(), store.Runs, version)
	}
	require.ErrorContains(t, check("one", false), "no run has published")
	require.NoError(t, check("one", true))
	for _, model := range []string{"one", "two"} {
		lease, err := store.Leases.Acquire(t.Context(), "detection", "test", time.Minute)
		require.NoError(t, err)
		run := &graph.Run{ID: "run-" + model, Sequence: lease.Fence, Model: model}
		require.NoError(t, store.Runs.BeginRun(t.Context(), lease, run))
		require.NoError(t, store.Publications.Publish(t.Context(), lease, run, &graph.NextPublication{}))
		require.NoError(t, store.Leases.Release(t.Context(), lease))
	}
	require.NoError(t, check("two", false))
	require.ErrorContains(t, check("one", false), `the last run scored with model "two", and --base is "one"`)
}

// Verdicts on published rings adjust the model that scored them, and runs use the result.
func TestCalibrate_Feedback(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	file := worldFile(t, "3000")
	dir := t.TempDir()
	out, adjusted := filepath.Join(dir, "rings.ndjson"), filepath.Join(dir, "adjusted.json")
	must := func(args ...string) string {
		t.Helper()
		code, printed := run(t, env, args...)
		require.Zero(t, code, printed)
		return printed
	}
	must("ingest", file)
	must("detect", "--out", out)
	code, printed := run(t, env, "calibrate", "--feedback", "--out", adjusted)
	require.Equal(t, exitFailed, code)
	require.Contains(t, printed, "no ring has an outcome")

	variables := map[string]string{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		variables[name] = value
	}
	s := settings{Neo4jURI: variables["NEO4J_URI"], Neo4jUser: variables["NEO4J_USER"], Neo4jPassword: variables["NEO4J_PASSWORD"], Patience: time.Minute}
	judged := 0
	require.NoError(t, s.withStore(t.Context(), func(store *neo.Store) error {
		published, err := store.Publications.PreviousRings(t.Context())
		for i := range published {
			verdict := graph.Confirms
			if i%2 == 1 {
				verdict = graph.Dismisses
			}
			judged++
			_, _, err = store.Reviews.AddFeedback(t.Context(), &graph.Feedback{
				RingID: published[i].ID, Agency: graph.Agency{ID: "police", Kind: graph.Police}, Verdict: verdict, Reason: "investigated",
			})
			if err != nil {
				return err
			}
		}
		return err
	}))
	require.Positive(t, judged)
	printed = must("calibrate", "--feedback", "--force", "--out", adjusted)
	require.Contains(t, printed, "95 % interval")
	data, err := os.ReadFile(adjusted)
	require.NoError(t, err)
	m, err := rings.ParseModel(data)
	require.NoError(t, err)
	require.Positive(t, m.Adjustment.Outcomes)
	require.LessOrEqual(t, m.Adjustment.Outcomes, judged)

	require.Contains(t, must("detect", "--model", adjusted), m.Version)
	code, printed = run(t, env, "calibrate", "--feedback", "--out", adjusted)
	require.Equal(t, exitFailed, code)
	require.Contains(t, printed, "the last run scored with model")
	if judged < 30 {
		code, printed = run(t, env, "calibrate", "--feedback", "--base", adjusted, "--out", adjusted)
		require.Equal(t, exitFailed, code)
		require.Contains(t, printed, "want 30 or more")
	}
}
