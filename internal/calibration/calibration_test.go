package calibration

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// generated returns a world of our generator, under the name of any.
func generated(t *testing.T, name string, seed uint64, variety float64) *World {
	t.Helper()
	var records []graph.Record
	truth, err := world.GenerateByDay(world.Options{Reports: 1500, Seed: seed, Variety: variety}, func(_ int, r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	w, err := NewWorld(t.Context(), name, records, truth.Rings, truth.Innocents)
	require.NoError(t, err)
	return w
}

func calibrate(t *testing.T, base *rings.Model, worlds ...*World) *Calibration {
	t.Helper()
	c, err := New(t.Context(), worlds, base, Options{Ridge: 30, Deviation: 1}, func(string) {})
	require.NoError(t, err)
	return c
}

func encoded(t *testing.T, m *rings.Model) string {
	t.Helper()
	data, err := Encode(m)
	require.NoError(t, err)
	return string(data)
}

// A model that is fitted without a generator is the same whatever that generator's worlds hold.
func TestHoldOut_NeverSeesTheHeldOutGenerator(t *testing.T) {
	a, b, c := generated(t, "a-1", 1, 0), generated(t, "b-1", 2, 1), generated(t, "c-1", 3, 0.5)
	clean, err := calibrate(t, nil, a, b, c).HoldOut(t.Context())
	require.NoError(t, err)
	require.Len(t, clean, 3)

	poisoned := generated(t, "b-1", 4, 0)
	poisoned.Planted, poisoned.Innocents = poisoned.Innocents, poisoned.Planted
	other, err := calibrate(t, nil, a, poisoned, c).HoldOut(t.Context())
	require.NoError(t, err)
	require.Equal(t, "b", clean[1].Generator)
	require.Equal(t, encoded(t, clean[1].Model), encoded(t, other[1].Model))
	require.NotEqual(t, encoded(t, clean[0].Model), encoded(t, other[0].Model), "the others do see it")
	require.NotEqual(t, clean[1].Evaluation.F1, other[1].Evaluation.F1, "it is measured on it")

	alone, err := calibrate(t, nil, a, c).Fit(t.Context())
	require.NoError(t, err)
	require.Equal(t, clean[1].Model.Version, alone.Version)

	h := clean[0]
	require.Equal(t, 1, h.Worlds)
	require.Equal(t, len(a.Planted), h.Evaluation.Planted)
	require.Positive(t, h.LogLoss)
	require.Len(t, h.Deviations, len(deviations))
	var printed bytes.Buffer
	require.NoError(t, Print(&printed, clean))
	for _, text := range []string{"not fitted on", "very_high right", "innocents flagged", "mean log loss", "## c", "mean score", "recall"} {
		require.Contains(t, printed.String(), text)
	}
	_, err = calibrate(t, nil, a).HoldOut(t.Context())
	require.ErrorContains(t, err, "two generators")
}

func TestFit_SameWorldsSameFile(t *testing.T) {
	fit := func(base *rings.Model) string {
		m, err := calibrate(t, base, generated(t, "a-1", 1, 0), generated(t, "b-1", 2, 1)).Fit(t.Context())
		require.NoError(t, err)
		require.Len(t, m.Provenance.Worlds, 2)
		require.Contains(t, m.Provenance.Worlds[1], "b-1: ")
		require.Positive(t, m.Provenance.Rings)
		require.Greater(t, m.Provenance.Examples, m.Provenance.Rings)
		return encoded(t, m)
	}
	require.Equal(t, fit(nil), fit(nil))
	base, err := rings.DefaultModel()
	require.NoError(t, err)
	require.Equal(t, fit(base), fit(base))
}

// A candidate that is part of a ring, but not the ring, is no example.
func TestExamples_LeaveOutTheAmbiguous(t *testing.T) {
	w := generated(t, "a-1", 2, 0)
	found, err := candidates(t.Context(), w.Evidence, neverRing())
	require.NoError(t, err)
	all, err := w.examples(t.Context(), w.Evidence, neverRing(), 1)
	require.NoError(t, err)
	require.Less(t, len(all), len(found))
	w.Planted = nil
	all, err = w.examples(t.Context(), w.Evidence, neverRing(), 1)
	require.NoError(t, err)
	require.Len(t, all, len(found))
	for i := range all {
		require.False(t, all[i].IsRing)
	}
}

func TestBlank(t *testing.T) {
	w := generated(t, "a-1", 1, 0)
	stated := func(e *rings.Evidence) (counts [columnCount]int) {
		for i := range e.Reports.Day {
			if e.Reports.Region[i] != 0 {
				counts[Region]++
			}
			if e.Reports.Category[i] != 0 {
				counts[Category]++
			}
			if e.Reports.Day[i] != rings.NoDay {
				counts[Time]++
			}
		}
		return counts
	}
	before := stated(w.Evidence)
	for column := range columnCount {
		want := before
		require.Positive(t, want[column])
		want[column] = 0
		require.Equal(t, want, stated(Blank(w.Evidence, column)))
	}
	require.Equal(t, before, stated(w.Evidence), "the world is as before")
}

func TestReadWorld(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	_, err := WorldNames(dir)
	require.ErrorContains(t, err, "holds no NAME.ndjson")
	const token = "tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"
	report := `{"type":"report","id":"1","identifiers":[{"kind":"number","token":"` + token + `"}]}` + "\n"
	write("x-1.ndjson", report)
	names, err := WorldNames(dir)
	require.NoError(t, err)
	require.Equal(t, []string{"x-1"}, names)
	_, err = ReadWorld(t.Context(), dir, "x-1")
	require.ErrorContains(t, err, "x-1.truth.json")
	write("x-1.truth.json", `[{"kind":"simbox","members":["`+token+`"]}]`)
	w, err := ReadWorld(t.Context(), dir, "x-1")
	require.NoError(t, err)
	require.Equal(t, []any{"x", 1, 1, 0}, []any{w.Generator, w.Records, len(w.Planted), len(w.Innocents)})
	require.Len(t, w.Hash, 2*hashBytes)
	hash := w.Hash
	write("x-1.innocents.json", `[{"kind":"family","members":["`+token+`"]}]`)
	write("x-1.ndjson", report+report)
	w, err = ReadWorld(t.Context(), dir, "x-1")
	require.NoError(t, err)
	require.NotEqual(t, hash, w.Hash)
	require.Len(t, w.Innocents, 1)
	write("x-1.ndjson", report+"{}\n")
	_, err = ReadWorld(t.Context(), dir, "x-1")
	require.ErrorContains(t, err, "1 records are refused, the first for: line 2")
}
