package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// clock is one that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func noon() *clock { return &clock{time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)} }

func opened(t *testing.T, path string, c *clock) *ledger {
	t.Helper()
	l, err := openLedger(path, c.now)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.close() }) // some tests close it before
	return l
}

var police = Agency{ID: "police", Allowance: 1000}

func TestLedger_Allowance(t *testing.T) {
	c := noon()
	l := opened(t, filepath.Join(t.TempDir(), "volumes"), c)
	used, err := l.charge(police, 1, 600)
	require.NoError(t, err)
	require.Equal(t, 600, used)
	_, err = l.charge(police, 2, 401)
	require.ErrorIs(t, err, errUsedUp, "over both epochs")
	require.Equal(t, 12*time.Hour, l.untilNext())
	used, err = l.charge(police, 1, 400)
	require.NoError(t, err)
	require.Equal(t, 1000, used, "what was refused took nothing")
	_, err = l.charge(Agency{ID: "bank", Allowance: 10}, 1, 10)
	require.NoError(t, err, "another's is another's")
	c.at = c.at.Add(12 * time.Hour)
	_, err = l.charge(police, 1, 1000)
	require.NoError(t, err, "a new day")
}

// No clock that is wrong, and no restart, gives an allowance twice.
func TestLedger_ClockSetBack(t *testing.T) {
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	l := opened(t, path, c)
	_, err := l.charge(police, 1, 1000)
	require.NoError(t, err)
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, 365 * 24 * time.Hour} {
		c.at = noon().at.Add(-back)
		_, err = l.charge(police, 1, 1)
		require.ErrorIs(t, err, errUsedUp, back)
		require.NoError(t, l.close())
		l = opened(t, path, c)
		_, err = l.charge(police, 1, 1)
		require.ErrorIs(t, err, errUsedUp, "after a restart")
	}
	_, ahead := l.ahead()
	require.True(t, ahead)
	c.at = noon().at.Add(24 * time.Hour)
	_, err = l.charge(police, 1, 1)
	require.NoError(t, err)
}

// A day is one of UTC, wherever the custodian is.
func TestLedger_DayIsUTC(t *testing.T) {
	india := time.FixedZone("IST", 19800)
	c := &clock{time.Date(2026, 5, 2, 1, 0, 0, 0, india)} // 1 May in UTC
	l := opened(t, filepath.Join(t.TempDir(), "volumes"), c)
	_, err := l.charge(police, 1, 1000)
	require.NoError(t, err)
	c.at = time.Date(2026, 5, 2, 5, 0, 0, 0, india)
	_, err = l.charge(police, 1, 1)
	require.ErrorIs(t, err, errUsedUp)
	c.at = time.Date(2026, 5, 2, 5, 30, 0, 0, india)
	_, err = l.charge(police, 1, 1)
	require.NoError(t, err)
}

func TestLedger_Torn(t *testing.T) {
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	l := opened(t, path, c)
	_, err := l.charge(police, 1, 600)
	require.NoError(t, err)
	require.NoError(t, l.close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(whole, whole[:len(whole)/2]...), 0o600))
	l = opened(t, path, c)
	_, err = l.charge(police, 1, 400)
	require.NoError(t, err)
	_, err = l.charge(police, 1, 1)
	require.ErrorIs(t, err, errUsedUp)
	require.NoError(t, l.close())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(content), "\n"), "two batches and the first refusal: %s", content)

	require.NoError(t, os.WriteFile(path, append([]byte("x\n"), content...), 0o600))
	_, err = openLedger(path, c.now)
	require.ErrorIs(t, err, ErrLedger)
	require.ErrorContains(t, err, "line 1")
}

func TestLedger_OneProcess(t *testing.T) {
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	opened(t, path, c)
	_, err := openLedger(path, c.now)
	require.ErrorContains(t, err, "in use by another process")
}

// A full disk: nothing is granted that is not on record.
func TestLedger_FullDisk(t *testing.T) {
	l := opened(t, filepath.Join(t.TempDir(), "volumes"), noon())
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	real := l.file
	l.file = full
	_, err = l.charge(police, 1, 600)
	require.ErrorIs(t, err, ErrLedger)
	require.Zero(t, l.usedBy("police"))
	require.NoError(t, full.Close())
	l.file = real
	_, err = l.charge(police, 1, 1000)
	require.NoError(t, err, "once there is room again")
}

func TestAgencies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agencies.json")
	c := noon()
	first, err := AddAgency(path, "police", 10, c.at)
	require.NoError(t, err)
	require.Regexp(t, credentialPattern, first)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(content), first, "the hash alone is kept")
	r, err := newRegister(path, c.now)
	require.NoError(t, err)
	a, known, err := r.holder(first)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, 10, a.Allowance)

	second, err := AddAgency(path, "police", 20, c.at)
	require.NoError(t, err)
	_, known, err = r.holder(second)
	require.NoError(t, err)
	require.False(t, known, "looked at once a second")
	c.at = c.at.Add(time.Second)
	a, known, err = r.holder(second)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, 20, a.Allowance)

	n, err := RevokeAgency(path, "police")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	c.at = c.at.Add(time.Second)
	_, known, err = r.holder(first)
	require.NoError(t, err)
	require.False(t, known)
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
