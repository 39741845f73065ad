package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/evaluation"
)

// names returns the names of the files in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestGenerateCommand(t *testing.T) {
	dir := t.TempDir()
	c := generateCommand{Reports: 2000, Seed: 1, Out: filepath.Join(dir, "records"), Truth: filepath.Join(dir, "truth")}
	require.NoError(t, os.WriteFile(c.Out, []byte("an older world"), 0o644))
	require.NoError(t, c.Run(t.Context()))
	require.Equal(t, []string{"records", "truth"}, names(t, dir))

	records := recordsOf(t, c.Out, "local")
	require.Greater(t, len(records), 2000, "links come on top")

	// What detect finds in it can be compared with its truth.
	found := filepath.Join(dir, "rings")
	require.NoError(t, (&detectCommand{From: c.Out, Out: found, Agency: "local"}).Run(t.Context(), &settings{LogLevel: "error"}))
	printed := standardOutput(t, func() {
		require.NoError(t, (&evaluateCommand{Rings: found, Truth: c.Truth, JSON: true}).Run(t.Context(), nil))
	})
	var e evaluation.Evaluation
	require.NoError(t, json.Unmarshal(printed, &e))
	require.Greater(t, e.Planted, 5)
	require.Positive(t, e.Found)
	table := standardOutput(t, func() {
		require.NoError(t, (&evaluateCommand{Rings: found, Truth: c.Truth}).Run(t.Context(), nil))
	})
	require.Regexp(t, `(?m)^crew +\d+ +\d+ +[01]\.\d{3}$`, string(table))
	require.Regexp(t, `(?m)^F1 [01]\.\d{3}`, string(table))
	require.Regexp(t, `(?m)^0\.\d to [01]\.\d +\d+ +[01]\.\d{3} +\d+ +[01]\.\d{3}$`, string(table))
	require.NotEmpty(t, e.Reliability)
}

func TestGenerateCommand_Variety(t *testing.T) {
	lines := func(variety float64) []byte {
		return standardOutput(t, func() {
			require.NoError(t, (&generateCommand{Reports: 300, Seed: 2, Out: "-", Variety: variety}).Run(t.Context()))
		})
	}
	require.Equal(t, lines(1), lines(1))
	require.NotEqual(t, lines(0), lines(1))
	require.ErrorContains(t, (&generateCommand{Reports: 1, Out: "-", Variety: 2}).Run(t.Context()), "variety: want 0 to 1")
}

func TestGenerateCommand_UntilAndLineage(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	c := generateCommand{Reports: 3000, Seed: 1, Out: file("records"), Truth: file("truth"), Lineage: file("lineage")}
	require.NoError(t, c.Run(t.Context()))
	whole, err := os.ReadFile(c.Out)
	require.NoError(t, err)
	var events []struct {
		Day           string
		Kind          string
		Before, After [][]string
	}
	written, err := os.ReadFile(c.Lineage)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(written, &events))
	require.NotEmpty(t, events)
	require.Regexp(t, `^202[56]-\d\d-\d\d$`, events[0].Day)
	require.Contains(t, string(whole), `"type":"withdrawal"`)

	require.NoError(t, c.Until.UnmarshalText([]byte("2025-12-01T00:00:00Z")))
	require.NoError(t, c.Run(t.Context()))
	part, err := os.ReadFile(c.Out)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(whole, part))
	require.Less(t, len(part), len(whole)*2/3)

	for _, day := range []string{"2025-06-01T00:00:00Z", "2026-06-02T00:00:00Z"} {
		require.NoError(t, c.Until.UnmarshalText([]byte(day)))
		require.EqualError(t, c.Run(t.Context()), "--until: want a time after 2025-06-01, 2026-06-01 at the latest")
	}
	twice := generateCommand{Reports: 1, Out: "-", Truth: "x", Lineage: "./x"}
	require.ErrorContains(t, twice.Run(t.Context()), "--lineage: is the same file as --truth")
	require.ErrorContains(t, (&generateCommand{Reports: 1, Out: "-", Lineage: "-"}).Run(t.Context()), "--lineage: want a file")
}

func TestGenerateCommand_LeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	c := generateCommand{Reports: 2000, Out: filepath.Join(dir, "records"), Truth: filepath.Join(dir, "truth")}
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	require.ErrorIs(t, c.Run(interrupted), context.Canceled)
	require.Empty(t, names(t, dir))

	c.Reports = 0
	require.ErrorContains(t, c.Run(t.Context()), "reports: want 1 to")
	require.Empty(t, names(t, dir))

	c.Reports, c.Truth = 2000, filepath.Join(dir, "nowhere", "truth")
	require.ErrorIs(t, c.Run(t.Context()), os.ErrNotExist)
	require.Empty(t, names(t, dir))
}

func TestGenerateCommand_Outputs(t *testing.T) {
	require.ErrorContains(t, (&generateCommand{Reports: 1, Out: "x", Truth: "./x"}).Run(t.Context()), "--truth: is the same file")
	require.ErrorContains(t, (&generateCommand{Reports: 1, Out: "x", Truth: "-"}).Run(t.Context()), "--truth: want a file")
	lines := standardOutput(t, func() {
		require.NoError(t, (&generateCommand{Reports: 1, Out: "-"}).Run(t.Context()))
	})
	require.Contains(t, string(lines), `"id":"SYN-0000001"`)

	device, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.NoError(t, (&generateCommand{Reports: 1, Out: os.DevNull}).Run(t.Context()))
	after, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.True(t, os.SameFile(device, after), "a device is written, not replaced")
}

func TestEvaluateCommand_NamesTheWrongLine(t *testing.T) {
	dir := t.TempDir()
	rings, truth := filepath.Join(dir, "rings"), filepath.Join(dir, "truth")
	require.NoError(t, os.WriteFile(truth, []byte("[]"), 0o644))
	require.NoError(t, os.WriteFile(rings, []byte("\n{}"), 0o644))
	c := evaluateCommand{Rings: rings, Truth: truth}
	require.EqualError(t, c.Run(t.Context(), nil), "reading "+rings+": line 2: id: is missing")
	require.NoError(t, os.Remove(truth))
	require.ErrorIs(t, c.Run(t.Context(), nil), os.ErrNotExist)
	require.ErrorContains(t, (&evaluateCommand{Rings: "-", Truth: "-"}).Run(t.Context(), nil), "--truth: only one")
}

// standardOutput returns what do prints. Tests that call it are not parallel.
func standardOutput(t *testing.T, do func()) []byte {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	require.NoError(t, err)
	defer func(was *os.File) { os.Stdout = was }(os.Stdout)
	os.Stdout = file
	do()
	require.NoError(t, file.Close())
	printed, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	return printed
}
