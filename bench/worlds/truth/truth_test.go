package truth

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func records(reports, links [][]int32) Records[int32] {
	return Records[int32]{Identifiers: 20, Reports: slices.Values(reports), Links: slices.Values(links)}
}

func TestParts(t *testing.T) {
	ring := Group[int32]{Kind: "simbox", Members: []int32{0, 1, 2, 3, 4, 5, 6, 7}}
	for _, c := range []struct {
		name           string
		reports, links [][]int32
		want           []Group[int32]
	}{
		{"no record joins two parts", [][]int32{{0, 1}, {1, 2}, {2, 3}, {4, 5}, {5, 6}, {6, 7}}, nil, []Group[int32]{
			{"simbox", []int32{0, 1, 2, 3}, 3}, {"simbox", []int32{4, 5, 6, 7}, 3},
		}},
		{"a link joins them", [][]int32{{0, 1}, {1, 2}, {2, 3}, {4, 5}, {5, 6}, {6, 7}}, [][]int32{{7, 0}}, []Group[int32]{
			{"simbox", []int32{0, 1, 2, 3, 4, 5, 6, 7}, 6},
		}},
		{"others join nothing", [][]int32{{0, 1}, {1, 2}, {2, 3}, {3, 10}, {4, 10}, {4, 5, 6}}, [][]int32{{0, 10}, {10, 5}}, []Group[int32]{
			{"simbox", []int32{0, 1, 2, 3}, 4},
		}},
		{"few reports", [][]int32{{0, 1, 2, 3}, {0}}, nil, nil},
		{"reports of one member count", [][]int32{{0, 1, 2, 3}, {0}, {0, 9}}, nil, []Group[int32]{{"simbox", []int32{0, 1, 2, 3}, 3}}},
		{"links alone", nil, [][]int32{{0, 1}, {1, 2}, {2, 3}}, nil},
		{"few members", [][]int32{{0, 1}, {1, 2}, {0, 2}}, nil, nil},
		{"nothing", nil, nil, nil},
	} {
		require.ElementsMatch(t, c.want, records(c.reports, c.links).Parts([]Group[int32]{ring}), c.name)
	}
}

func TestParts_OverlappingRings(t *testing.T) {
	rings := []Group[int32]{{Kind: "a", Members: []int32{0, 1, 2, 3, 4}}, {Kind: "b", Members: []int32{4, 5, 6, 7}}}
	parts := records([][]int32{{0, 1, 2}, {2, 3, 4}, {4, 5}, {5, 6, 7}}, nil).Parts(rings)
	require.Equal(t, []Group[int32]{{"a", []int32{0, 1, 2, 3, 4}, 3}, {"b", []int32{4, 5, 6, 7}, 3}}, parts)
}

func TestCount(t *testing.T) {
	groups := []Group[int32]{{Members: []int32{0, 1}}, {Members: []int32{1, 2}}, {Members: []int32{3}, Reports: 7}}
	records([][]int32{{0, 1}, {1}, {2, 9}}, [][]int32{{3, 4}}).Count(groups)
	require.Equal(t, []int{2, 3, 0}, []int{groups[0].Reports, groups[1].Reports, groups[2].Reports})
}

func TestOnlyLarge(t *testing.T) {
	large := Group[int32]{Members: []int32{1, 2, 3, 4}, Reports: 3}
	require.Equal(t, []Group[int32]{large}, OnlyLarge([]Group[int32]{
		{Members: []int32{1, 2, 3}, Reports: 9}, large, {Members: []int32{1, 2, 3, 4, 5}, Reports: 2},
	}))
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w")
	world := World[int32]{
		Planned:   []Group[int32]{{Kind: "a", Members: []int32{3, 1, 2}}},
		Innocents: []Group[int32]{{Kind: "z", Members: []int32{9}}, {Kind: "y", Members: []int32{5, 4}}},
		Token:     func(i int32) graph.Token { return graph.Token("tk1_" + strconv.Itoa(int(i))) },
	}
	require.NoError(t, world.Write(path))
	require.Equal(t, []line{{"a", []graph.Token{"tk1_1", "tk1_2", "tk1_3"}}}, read(t, path+".planned.json"))
	require.Equal(t, []line{{"y", []graph.Token{"tk1_4", "tk1_5"}}, {"z", []graph.Token{"tk1_9"}}}, read(t, path+".innocents.json"))
	require.Empty(t, read(t, path+".truth.json"))
	require.ErrorContains(t, world.Write(filepath.Join(path, "no", "folder")), "truth.json")
}

func read(t *testing.T, name string) (lines []line) {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &lines))
	return lines
}
