package world

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// watch keeps every slot that a pool holds, and draws from now on.
func watch(p *pool) *[]slot {
	drawn := slices.Clone(p.open)
	fresh := p.fresh
	p.fresh = func() slot {
		s := fresh()
		drawn = append(drawn, s)
		return s
	}
	return &drawn
}

// Accidents keep to no region, no modus and no time, but for the customers of a
// repair shop, who live around it.
func TestAccidents_OnlyShopsAreLocal(t *testing.T) {
	g := newGenerator(Options{Reports: 60_000, Seed: 4, Variety: 1})
	shops, blocks, wrong := watch(&g.traps.shops), watch(&g.traps.blocks), watch(&g.traps.wrong)
	regionsOf, modiOf := map[graph.Token][]string{}, map[graph.Token][]string{}
	handsetOf := map[graph.Token]graph.Token{}
	for day := range days {
		g.background(day)
		require.NoError(t, g.hand(day, func(r graph.Record) error {
			switch r := r.(type) {
			case *graph.Report:
				for _, id := range r.Identifiers {
					if r.Region != "" && r.Category != "" {
						regionsOf[id.Token] = append(regionsOf[id.Token], r.Region)
						modiOf[id.Token] = append(modiOf[id.Token], r.Category)
					}
				}
			case *graph.Link:
				handsetOf[r.From.Token] = r.To.Token
			}
			return nil
		}))
	}

	home := map[graph.Token]string{}
	for _, s := range *shops {
		require.NotEmpty(t, s.habit.region)
		home[s.ids[0].Token] = s.habit.region
	}
	local, customers := 0, 0
	for number, handset := range handsetOf {
		if region, ok := home[handset]; ok && len(regionsOf[number]) > 0 {
			customers++
			if regionsOf[number][0] == region {
				local++
			}
		}
	}
	require.Greater(t, customers, 50)
	require.Greater(t, float64(local)/float64(customers), 0.4)

	var regions, modi []string
	for _, s := range *blocks {
		for _, id := range s.ids[1:] {
			regions, modi = append(regions, regionsOf[id.Token]...), append(modi, modiOf[id.Token]...)
		}
	}
	require.Greater(t, len(regions), 500)
	require.InDelta(t, commonest(g.climate.land.regions, func(r region) int { return r.weight }), top(regions), 0.05)
	require.InDelta(t, commonest(g.climate.land.modi, func(m modus) int { return m.weight }), top(modi), 0.1) // surges move it

	shared := 0
	for _, s := range *wrong {
		if len(regionsOf[s.ids[0].Token]) > 1 {
			shared++
		}
	}
	require.Greater(t, shared, 20, "strangers share a wrong identifier")
}

func commonest[T any](of []T, weight func(T) int) float64 {
	total, most := 0, 0
	for _, x := range of {
		total, most = total+weight(x), max(most, weight(x))
	}
	return float64(most) / float64(total)
}

func top(of []string) float64 {
	counts, most := map[string]int{}, 0
	for _, s := range of {
		counts[s]++
		most = max(most, counts[s])
	}
	return float64(most) / float64(len(of))
}
