package world

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestDrawClimate_NoVarietyIsTheUsual(t *testing.T) {
	require.Equal(t, usual(), drawClimate(7, 0))
	require.Equal(t, drawClimate(7, 0.5), drawClimate(7, 0.5))
	require.NotEqual(t, drawClimate(7, 0.5), drawClimate(8, 0.5))
}

// What the ranges are to hold, at any variety: the usual climate lies within them.
func TestDrawClimate_StaysInItsRanges(t *testing.T) {
	for seed := range uint64(400) {
		c := drawClimate(seed, float64(seed%5)/4)
		within := func(what string, x, lo, hi float64) {
			t.Helper()
			require.True(t, x >= lo-1e-9 && x <= hi+1e-9, "seed %d: %s is %v, want %v to %v", seed, what, x, lo, hi)
		}
		spans := func(what string, s ints, lo, hi int) {
			t.Helper()
			within(what, float64(s.lo), float64(lo), float64(s.hi))
			within(what, float64(s.hi), float64(s.lo), float64(hi))
		}
		within("share of rings", c.rings.share, 0.15, 0.50)
		within("faith", c.rings.faith.lo, 0.5, c.rings.faith.hi)
		within("faith", c.rings.faith.hi, c.rings.faith.lo, 0.95)
		for _, x := range []float64{c.filing.noTime, c.filing.noCategory, c.filing.noChannel, c.filing.noRegion, c.filing.unseen} {
			within("absent fields", x, 0, 0.4)
		}
		within("mistyped", c.filing.mistyped, 0, 0.06)
		within("not sent", c.filing.notSent, 0, 0.6)
		spans("SIM box's devices", c.simBox.devices, 1, 10)
		spans("SIM box's numbers", c.simBox.numbers, 20, 500)
		spans("SIM box's reported", c.simBox.reported, 5, 50)
		spans("crew's numbers", c.crew.numbers, 4, 8)
		spans("handsets", c.centre.handsets, 2, 30)
		within("shift", float64(c.centre.shift), 2, 21)
		spans("accounts", c.mules.accounts, 4, 40)
		spans("shop", c.traps.shopUses, 4, 200)
		spans("solo", c.traps.soloUses, 3, 300)
		spans("brokers", c.traps.brokerUses, 2, 8)
		within("helpers", c.people.helper, 0.05/5, 0.05*5)
		within("clones", c.people.unreportedClones, 0.04/5, 0.04*5)
		within("benign", c.people.benign, 0.05/5, 0.05*5)
		within("strangers", 1-c.people.benign-c.people.solo-c.people.block, 0.25, 1)
		within("regions", float64(len(c.land.regions)), 3, 36)
		within("modi", float64(len(c.land.modi)), 3, 20)
		shares(t, reflect.ValueOf(c.people))
		shares(t, reflect.ValueOf(c.filing))
		longest := max(c.simBox.length.hi, c.mules.length.hi, 7*c.centre.weeks.hi, c.crew.length.hi)
		require.Less(t, longest+c.rings.quiet.hi, days, "a ring's work fits into the year")
	}
}

// shares checks that what stands for a share is one.
func shares(t *testing.T, of reflect.Value) {
	t.Helper()
	for i := range of.NumField() {
		if f := of.Field(i); f.Kind() == reflect.Float64 {
			require.True(t, f.Float() >= 0 && f.Float() <= 1, "%s is %v", of.Type().Field(i).Name, f.Float())
		}
	}
}

// At full variety both ends of a range are reached, or nearly.
func TestDrawClimate_FillsItsRanges(t *testing.T) {
	least, most := map[string]float64{}, map[string]float64{}
	note := func(what string, x float64) {
		if _, seen := least[what]; !seen {
			least[what], most[what] = x, x
		}
		least[what], most[what] = min(least[what], x), max(most[what], x)
	}
	for seed := range uint64(300) {
		c := drawClimate(seed, 1)
		note("share", c.rings.share)
		note("faith", c.rings.faith.lo)
		note("faith", c.rings.faith.hi)
		note("notSent", c.filing.notSent)
		note("mistyped", c.filing.mistyped)
		note("noTime", c.filing.noTime)
		note("devices", float64(c.simBox.devices.lo))
		note("devices", float64(c.simBox.devices.hi))
		note("clones", c.people.handsets[clone]/0.18)
		note("regions", float64(len(c.land.regions)))
		note("surges", float64(len(c.surges)))
	}
	for what, ends := range map[string]reals{
		"share": {0.16, 0.49}, "faith": {0.51, 0.94}, "notSent": {0.02, 0.58}, "mistyped": {0.002, 0.058}, "noTime": {0.02, 0.38},
		"devices": {1, 10}, "clones": {0.25, 4.5}, "regions": {4, 30}, "surges": {0, 5},
	} {
		require.LessOrEqual(t, least[what], ends.lo, what)
		require.GreaterOrEqual(t, most[what], ends.hi, what)
	}
}

// Only what is still to come waits in memory: far less than the world.
func TestGenerator_HoldsLittle(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		g := newGenerator(Options{Reports: 6000, Seed: 3, Variety: variety})
		most := 0
		for day := range days {
			g.wake(day)
			g.background(day)
			waiting := 0
			for _, b := range g.buckets {
				waiting += len(b)
			}
			most = max(most, waiting)
			require.NoError(t, g.hand(day, func(graph.Record) error { return nil }))
		}
		require.Less(t, most, (g.reports+g.links)/3, "variety %v", variety)
	}
}
