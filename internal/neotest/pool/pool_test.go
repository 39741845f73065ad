package pool_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/neotest/pool"
)

func TestPool_Acquire(t *testing.T) {
	p := pool.Pool{Dir: t.TempDir(), Size: 2}
	t.Setenv(pool.Variable, p.Environment())
	same, ok, err := pool.FromEnvironment()
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, p, same)

	busy := func() {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := p.Acquire(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
	busy() // none is started yet
	require.NoError(t, p.Publish(0, pool.Address{URI: "bolt://one"}))
	first, err := p.Acquire(t.Context())
	require.NoError(t, err)
	require.Equal(t, "bolt://one", first.BoltURI())
	busy()

	require.NoError(t, p.Publish(1, pool.Address{URI: "bolt://two"}))
	second, err := p.Acquire(t.Context())
	require.NoError(t, err)
	require.Equal(t, "bolt://two", second.BoltURI())
	busy()

	require.NoError(t, first.Release())
	again, err := p.Acquire(t.Context())
	require.NoError(t, err)
	require.Equal(t, "bolt://one", again.BoltURI())
	require.NoError(t, again.Release())
	require.NoError(t, second.Release())
}

func TestPool_AcquireSaysWhyAServerDidNotStart(t *testing.T) {
	p := pool.Pool{Dir: t.TempDir(), Size: 1}
	require.NoError(t, p.Publish(0, pool.Address{StartErr: "Java is missing"}))
	_, err := p.Acquire(t.Context())
	require.ErrorContains(t, err, "Java is missing")
}
