package world

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// record returns a list of every trap that a pool holds, and of all that it draws later.
func record(p *pool) *[]trap {
	drawn := slices.Clone(p.current)
	draw := p.draw
	p.draw = func() trap {
		t := draw()
		drawn = append(drawn, t)
		return t
	}
	return &drawn
}

// Accidents lean to no region, no method and no time, except for the customers of a repair shop,
// who live around it.
func TestAccidents_OnlyShopsAreLocal(t *testing.T) {
	g := newGenerator(Options{Reports: 60_000, Seed: 4, Variety: 1})
	shops, companies, mistaken := record(&g.traps.shops), record(&g.traps.companies), record(&g.traps.mistaken)
	regionsOf, categoriesOf := map[graph.Token][]string{}, map[graph.Token][]string{}
	handsetOf := map[graph.Token]graph.Token{}
	for day := range days {
		g.fileBackground(day)
		require.NoError(t, g.emitDay(day, func(r graph.Record) error {
			switch r := r.(type) {
			case *graph.Report:
				for _, id := range r.Identifiers {
					if r.Region != "" && r.Category != "" {
						regionsOf[id.Token] = append(regionsOf[id.Token], r.Region)
						categoriesOf[id.Token] = append(categoriesOf[id.Token], r.Category)
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
		require.NotEmpty(t, s.profile.region)
		home[s.ids[0].Token] = s.profile.region
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

	var regions, categories []string
	for _, s := range *companies {
		for _, id := range s.ids[1:] {
			regions, categories = append(regions, regionsOf[id.Token]...), append(categories, categoriesOf[id.Token]...)
		}
	}
	require.Greater(t, len(regions), 500)
	require.InDelta(t, largestWeight(g.params.country.regions, func(r region) int { return r.weight }), largestShare(regions), 0.05)
	require.InDelta(t, largestWeight(g.params.country.methods, func(m method) int { return m.weight }), largestShare(categories), 0.1) // surges shift it

	shared := 0
	for _, s := range *mistaken {
		if len(regionsOf[s.ids[0].Token]) > 1 {
			shared++
		}
	}
	require.Greater(t, shared, 20, "strangers share a mistaken identifier")
}

// largestWeight returns the largest weight as a share of all.
func largestWeight[T any](list []T, weight func(T) int) float64 {
	total, most := 0, 0
	for _, x := range list {
		total, most = total+weight(x), max(most, weight(x))
	}
	return float64(most) / float64(total)
}

// largestShare returns the share of the most frequent word.
func largestShare(words []string) float64 {
	counts, most := map[string]int{}, 0
	for _, s := range words {
		counts[s]++
		most = max(most, counts[s])
	}
	return float64(most) / float64(len(words))
}
