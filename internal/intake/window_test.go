package intake

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func number(n int) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: graph.Token(fmt.Sprint("tk1_", n))}
}

func TestWindow_SharesHaveNothingInCommon(t *testing.T) {
	t.Parallel()
	w := newWindow()
	for i := range 400 {
		switch line := i + 1; i % 4 {
		case 0:
			w.add(line, &graph.Report{ID: fmt.Sprint("R", i), Identifiers: []graph.Identifier{number(i), number(i / 8)}})
		case 1:
			w.add(line, &graph.Link{ID: fmt.Sprint("L", i), From: number(i + 20), To: number(i + 1000)})
		case 2:
			w.add(line, &graph.Release{ID: fmt.Sprint("S", i/9), Identifier: number(i)})
		case 3:
			w.add(line, &graph.Withdrawal{ID: fmt.Sprint("W", i), Withdraws: fmt.Sprint("R", i/2)})
		}
	}

	shares := w.shares(3, 10)

	ownerOf, records := map[string]int{}, 0
	for writer, share := range shares {
		require.NotEmpty(t, share, "there is enough for each writer")
		last := 0
		for _, b := range share {
			require.LessOrEqual(t, len(b.records), 10)
			for i, r := range b.records {
				records++
				require.Greater(t, b.lines[i], last, "each share has the order of the stream")
				last = b.lines[i]
				keys := []string{r.RecordID()}
				for _, identifier := range identifiersOf(r) {
					keys = append(keys, string(identifier.Token))
				}
				if withdrawal, ok := r.(*graph.Withdrawal); ok {
					keys = append(keys, withdrawal.Withdraws)
				}
				for _, key := range keys {
					owner, exists := ownerOf[key]
					require.True(t, !exists || owner == writer, key)
					ownerOf[key] = writer
				}
			}
		}
	}
	require.Equal(t, 400, records)
}

func TestWindow_SharesAreAboutEven(t *testing.T) {
	t.Parallel()
	w := newWindow()
	for i := range 1000 {
		w.add(i+1, &graph.Report{ID: fmt.Sprint("R", i), Identifiers: []graph.Identifier{number(i / 2)}})
	}
	for _, share := range w.shares(2, 5000) {
		require.Len(t, share, 1)
		require.Len(t, share[0].records, 500)
	}
}
