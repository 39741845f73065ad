package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
)

func TestScoringFlags(t *testing.T) {
	for _, band := range graph.Bands {
		p, err := (&scoringFlags{MaxUncorroboratedBand: string(band)}).params()
		require.NoError(t, err)
		require.Equal(t, band, graph.BandOf(p.UncorroboratedScore))
		require.Nil(t, p.Model, "the default")
	}
	standard, err := rings.Params{}.WithDefaults()
	require.NoError(t, err)
	require.InDelta(t, standard.UncorroboratedScore, graph.High.HighestScore(), 1e-9)
}

func TestScoringFlags_Model(t *testing.T) {
	name := filepath.Join(t.TempDir(), "model.json")
	read := func(content string) (rings.Params, error) {
		t.Helper()
		require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
		return (&scoringFlags{Model: name}).params()
	}
	builtIn, err := os.ReadFile("../../analysis/rings/model.json")
	require.NoError(t, err)
	p, err := read(string(builtIn))
	require.NoError(t, err)
	want, err := rings.DefaultModel()
	require.NoError(t, err)
	require.Equal(t, want, p.Model)

	for content, says := range map[string]string{
		`{}`:                           "version",
		`{"version":"1","weights":{}}`: "curves",
		`{"version":1}`:                "version",
		`[`:                            "reading the model",
		string(make([]byte, 2<<20)):    "longer",
	} {
		_, err = read(content)
		require.ErrorContains(t, err, "RINGWATCH_MODEL: "+name+": ")
		require.ErrorContains(t, err, says)
	}
	_, err = (&scoringFlags{Model: name + "x"}).params()
	require.ErrorContains(t, err, name+"x")
}
