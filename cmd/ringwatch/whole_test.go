package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCreateWhole_TwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "rings")
	var both [2]*wholeFile
	for i := range both {
		var err error
		both[i], err = createWhole(name)
		require.NoError(t, err)
	}
	for i, w := range both {
		_, err := w.WriteString([]string{"first", "second"}[i])
		require.NoError(t, err)
	}
	require.NoError(t, both[0].keep())
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "first", string(content))
	require.NoError(t, both[1].keep())
	content, err = os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "second", string(content))
	require.Equal(t, []string{"rings"}, names(t, dir))
}

func TestCreateNew_NeverReplaces(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "records")
	late, err := createNew(name)
	require.NoError(t, err)
	first, err := createNew(name)
	require.NoError(t, err)
	require.NoError(t, first.keep())
	require.ErrorContains(t, late.keep(), "is there already")
	_, err = createNew(name)
	require.ErrorContains(t, err, "is there already")
	require.Equal(t, []string{"records"}, names(t, dir))
	dropped, err := createNew(filepath.Join(dir, "other"))
	require.NoError(t, err)
	dropped.discard()
	require.Equal(t, []string{"records"}, names(t, dir))
}

// A stop leaves nothing that the same command would stumble over.
func TestTokenize_StoppedAndRepeated(t *testing.T) {
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
	require.Contains(t, printed, out+" is there already")
}
