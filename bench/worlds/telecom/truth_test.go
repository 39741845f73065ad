package main

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/bench/worlds/truth/truthtest"
)

// TestTruth checks that the truth holds what records connect, and that the whole rings are in
// another file.
func TestTruth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world")
	require.NoError(t, command([]string{"-reports", "6000", "-seed", "11", "-out", path}, io.Discard))
	truthtest.Check(t, path)
	require.NotEqual(t, truthtest.Read(t, path+".truth.json"), truthtest.Read(t, path+".planned.json"))
}
