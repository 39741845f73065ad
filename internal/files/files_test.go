package files

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
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

func TestCreate_TwoWritersOfOneFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "rings")
	var both [2]*Output
	for i := range both {
		var err error
		both[i], err = Create(name)
		require.NoError(t, err)
	}
	for i, w := range both {
		_, err := w.WriteString([]string{"first", "second"}[i])
		require.NoError(t, err)
	}
	require.NoError(t, both[0].Commit())
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "first", string(content))
	require.NoError(t, both[1].Commit())
	content, err = os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "second", string(content))
	require.Equal(t, []string{"rings"}, names(t, dir))
}

func TestCreateNew_NeverReplaces(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "records")
	late, err := CreateNew(name)
	require.NoError(t, err)
	first, err := CreateNew(name)
	require.NoError(t, err)
	require.NoError(t, first.Commit())
	require.ErrorContains(t, late.Commit(), "exists already")
	_, err = CreateNew(name)
	require.ErrorContains(t, err, "exists already")
	require.Equal(t, []string{"records"}, names(t, dir))
	dropped, err := CreateNew(filepath.Join(dir, "other"))
	require.NoError(t, err)
	dropped.Discard()
	require.Equal(t, []string{"records"}, names(t, dir))
}

func TestOutput_IsForItsOwnerAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "records")
	require.NoError(t, os.WriteFile(name, []byte("an older one"), 0o644))
	out, err := Create(name)
	require.NoError(t, err)
	require.NoError(t, out.Commit())
	out.Discard()
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.Zero(t, info.Size())
}

func TestReadSecret(t *testing.T) {
	name := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, WriteSecret(name, []byte(" opensesame\n")))
	secret, err := ReadSecret(name, 20)
	require.NoError(t, err)
	require.Equal(t, "opensesame", secret)
	_, err = ReadSecret(name, 5)
	require.ErrorContains(t, err, "more than 5 bytes")
	require.NotContains(t, err.Error(), "opensesame")
	require.NoError(t, os.Chmod(name, 0o644))
	_, err = ReadSecret(name, 20)
	require.ErrorContains(t, err, "chmod 600")
	require.NoError(t, WriteSecret(name, []byte("\n")))
	_, err = ReadSecret(name, 20)
	require.ErrorContains(t, err, "is empty")
	_, err = ReadSecret(name+"x", 20)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		require.NoError(t, err)
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	first, second := open(), open()
	require.NoError(t, Lock(first))
	require.ErrorIs(t, Lock(second), ErrLocked)
	require.NoError(t, first.Close())
	require.NoError(t, Lock(second))
}

func TestInput_Section(t *testing.T) {
	name := filepath.Join(t.TempDir(), "in")
	require.NoError(t, os.WriteFile(name, []byte("header\nrest"), 0o600))
	in, err := OpenInput(t.Context(), name)
	require.NoError(t, err)
	_, err = io.ReadFull(in, make([]byte, len("header\n")))
	require.NoError(t, err)
	require.EqualValues(t, len("header\nrest"), in.Size())
	section, err := in.Section()
	require.NoError(t, err)
	rest, err := io.ReadAll(section)
	require.NoError(t, err)
	require.Equal(t, "rest", string(rest))
	require.NoError(t, in.Close())
}
