package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An interrupted command leaves nothing that makes the same command fail.
func TestTokenize_StoppedAndRepeated(t *testing.T) {
	t.Parallel()
	const raw = `{"type":"report","id":"1","identifiers":[{"kind":"number","value":"+919876543210"}]}` + "\n"
	dir := t.TempDir()
	key, out, in := filepath.Join(dir, "key"), filepath.Join(dir, "records"), filepath.Join(dir, "raw")
	require.NoError(t, os.WriteFile(in, []byte(raw), 0o600))
	code, printed := run(t, nil, "tokens", "keygen", "--out", key)
	require.Zero(t, code, printed)

	p := startFrom(t, silent(t, raw), nil, "tokenize", "--key", key, "--out", out)
	require.Eventually(t, func() bool { return len(names(t, dir)) == 3 }, time.Minute, 5*time.Millisecond, "it has begun to write")
	p.interrupt(t)
	require.Equal(t, 1, p.end(t, 5*time.Second), p.output)
	require.Equal(t, []string{"key", "raw"}, names(t, dir))

	code, printed = run(t, nil, "tokenize", "--key", key, "--in", in, "--out", out)
	require.Zero(t, code, printed)
	info, err := os.Stat(out)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	whole, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(whole), "tk1_")

	code, printed = run(t, nil, "tokenize", "--key", key, "--in", in, "--out", out)
	require.Equal(t, 1, code)
	require.Contains(t, printed, out+" exists already")
}
