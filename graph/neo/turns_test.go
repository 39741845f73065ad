package neo

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTurns(t *testing.T) {
	var turns turns
	first, err := turns.take(t.Context(), []string{"a", "b", "a"})
	require.NoError(t, err)
	other, err := turns.take(t.Context(), []string{"c"})
	require.NoError(t, err, "nothing in common, nothing to wait for")
	other()

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = turns.take(cancelled, []string{"a"})
	require.ErrorIs(t, err, context.Canceled)

	second := make(chan func())
	go func() {
		end, err := turns.take(context.Background(), []string{"b", "d"})
		if err != nil {
			close(second)
			return
		}
		second <- end
	}()
	first()
	end, ok := <-second
	require.True(t, ok)
	end()
	require.Empty(t, turns.last)
}
