package lifecycle

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

// ringOfNumbers returns a ring with a number for each letter. A lower-case one has a low strength.
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

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name            string
		previous, found map[string]string // members by id
		want            map[string]string // id by members
		splitFrom       map[string]string // the previous ring's id by that of the ring found
		mergedInto      map[string]string // the ring found's id by that of the previous ring
	}{
		{
			name:     "the same ring",
			previous: map[string]string{"old": "ABCD"}, found: map[string]string{"new": "ABCD"}, want: map[string]string{"ABCD": "old"},
		},
		{
			name:     "it grew",
			previous: map[string]string{"old": "ABCD"}, found: map[string]string{"new": "ABCDEFGHIJKLMNOP"}, want: map[string]string{"ABCDEFGHIJKLMNOP": "old"},
		},
		{
			name:     "it shrank",
			previous: map[string]string{"old": "ABCDEFGHIJ"}, found: map[string]string{"new": "ABC"}, want: map[string]string{"ABC": "old"},
		},
		{
			name:     "half of its members are others",
			previous: map[string]string{"old": "ABCD"}, found: map[string]string{"new": "ABEF"}, want: map[string]string{"ABEF": "old"},
		},
		{
			name:     "it is another",
			previous: map[string]string{"old": "ABCD"}, found: map[string]string{"new": "AEFGH"}, want: map[string]string{"AEFGH": "new"},
		},
		{
			name:     "members of low strength don't decide",
			previous: map[string]string{"old": "ABcdefg"}, found: map[string]string{"x": "ABHI", "y": "cdefg"},
			want: map[string]string{"ABHI": "old", "cdefg": "y"}, splitFrom: map[string]string{"y": "old"},
		},
		{
			name:     "it split: the larger part keeps the id",
			previous: map[string]string{"old": "ABCDEFG"}, found: map[string]string{"x": "ABCD", "y": "EFG"},
			want: map[string]string{"ABCD": "old", "EFG": "y"}, splitFrom: map[string]string{"y": "old"},
		},
		{
			name:     "it split in three",
			previous: map[string]string{"old": "ABCDEFGHI"}, found: map[string]string{"x": "ABCD", "y": "EFG", "z": "HIJ"},
			want: map[string]string{"ABCD": "old", "EFG": "y", "HIJ": "z"}, splitFrom: map[string]string{"y": "old", "z": "old"},
		},
		{
			name:     "two merged: the larger keeps the id",
			previous: map[string]string{"old": "ABCDE", "less": "FG"}, found: map[string]string{"x": "ABCDEFG"},
			want: map[string]string{"ABCDEFG": "old"}, mergedInto: map[string]string{"less": "old"},
		},
		{
			name:     "a member moved over",
			previous: map[string]string{"p": "ABCDE", "q": "FGHI"}, found: map[string]string{"x": "ABCD", "y": "EFGHI"},
			want: map[string]string{"ABCD": "p", "EFGHI": "q"},
		},
		{
			name:     "a merger and a split in one run",
			previous: map[string]string{"p": "ABCDEF", "q": "GHI"}, found: map[string]string{"x": "ABCGHI", "y": "DEF"},
			want: map[string]string{"ABCGHI": "p", "DEF": "y"}, splitFrom: map[string]string{"y": "p"}, mergedInto: map[string]string{"q": "p"},
		},
		{
			name:     "an id is not given twice",
			previous: map[string]string{"x": "ABCD"}, found: map[string]string{"x": "EFGH", "y": "ABCD"}, want: map[string]string{"ABCD": "x"},
		},
		{
			name:  "there were no previous rings",
			found: map[string]string{"x": "ABC"}, want: map[string]string{"ABC": "x"},
		},
		{
			name:     "no ring was found",
			previous: map[string]string{"x": "ABC"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var previous []graph.PreviousRing
			var found []graph.Ring
			for _, id := range slices.Sorted(maps.Keys(c.previous)) {
				previous = append(previous, graph.PreviousRing{Ring: ringOfNumbers(id, c.previous[id])})
			}
			for id, letters := range c.found {
				found = append(found, ringOfNumbers(id, letters))
			}
			m := Match(previous, found)
			got := map[string]string{}
			seen := map[string]bool{}
			splitFrom, mergedInto := map[string]string{}, map[string]string{}
			for i, r := range found {
				var letters strings.Builder
				for _, m := range r.Members {
					letters.WriteByte(m.Token[5])
				}
				got[letters.String()] = r.ID
				require.False(t, seen[r.ID], "every id is given once")
				seen[r.ID] = true
				if m.splitFrom[i] != none {
					splitFrom[r.ID] = previous[m.splitFrom[i]].ID
				}
			}
			for i, ring := range m.mergedInto {
				if ring != none {
					mergedInto[previous[i].ID] = found[ring].ID
				}
			}
			require.True(t, slices.IsSortedFunc(found, func(a, b graph.Ring) int { return strings.Compare(a.ID, b.ID) }))
			for members, id := range c.want {
				require.Equal(t, id, got[members])
			}
			require.Equal(t, len(c.splitFrom), len(splitFrom))
			for id, want := range c.splitFrom {
				require.Equal(t, want, splitFrom[id])
			}
			require.Equal(t, len(c.mergedInto), len(mergedInto))
			for id, want := range c.mergedInto {
				require.Equal(t, want, mergedInto[id])
			}
		})
	}
}

func TestMatch_AClosedRingGivesItsIDOnlyWhereNoOtherIsContinued(t *testing.T) {
	closed := graph.PreviousRing{Ring: ringOfNumbers("closed", "ABCDEFGH")}
	closed.Status = graph.Closed
	live := graph.PreviousRing{Ring: ringOfNumbers("live", "ABC")}
	rings := []graph.Ring{ringOfNumbers("x", "ABCDEFGH")}
	Match([]graph.PreviousRing{closed, live}, rings)
	require.Equal(t, "live", rings[0].ID)
	rings = []graph.Ring{ringOfNumbers("x", "ABCDEFGHI")}
	Match([]graph.PreviousRing{closed}, rings)
	require.Equal(t, "closed", rings[0].ID)

	closed.Members = nil // its reports were withdrawn
	rings = []graph.Ring{ringOfNumbers("closed", "ABCDEFGH")}
	m := Match([]graph.PreviousRing{closed}, rings)
	require.Equal(t, none, m.predecessor[0])
	require.NotEqual(t, "closed", rings[0].ID, "an id is never given to another ring")
}

// planted is a true ring of a world that changes from run to run.
type planted struct {
	id      string // as it was found last
	members map[int]bool
}

// TestMatch_OverTwentyRuns grows a world of rings that gain, lose and exchange members, merge and
// split, and that are found with mistakes.
func TestMatch_OverTwentyRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	next := 0
	addMembers := func(p *planted, n int) {
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
					Identifier: graph.Identifier{
						Kind: graph.Number, Token: graph.Token(fmt.Sprintf("tk1_%026d", 1_000_000+rng.IntN(1_000_000))),
					}, Strength: 0.1,
				})
			}
			slices.SortFunc(r.Members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
			r.Members = slices.CompactFunc(r.Members, func(a, b graph.Member) bool { return a.Identifier == b.Identifier })
			r.ID, r.Status = NewID(r.Members, 0), graph.Active
			list, of[r.ID] = append(list, r), p
		}
		return list, of
	}
	var previous []graph.PreviousRing
	var continuing, sameID, merges, mergesRecognised, splits, splitsRecognised int
	for run := range 20 {
		merged, split := map[string]*planted{}, map[*planted]string{} // by the id of the ring that merges; the id of the ring that it split from
		for range 15 {
			p := &planted{members: map[int]bool{}}
			addMembers(p, 4+rng.IntN(30))
			rings = append(rings, p)
		}
		for _, p := range rings {
			addMembers(p, rng.IntN(1+len(p.members)/4))
			for _, m := range pick(p, rng.IntN(1+len(p.members)/8)) {
				delete(p.members, m)
			}
		}
		if run > 0 {
			for range 2 { // the smaller merges into the larger
				i, j := rng.IntN(len(rings)/2), len(rings)/2+rng.IntN(len(rings)/2)
				larger, smaller := rings[i], rings[j]
				if len(larger.members) < len(smaller.members) {
					larger, smaller = smaller, larger
				}
				if smaller.id == "" || larger.id == "" || 3*len(smaller.members) > 2*len(larger.members) {
					continue
				}
				maps.Copy(larger.members, smaller.members)
				merged[smaller.id] = larger
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
		byFirstMember := map[string]*planted{} // by the first member that is theirs alone
		for _, r := range list {
			byFirstMember[string(r.Members[0].Token)] = of[r.ID]
		}
		match := Match(previous, list)
		for i := range list {
			p := byFirstMember[string(list[i].Members[0].Token)]
			if p.id != "" {
				continuing++
				if p.id == list[i].ID {
					sameID++
				}
			}
			if from, ok := split[p]; ok {
				splits++
				if origin := match.splitFrom[i]; origin != none && previous[origin].ID == from {
					splitsRecognised++
				}
			}
			p.id = list[i].ID
		}
		for id, into := range merged {
			merges++
			i := slices.IndexFunc(previous, func(r graph.PreviousRing) bool { return r.ID == id })
			if ring := match.mergedInto[i]; ring != none && list[ring].ID == into.id {
				mergesRecognised++
			}
		}
		previous = nil
		for _, ring := range list {
			previous = append(previous, graph.PreviousRing{Ring: ring})
		}
	}
	t.Logf(
		"%d of %d continuing rings kept their ids; %d of %d merges and %d of %d splits were recognised",
		sameID, continuing, mergesRecognised, merges, splitsRecognised, splits,
	)
	require.GreaterOrEqual(t, float64(sameID), 0.99*float64(continuing))
	require.Greater(t, merges, 10)
	require.Greater(t, splits, 5)
	require.Equal(t, merges, mergesRecognised)
	require.Equal(t, splits, splitsRecognised)
}
