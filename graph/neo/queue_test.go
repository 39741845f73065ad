package neo

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQueue(t *testing.T) {
	var q queue
	first, err := q.enter(t.Context(), []string{"a", "b", "a"}, time.Hour)
	require.NoError(t, err)
	other, err := q.enter(t.Context(), []string{"c"}, time.Hour)
	require.NoError(t, err, "nothing in common, nothing to wait for")
	other()

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = q.enter(cancelled, []string{"a"}, time.Hour)
	require.ErrorIs(t, err, context.Canceled)

	impatient, err := q.enter(t.Context(), []string{"a"}, time.Nanosecond)
	require.NoError(t, err, "a call that waited for its patience goes on")
	impatient()

	second := make(chan func())
	go func() {
		end, err := q.enter(context.Background(), []string{"b", "d"}, time.Hour)
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
	require.Empty(t, q.last)
}
