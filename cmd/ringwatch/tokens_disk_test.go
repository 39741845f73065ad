//go:build linux

package main

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A full disk ends tokenize with an error that says what to do; a torn line is never taken for a
// record.
func TestTokens_FullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("mounting a small disk takes root")
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(disk, syscall.MNT_DETACH)) })
	c := inCustody(t, 1, 100_000)
	in, out := rawFile(t, 1200), filepath.Join(disk, "out")
	code, printed := run(t, nil, c.tokenizeArgs(c.url, in, out)...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "no space left on device")
	require.Contains(t, printed, "run the same command again")
	require.NoFileExists(t, out)

	require.NoError(t, syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=8m"))
	code, printed = run(t, nil, c.tokenizeArgs(c.url, in, out)...)
	require.Zero(t, code, printed)
	require.Equal(t, c.byKey(t, in), contents(t, out))
	require.Equal(t, []string{"out"}, names(t, disk))
}
