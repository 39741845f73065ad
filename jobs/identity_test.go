package jobs

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func identifier(letter string) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
}

// ringOfNumbers is a ring with a number for every letter; a small one hangs by a thread.
func ringOfNumbers(id, letters string) graph.Ring {
	r := graph.Ring{ID: id, Status: graph.Active}
	for _, letter := range letters {
		strength := 1.0
		if letter >= 'a' {
			strength = 0.1
		}
		r.Members = append(r.Members, graph.Member{
			Identifier: identifier(string(letter)), Strength: strength,
		})
	}
	return r
}

func TestKeepIDs(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, rings map[string]string // members by id
		want          map[string]string // id by members
		from          map[string]string // by id: the ring of before it came out of
		into          map[string]string // by id of a ring of before: the ring that took it in
	}{
		{name: "the same ring",
			before: map[string]string{"old": "ABCD"}, rings: map[string]string{"new": "ABCD"}, want: map[string]string{"ABCD": "old"}},
		{name: "it grew",
			before: map[string]string{"old": "ABCD"}, rings: map[string]string{"new": "ABCDEFGHIJKLMNOP"}, want: map[string]string{"ABCDEFGHIJKLMNOP": "old"}},
		{name: "it shrank",
			before: map[string]string{"old": "ABCDEFGHIJ"}, rings: map[string]string{"new": "ABC"}, want: map[string]string{"ABC": "old"}},
		{name: "half of its members are others",
			before: map[string]string{"old": "ABCD"}, rings: map[string]string{"new": "ABEF"}, want: map[string]string{"ABEF": "old"}},
		{name: "it is another",
			before: map[string]string{"old": "ABCD"}, rings: map[string]string{"new": "AEFGH"}, want: map[string]string{"AEFGH": "new"}},
		{name: "those that hang by a thread don't decide",
			before: map[string]string{"old": "ABcdefg"}, rings: map[string]string{"x": "ABHI", "y": "cdefg"},
			want: map[string]string{"ABHI": "old", "cdefg": "y"}, from: map[string]string{"y": "old"}},
		{name: "it split: the greater part goes on",
			before: map[string]string{"old": "ABCDEFG"}, rings: map[string]string{"x": "ABCD", "y": "EFG"},
			want: map[string]string{"ABCD": "old", "EFG": "y"}, from: map[string]string{"y": "old"}},
		{name: "it split in three",
			before: map[string]string{"old": "ABCDEFGHI"}, rings: map[string]string{"x": "ABCD", "y": "EFG", "z": "HIJ"},
			want: map[string]string{"ABCD": "old", "EFG": "y", "HIJ": "z"}, from: map[string]string{"y": "old", "z": "old"}},
		{name: "two merged: the greater goes on",
			before: map[string]string{"old": "ABCDE", "less": "FG"}, rings: map[string]string{"x": "ABCDEFG"},
			want: map[string]string{"ABCDEFG": "old"}, into: map[string]string{"less": "old"}},
		{name: "one moved over to another",
			before: map[string]string{"p": "ABCDE", "q": "FGHI"}, rings: map[string]string{"x": "ABCD", "y": "EFGHI"},
			want: map[string]string{"ABCD": "p", "EFGHI": "q"}},
		{name: "one merged and split at once",
			before: map[string]string{"p": "ABCDEF", "q": "GHI"}, rings: map[string]string{"x": "ABCGHI", "y": "DEF"},
			want: map[string]string{"ABCGHI": "p", "DEF": "y"}, from: map[string]string{"y": "p"}, into: map[string]string{"q": "p"}},
		{name: "an id that another ring inherited is not given twice",
			before: map[string]string{"x": "ABCD"}, rings: map[string]string{"x": "EFGH", "y": "ABCD"}, want: map[string]string{"ABCD": "x"}},
		{name: "nothing was before",
			rings: map[string]string{"x": "ABC"}, want: map[string]string{"ABC": "x"}},
		{name: "nothing is left",
			before: map[string]string{"x": "ABC"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, rings []graph.Ring
			for _, id := range slices.Sorted(maps.Keys(c.before)) {
				before = append(before, ringOfNumbers(id, c.before[id]))
			}
			for id, letters := range c.rings {
				rings = append(rings, ringOfNumbers(id, letters))
			}
			kin := keepIDs(before, rings)
			got := map[string]string{}
			seen := map[string]bool{}
			from, into := map[string]string{}, map[string]string{}
			for i, r := range rings {
				var letters strings.Builder
				for _, m := range r.Members {
					letters.WriteByte(m.Token[5])
				}
				got[letters.String()] = r.ID
				require.False(t, seen[r.ID], "every id is given once")
				seen[r.ID] = true
				if kin.from[i] != nobody {
					from[r.ID] = before[kin.from[i]].ID
				}
			}
			for i, ring := range kin.into {
				if ring != nobody {
					into[before[i].ID] = rings[ring].ID
				}
			}
			require.True(t, slices.IsSortedFunc(rings, func(a, b graph.Ring) int { return strings.Compare(a.ID, b.ID) }))
			for members, id := range c.want {
				require.Equal(t, id, got[members])
			}
			require.Equal(t, len(c.from), len(from))
			for id, want := range c.from {
				require.Equal(t, want, from[id])
			}
			require.Equal(t, len(c.into), len(into))
			for id, want := range c.into {
				require.Equal(t, want, into[id])
			}
		})
	}
}

func TestKeepIDs_AClosedRingGivesItsIDOnlyWhereNoOtherIsContinued(t *testing.T) {
	closed := ringOfNumbers("closed", "ABCDEFGH")
	closed.Status = graph.Closed
	live := ringOfNumbers("live", "ABC")
	rings := []graph.Ring{ringOfNumbers("x", "ABCDEFGH")}
	keepIDs([]graph.Ring{closed, live}, rings)
	require.Equal(t, "live", rings[0].ID)
	rings = []graph.Ring{ringOfNumbers("x", "ABCDEFGHI")}
	keepIDs([]graph.Ring{closed}, rings)
	require.Equal(t, "closed", rings[0].ID)

	closed.Members = nil // what made it was taken back
	rings = []graph.Ring{ringOfNumbers("closed", "ABCDEFGH")}
	kin := keepIDs([]graph.Ring{closed}, rings)
	require.Equal(t, nobody, kin.heirOf[0])
	require.NotEqual(t, "closed", rings[0].ID, "an id is never another ring's")
}

// planted is a ring of a world that changes from run to run.
type planted struct {
	id      string // as it was found last
	members map[int]bool
}

// TestKeepIDs_OverTwentyRuns grows a world of rings that gain, lose and exchange members,
// merge and split, and is found with mistakes.
func TestKeepIDs_OverTwentyRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	next := 0
	enlist := func(p *planted, n int) {
		for range n {
			p.members[next] = true
			next++
		}
	}
	pick := func(p *planted, n int) []int {
		all := slices.Sorted(maps.Keys(p.members))
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all[:min(n, len(all))]
	}
	var rings []*planted
	found := func() (list []graph.Ring, of map[string]*planted) {
		of = map[string]*planted{}
		for _, p := range rings {
			var r graph.Ring
			for _, m := range slices.Sorted(maps.Keys(p.members)) {
				if rng.Float64() < 0.92 { // some are missed
					r.Members = append(r.Members, graph.Member{
						Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(fmt.Sprintf("tk1_%026d", m))}, Strength: 0.2 + 0.8*rng.Float64(),
					})
				}
			}
			for range rng.IntN(1 + len(p.members)/8) { // and strangers are taken for members
				r.Members = append(r.Members, graph.Member{
					Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(fmt.Sprintf("tk1_%026d", 1_000_000+rng.IntN(1_000_000)))}, Strength: 0.1,
				})
			}
			slices.SortFunc(r.Members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
			r.Members = slices.CompactFunc(r.Members, func(a, b graph.Member) bool { return a.Identifier == b.Identifier })
			r.ID, r.Status = idOf(r.Members, 0), graph.Active
			list, of[r.ID] = append(list, r), p
		}
		return list, of
	}
	var before []graph.Ring
	var continuing, kept, merges, mergesSeen, splits, splitsSeen int
	for run := range 20 {
		merged, split := map[string]*planted{}, map[*planted]string{} // by the id that ends; to the id it came from
		for range 15 {
			p := &planted{members: map[int]bool{}}
			enlist(p, 4+rng.IntN(30))
			rings = append(rings, p)
		}
		for _, p := range rings {
			enlist(p, rng.IntN(1+len(p.members)/4))
			for _, m := range pick(p, rng.IntN(1+len(p.members)/8)) {
				delete(p.members, m)
			}
		}
		if run > 0 {
			for range 2 { // the smaller goes into the greater
				i, j := rng.IntN(len(rings)/2), len(rings)/2+rng.IntN(len(rings)/2)
				greater, smaller := rings[i], rings[j]
				if len(greater.members) < len(smaller.members) {
					greater, smaller = smaller, greater
				}
				if smaller.id == "" || greater.id == "" || 3*len(smaller.members) > 2*len(greater.members) {
					continue
				}
				maps.Copy(greater.members, smaller.members)
				merged[smaller.id] = greater
				rings = slices.DeleteFunc(rings, func(p *planted) bool { return p == smaller })
			}
			p := rings[rng.IntN(len(rings)/2)]
			if part := pick(p, len(p.members)/3); len(part) >= 4 && p.id != "" && !slices.Contains(slices.Collect(maps.Values(merged)), p) {
				child := &planted{members: map[int]bool{}}
				for _, m := range part {
					delete(p.members, m)
					child.members[m] = true
				}
				rings, split[child] = append(rings, child), p.id
			}
		}
		list, of := found()
		nameless := map[string]*planted{} // by the first member that is theirs alone
		for _, r := range list {
			nameless[string(r.Members[0].Token)] = of[r.ID]
		}
		kin := keepIDs(before, list)
		for i := range list {
			p := nameless[string(list[i].Members[0].Token)]
			if p.id != "" {
				continuing++
				if p.id == list[i].ID {
					kept++
				}
			}
			if from, ok := split[p]; ok {
				splits++
				if kin.from[i] != nobody && before[kin.from[i]].ID == from {
					splitsSeen++
				}
			}
			p.id = list[i].ID
		}
		for id, into := range merged {
			merges++
			older := slices.IndexFunc(before, func(r graph.Ring) bool { return r.ID == id })
			if ring := kin.into[older]; ring != nobody && list[ring].ID == into.id {
				mergesSeen++
			}
		}
		before = list
	}
	t.Logf("%d of %d continuing rings kept their ids; %d of %d merges and %d of %d splits were seen", kept, continuing, mergesSeen, merges, splitsSeen, splits)
	require.GreaterOrEqual(t, float64(kept), 0.99*float64(continuing))
	require.Greater(t, merges, 10)
	require.Greater(t, splits, 5)
	require.Equal(t, merges, mergesSeen)
	require.Equal(t, splits, splitsSeen)
}
