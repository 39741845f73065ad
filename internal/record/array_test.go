package record_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/record"
)

// elements returns what iterating over an array yields, and the error at its end.
func elements(s string) (found []string, end error) {
	for e, err := range record.ArrayElements(strings.NewReader(s)) {
		if err != nil {
			return found, err
		}
		found = append(found, string(e.Data))
	}
	return found, nil
}

func TestArrayElements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want []string
		err  error
	}{
		{`[]`, nil, nil},
		{" [\n] \n", nil, nil},
		{`[{"a":[1,2]}, "x,]\"", 3]`, []string{`{"a":[1,2]}`, `"x,]\""`, `3`}, nil},
		{`[{"a":},{"b":1}]`, []string{`{"a":}`, `{"b":1}`}, nil},
		{`[1,,2,]`, []string{"1", "", "2", ""}, nil},
		{``, nil, record.ErrNotArray},
		{`{"a":1}`, nil, record.ErrNotArray},
		{`[1] [2]`, []string{"1"}, record.ErrNotArray},
		{`[1,2`, []string{"1"}, record.ErrArrayCut},
		{`[1,"2]`, []string{"1"}, record.ErrArrayCut},
	} {
		got, err := elements(c.in)
		require.ErrorIs(t, err, c.err, c.in)
		require.Equal(t, c.want, got, c.in)
	}
}

func TestArrayElements_CutsLongElements(t *testing.T) {
	t.Parallel()
	got, err := elements(`["` + strings.Repeat("x", 3*record.MaxBytes) + `",2]`)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Len(t, got[0], record.MaxBytes+1)
	require.Equal(t, "2", got[1])
}

func TestArrayElements_ReaderFails(t *testing.T) {
	t.Parallel()
	var failed error
	for _, err := range record.ArrayElements(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("[1,2]")))) {
		failed = err
	}
	require.ErrorIs(t, failed, iotest.ErrTimeout)
}

func FuzzArrayElements(f *testing.F) {
	f.Add(`[{"a":[1,"]"]},2]`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := elements(s)
		var want []json.RawMessage
		if json.Unmarshal([]byte(s), &want) != nil || want == nil {
			return
		}
		require.NoError(t, err)
		require.Len(t, got, len(want))
		for i := range want {
			require.Equal(t, string(want[i]), got[i])
		}
	})
}
