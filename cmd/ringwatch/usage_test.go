package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		line []string
		says []string
	}{
		{[]string{"ingest"}, []string{`"<file> ..."`, "ringwatch ingest --help"}},
		{[]string{"ingest", "--agency"}, []string{"--agency", "ringwatch ingest --help"}},
		{[]string{"tokens", "keygen"}, []string{"--out", "ringwatch tokens keygen --help"}},
		{[]string{"fly"}, []string{"fly", "ringwatch --help"}},
		{nil, []string{"ringwatch --help"}},
		{[]string{"detect", "--as-of", "yesterday"}, []string{"want an RFC 3339 time, such as 2026-05-01T10:00:00Z"}},
		{[]string{"detect", "--resolution", "NaN"}, []string{"--resolution: want a finite number over 0"}},
		{[]string{"detect", "--resolution", "Inf"}, []string{"--resolution: want a finite number over 0"}},
		{[]string{"detect", "--resolution", "0"}, []string{"--resolution: want a finite number over 0"}},
		{[]string{"detect", "--seed", "0"}, []string{"--seed: want a whole number over 0"}},
		{[]string{"detect", "--hub-degree", "0"}, []string{"--hub-degree: want a whole number over 0"}},
		{[]string{"detect", "--max-uncorroborated-band", "low"}, []string{"--max-uncorroborated-band", `"medium","high","very_high"`}},
		{[]string{"up", "--data", data, "--schedule", "x"}, []string{"RINGWATCH_SCHEDULE", "cron expression", "ringwatch up --help"}},
		{[]string{"serve", "--schedule", "x"}, []string{"RINGWATCH_SCHEDULE", "cron expression"}},
	} {
		var stderr bytes.Buffer
		require.Equal(t, exitUsage, runCommand(t.Context(), c.line, &stderr), c.line)
		printed := stderr.String()
		for _, text := range c.says {
			require.Contains(t, printed, text)
		}
		require.Equal(t, 2, strings.Count(printed, "\n"), "the error and a hint: %s", printed)
		require.NotContains(t, printed, "2006-01-02")
	}
	require.NoDirExists(t, data)
}

func TestUsage_ExitCodes(t *testing.T) {
	t.Parallel()
	code, printed := run(t, nil, "detect", "--help")
	require.Zero(t, code)
	require.Contains(t, printed, "--as-of=TIME")
	code, _ = run(t, nil, "fly")
	require.Equal(t, 2, code)
	// A wrong schedule does not matter to commands without one.
	code, printed = run(t, []string{"RINGWATCH_SCHEDULE=x"}, "agency", "list")
	require.Equal(t, 1, code)
	require.Contains(t, printed, "set NEO4J_URI")
}

func TestUsage_FilesAreOpenedBeforeNeo4j(t *testing.T) {
	t.Parallel()
	code, printed := run(t, nil, "ingest", os.DevNull, "/nonexistent/records.ndjson")
	require.Equal(t, 1, code)
	require.Contains(t, printed, "/nonexistent/records.ndjson: no such file")
	require.NotContains(t, printed, "NEO4J_URI")
}

func TestUsage_NoSecretInTheURI(t *testing.T) {
	t.Parallel()
	env := []string{
		"NEO4J_URI=bolt://user:hidden@127.0.0.1:1", "NEO4J_PASSWORD=x", "RINGWATCH_PATIENCE=1s",
		"RINGWATCH_DATA=" + t.TempDir(),
	}
	for _, line := range [][]string{{"agency", "list"}, {"serve"}, {"up"}, {"ingest", os.DevNull}} {
		code, printed := run(t, env, line...)
		require.Equal(t, 1, code)
		require.Contains(t, printed, "NEO4J_USER and NEO4J_PASSWORD")
		require.NotContains(t, printed, "hidden")
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Karnataka State Police", "ಕರ್ನಾಟಕ ಪೊಲೀಸ್", "ക്\u200dഷ", strings.Repeat("x", maxNameBytes)} {
		require.NoError(t, checkName(name), name)
	}
	for name, reason := range map[string]string{
		"a\nb": "control", "\x1b[2Jgone": "control", "\u202egnp.exe": "control", "a\u2028b": "control",
		"\xff": "UTF-8", strings.Repeat("x", maxNameBytes+1): "at most",
	} {
		require.ErrorContains(t, checkName(name), reason, "%q", name)
	}
}

func TestEvaluate_WantsFilesOrFeedback(t *testing.T) {
	t.Parallel()
	for _, line := range [][]string{{"evaluate"}, {"evaluate", "--rings", "x"}, {"evaluate", "--feedback", "--truth", "x"}} {
		var stderr bytes.Buffer
		require.Equal(t, exitUsage, runCommand(t.Context(), line, &stderr), line)
		require.Contains(t, stderr.String(), "--rings and --truth, or --feedback")
	}
}
