package startstop_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBackground_KeepsTheContract(t *testing.T) {
	startstoptest.Stress(t, func(*testing.T) startstop.Service {
		b := new(startstop.Background)
		for range 3 {
			b.Add(func(ctx context.Context) { <-ctx.Done() })
		}
		return b
	})
}

func TestBackground_StopGivesUpWithItsContext(t *testing.T) {
	release := make(chan struct{})
	b := new(startstop.Background)
	b.Add(func(context.Context) { <-release })
	require.NoError(t, b.Start(t.Context()))
	why := errors.New("no more patience")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	require.ErrorIs(t, b.Stop(ctx), why)
	close(release)
	require.NoError(t, b.Stop(t.Context()))
}
