package world_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// namedTogether sums up how reports name the members of a ring.
type namedTogether struct {
	of     map[graph.Token]int // reports that name each member
	joint  int                 // reports that name two members or more
	top    float64             // the share of reports that name the most frequent member
	reused int                 // members in two reports or more
}

func sumUp(reports []*graph.Report, members []graph.Token) namedTogether {
	n := namedTogether{of: map[graph.Token]int{}}
	most := 0
	for _, r := range reports {
		inside := 0
		for _, id := range r.Identifiers {
			if slices.Contains(members, id.Token) {
				inside++
				n.of[id.Token]++
				most = max(most, n.of[id.Token])
			}
		}
		n.joint += count(inside > 1)
	}
	for _, times := range n.of {
		n.reused += count(times > 1)
	}
	n.top = float64(most) / float64(len(reports))
	return n
}

func TestGenerate_WalletSetsAreNamedAsSets(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		records, truth := generateByDay(t, world.Options{Reports: 60_000, Seed: 1, Variety: variety})
		about := groupRecords(records, truth.Rings)
		sets, top, reused, joint, noRegion, branded := 0., 0., 0., 0., 0., 0
		for i, r := range truth.Rings {
			if r.Kind != world.WalletSet {
				continue
			}
			n := sumUp(about[i].reports, r.Members)
			sets++
			top += n.top
			reused += float64(n.reused) / float64(len(r.Members))
			joint += float64(n.joint) / float64(len(about[i].reports))
			absent := 0
			for _, report := range about[i].reports {
				absent += count(report.Region == "")
				branded += count(strings.Contains(report.Category, "/"))
			}
			noRegion += float64(absent) / float64(len(about[i].reports))
			if variety == 0 {
				require.LessOrEqual(t, len(r.Members), 14, "12 accounts, a number and a device")
				require.LessOrEqual(t, len(about[i].reports), 40+12, "40 and copies that other agencies filed")
			}
		}
		require.Greater(t, sets, 10., "variety %v", variety)
		require.InDelta(t, 0.65, top/sets, 0.2, "one account is in most reports")
		require.Greater(t, reused/sets, 0.5, "several are reused")
		require.InDelta(t, 0.55, joint/sets, 0.25, "reports name several")
		require.Greater(t, noRegion/sets, 0.3, "lists seldom state a region")
		require.Positive(t, branded, "a list states the brand")
	}
}

func TestGenerate_TightRingsAreNamedTogether(t *testing.T) {
	records, truth := generateByDay(t, world.Options{Reports: 60_000, Seed: 1})
	about := groupRecords(records, truth.Rings)
	rings := 0
	for i, r := range truth.Rings {
		if r.Kind != world.Tight {
			continue
		}
		rings++
		n := sumUp(about[i].reports, r.Members)
		require.LessOrEqual(t, len(r.Members), 6, "five numbers and a handset")
		require.Greater(t, float64(n.joint), 0.6*float64(len(about[i].reports)), "nearly all reports name two members or more")
		require.GreaterOrEqual(t, n.reused, 3)
	}
	require.Greater(t, rings, 10)
}

// What looks like a set of accounts is not always a ring: customers of a shop or a seller name two
// of its accounts together, and a lone fraudster has three identifiers, one of them in each report.
func TestGenerate_InnocentsLookLikeSets(t *testing.T) {
	records, truth := generateByDay(t, world.Options{Reports: 60_000, Seed: 1})
	kindOf := map[graph.Token]graph.Kind{}
	for _, r := range records {
		if r, is := r.record.(*graph.Report); is {
			for _, id := range r.Identifiers {
				kindOf[id.Token] = id.Kind
			}
		}
	}
	about := groupRecords(records, truth.Innocents)
	jointly, listed := 0, 0
	for i, g := range truth.Innocents {
		pairs, branded := 0, 0
		for _, r := range about[i].reports {
			accounts := 0
			for _, id := range r.Identifiers {
				accounts += count(kindOf[id.Token] == graph.Account && slices.Contains(g.Members, id.Token))
			}
			pairs += count(accounts > 1)
			branded += count(strings.Contains(r.Category, "/"))
		}
		switch g.Kind {
		case world.Shop, world.Seller:
			jointly += count(len(about[i].reports) > 3 && 3*pairs > len(about[i].reports))
		case world.Lone:
			listed += count(branded > 0)
			if branded > 0 && len(about[i].reports) > 5 {
				require.Greater(t, sumUp(about[i].reports, g.Members).top, 0.7, "one identifier is in all reports, but for mistakes")
			}
		}
	}
	require.Greater(t, jointly, 3)
	require.Greater(t, listed, 3)
}
