package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAgencies(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "agencies.json")
	c := noon()
	first, err := AddAgency(path, "police", 10, c.at)
	require.NoError(t, err)
	require.Regexp(t, credentialPattern, first)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(content), first, "the file stores only the hash")
	r, err := newCredentialIndex(path, c.now)
	require.NoError(t, err)
	a, valid, err := r.agency(first)
	require.NoError(t, err)
	require.True(t, valid)
	require.Equal(t, 10, a.Allowance)

	second, err := AddAgency(path, "police", 20, c.at)
	require.NoError(t, err)
	_, valid, err = r.agency(second)
	require.NoError(t, err)
	require.False(t, valid, "the file is checked once a second")
	c.at = c.at.Add(time.Second)
	a, valid, err = r.agency(second)
	require.NoError(t, err)
	require.True(t, valid)
	require.Equal(t, 20, a.Allowance)

	n, err := RevokeAgency(path, "police")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	c.at = c.at.Add(time.Second)
	_, valid, err = r.agency(first)
	require.NoError(t, err)
	require.False(t, valid)
	_, err = RevokeAgency(path, "police")
	require.ErrorIs(t, err, ErrNoAgency)

	require.NoError(t, os.Chmod(path, 0o644))
	_, err = ListAgencies(path)
	require.ErrorContains(t, err, "chmod 600")
	for _, id := range []string{"", "Police", "-x", strings.Repeat("a", 64)} {
		_, err := AddAgency(path, id, 1, c.at)
		require.ErrorIs(t, err, ErrAgency)
	}
	_, err = AddAgency(path, "bank", 0, c.at)
	require.ErrorIs(t, err, ErrAgency)
}
