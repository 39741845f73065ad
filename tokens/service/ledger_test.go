package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// clock is a clock that the test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func noon() *clock { return &clock{time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)} }

func openTestLedger(t *testing.T, path string, c *clock) *ledger {
	t.Helper()
	l, err := openLedger(path, c.now)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.close() }) // some tests close it before
	return l
}

var police = Agency{ID: "police", Allowance: 1000}

func TestLedger_Allowance(t *testing.T) {
	t.Parallel()
	c := noon()
	l := openTestLedger(t, filepath.Join(t.TempDir(), "volumes"), c)
	used, err := l.charge(police, 1, 600)
	require.NoError(t, err)
	require.Equal(t, 600, used)
	_, err = l.charge(police, 2, 401)
	require.ErrorIs(t, err, errAllowance, "both epochs share one allowance")
	require.Equal(t, 12*time.Hour, l.untilNextDay())
	used, err = l.charge(police, 1, 400)
	require.NoError(t, err)
	require.Equal(t, 1000, used, "a refused batch is not charged")
	_, err = l.charge(Agency{ID: "bank", Allowance: 10}, 1, 10)
	require.NoError(t, err, "each agency has its own allowance")
	c.at = c.at.Add(12 * time.Hour)
	_, err = l.charge(police, 1, 1000)
	require.NoError(t, err, "a new day")
}

// Neither a wrong clock nor a restart grants an allowance twice.
func TestLedger_ClockSetBack(t *testing.T) {
	t.Parallel()
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	l := openTestLedger(t, path, c)
	_, err := l.charge(police, 1, 1000)
	require.NoError(t, err)
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, 365 * 24 * time.Hour} {
		c.at = noon().at.Add(-back)
		_, err = l.charge(police, 1, 1)
		require.ErrorIs(t, err, errAllowance, back)
		require.NoError(t, l.close())
		l = openTestLedger(t, path, c)
		_, err = l.charge(police, 1, 1)
		require.ErrorIs(t, err, errAllowance, "after a restart")
	}
	_, ahead := l.aheadOfClock()
	require.True(t, ahead)
	c.at = noon().at.Add(24 * time.Hour)
	_, err = l.charge(police, 1, 1)
	require.NoError(t, err)
}

// Days are days of UTC, wherever the custodian is.
func TestLedger_DayIsUTC(t *testing.T) {
	t.Parallel()
	india := time.FixedZone("IST", 19800)
	c := &clock{time.Date(2026, 5, 2, 1, 0, 0, 0, india)} // 1 May in UTC
	l := openTestLedger(t, filepath.Join(t.TempDir(), "volumes"), c)
	_, err := l.charge(police, 1, 1000)
	require.NoError(t, err)
	c.at = time.Date(2026, 5, 2, 5, 0, 0, 0, india)
	_, err = l.charge(police, 1, 1)
	require.ErrorIs(t, err, errAllowance)
	c.at = time.Date(2026, 5, 2, 5, 30, 0, 0, india)
	_, err = l.charge(police, 1, 1)
	require.NoError(t, err)
}

func TestLedger_Torn(t *testing.T) {
	t.Parallel()
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	l := openTestLedger(t, path, c)
	_, err := l.charge(police, 1, 600)
	require.NoError(t, err)
	require.NoError(t, l.close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(whole, whole[:len(whole)/2]...), 0o600))
	l = openTestLedger(t, path, c)
	_, err = l.charge(police, 1, 400)
	require.NoError(t, err)
	_, err = l.charge(police, 1, 1)
	require.ErrorIs(t, err, errAllowance)
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
	t.Parallel()
	c, path := noon(), filepath.Join(t.TempDir(), "volumes")
	openTestLedger(t, path, c)
	_, err := openLedger(path, c.now)
	require.ErrorContains(t, err, "in use by another process")
}

// On a full disk nothing is granted, because it can't be written to the ledger.
func TestLedger_FullDisk(t *testing.T) {
	t.Parallel()
	l := openTestLedger(t, filepath.Join(t.TempDir(), "volumes"), noon())
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	file := l.file
	l.file = full
	_, err = l.charge(police, 1, 600)
	require.ErrorIs(t, err, ErrLedger)
	require.Zero(t, l.usedBy("police"))
	require.NoError(t, full.Close())
	l.file = file
	_, err = l.charge(police, 1, 1000)
	require.NoError(t, err, "once there is room again")
}
