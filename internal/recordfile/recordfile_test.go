package recordfile_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/recordfile"
)

func TestRead(t *testing.T) {
	const identifiers = `"identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}` + "\n"
	name := filepath.Join(t.TempDir(), "records")
	require.NoError(t, os.WriteFile(name, []byte(
		`{"type":"report","id":"1",`+identifiers+"{}\n"+`{"type":"report","id":"2",`+identifiers), 0o600))
	var refused []int
	records, err := recordfile.Read(t.Context(), name, "police", func(line int, _ error) { refused = append(refused, line) })
	require.NoError(t, err)
	require.Equal(t, []int{2}, refused)
	require.Len(t, records, 2)
	require.Equal(t, "police", records[1].(*graph.Report).Agency)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = recordfile.Read(ctx, name, "police", nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = recordfile.Read(t.Context(), name+"x", "police", nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestWriteRings(t *testing.T) {
	name := filepath.Join(t.TempDir(), "rings")
	require.NoError(t, recordfile.WriteRings(name, []graph.Ring{{ID: "ring-1"}, {ID: "ring-2"}}))
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Regexp(t, `^\{"id":"ring-1",.*\}\n\{"id":"ring-2",.*\}\n$`, string(content))
}
