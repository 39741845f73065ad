package record_test

import (
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/record"
)

func TestLines_ByteOrderMark(t *testing.T) {
	t.Parallel()
	const mark = "\xef\xbb\xbf"
	lines := read(t, mark+"one\n"+mark+"two")
	require.Equal(t, "one", string(lines[0].Data))
	require.Equal(t, mark+"two", string(lines[1].Data), "only at the start")
	require.Empty(t, read(t, mark))
	for _, array := range []string{mark + `["one"]`, `["one"]`} {
		for element, err := range record.ArrayElements(strings.NewReader(array)) {
			require.NoError(t, err)
			require.Equal(t, `"one"`, string(element.Data))
		}
	}
	for _, err := range record.ArrayElements(strings.NewReader(mark)) {
		require.ErrorIs(t, err, record.ErrNotArray)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*record.MaxBytes)
	lines := read(t, "one\n\n  \r\nfour\r\n"+long+"\nsix")
	require.Len(t, lines, 4)
	require.Equal(t, record.Line{Number: 1, Data: []byte("one")}, lines[0])
	require.Equal(t, record.Line{Number: 4, Data: []byte("four")}, lines[1])
	require.Equal(t, 5, lines[2].Number)
	require.Len(t, lines[2].Data, record.MaxBytes+1)
	require.Equal(t, record.Line{Number: 6, Data: []byte("six")}, lines[3])

	var failed error
	for _, err := range record.Lines(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("ab\n")))) {
		failed = err
	}
	require.ErrorIs(t, failed, iotest.ErrTimeout)
}

func read(t *testing.T, s string) (lines []record.Line) {
	for l, err := range record.Lines(strings.NewReader(s)) {
		require.NoError(t, err)
		lines = append(lines, record.Line{Number: l.Number, Data: append([]byte(nil), l.Data...)})
	}
	return lines
}
