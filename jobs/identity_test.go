package jobs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ringwatch/graph"
)

// ringOfNumbers is a ring with a number for every letter.
func ringOfNumbers(id, letters string) graph.Ring {
	r := graph.Ring{ID: id}
	for _, letter := range letters {
		r.Members = append(r.Members, graph.Member{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(string(letter), 26))}})
	}
	return r
}

func TestKeepIDs(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, rings map[string]string // members by id
		want          map[string]string // id by members
	}{
		{"the same ring", map[string]string{"old": "abcd"}, map[string]string{"new": "abcd"}, map[string]string{"abcd": "old"}},
		{"it grew", map[string]string{"old": "abcd"}, map[string]string{"new": "abcdef"}, map[string]string{"abcdef": "old"}},
		{"it is another", map[string]string{"old": "abcd"}, map[string]string{"new": "aefgh"}, map[string]string{"aefgh": "new"}},
		{"it split: the greater half goes on", map[string]string{"old": "abcdefg"}, map[string]string{"x": "abcd", "y": "efg"}, map[string]string{"abcd": "old", "efg": "y"}},
		{"two merged: the greater goes on", map[string]string{"old": "abcde", "less": "fg"}, map[string]string{"x": "abcdefg"}, map[string]string{"abcdefg": "old"}},
		{"an id that another ring inherited is not given twice", map[string]string{"x": "abcd"}, map[string]string{"x": "efgh", "y": "abcd"}, map[string]string{"abcd": "x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, rings []graph.Ring
			for id, letters := range c.before {
				before = append(before, ringOfNumbers(id, letters))
			}
			for id, letters := range c.rings {
				rings = append(rings, ringOfNumbers(id, letters))
			}
			got := map[string]string{}
			seen := map[string]bool{}
			for _, r := range keepIDs(before, rings) {
				var letters strings.Builder
				for _, m := range r.Members {
					letters.WriteByte(m.Token[5])
				}
				got[letters.String()] = r.ID
				require.False(t, seen[r.ID], "every id is given once")
				seen[r.ID] = true
			}
			for members, id := range c.want {
				require.Equal(t, id, got[members])
			}
		})
	}
}
