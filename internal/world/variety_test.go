package world

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestDrawParameters_NoVarietyIsTheDefault(t *testing.T) {
	require.Equal(t, defaultParameters(), drawParameters(7, 0))
	require.Equal(t, drawParameters(7, 0.5), drawParameters(7, 0.5))
	require.NotEqual(t, drawParameters(7, 0.5), drawParameters(8, 0.5))
}

// At any variety, parameters stay within the documented ranges. The default ones lie within them.
func TestDrawParameters_StaysInItsRanges(t *testing.T) {
	for seed := range uint64(400) {
		p := drawParameters(seed, float64(seed%5)/4)
		within := func(what string, x, lo, hi float64) {
			t.Helper()
			require.True(t, x >= lo-1e-9 && x <= hi+1e-9, "seed %d: %s is %v, want %v to %v", seed, what, x, lo, hi)
		}
		spans := func(what string, s ints, lo, hi int) {
			t.Helper()
			within(what, float64(s.lo), float64(lo), float64(s.hi))
			within(what, float64(s.hi), float64(s.lo), float64(hi))
		}
		within("share of rings", p.rings.share, 0.15, 0.50)
		within("fidelity", p.rings.fidelity.lo, 0.5, p.rings.fidelity.hi)
		within("fidelity", p.rings.fidelity.hi, p.rings.fidelity.lo, 0.95)
		for _, x := range []float64{p.filing.noTime, p.filing.noCategory, p.filing.noChannel, p.filing.noRegion, p.filing.noLinkTime} {
			within("absent fields", x, 0, 0.4)
		}
		within("mistyped", p.filing.mistyped, 0, 0.06)
		within("not sent", p.filing.notSent, 0, 0.6)
		spans("SIM box's devices", p.simBox.devices, 1, 10)
		spans("SIM box's numbers", p.simBox.numbers, 20, 500)
		spans("SIM box's reported", p.simBox.reported, 5, 50)
		spans("crew's numbers", p.crew.numbers, 4, 8)
		spans("handsets", p.centre.handsets, 2, 30)
		within("shift", float64(p.centre.shift), 2, 21)
		spans("accounts", p.mules.accounts, 4, 40)
		spans("shop", p.traps.shopUses, 4, 200)
		spans("solo", p.traps.soloUses, 3, 300)
		spans("brokers", p.traps.brokerUses, 2, 8)
		within("bystanders", p.strangers.bystander, 0.05/5, 0.05*5)
		within("clones", p.strangers.unreportedClones, 0.04/5, 0.04*5)
		within("nuisance", p.strangers.nuisance, 0.05/5, 0.05*5)
		within("strangers", 1-p.strangers.nuisance-p.strangers.solo-p.strangers.company, 0.25, 1)
		within("regions", float64(len(p.country.regions)), 3, 36)
		within("methods", float64(len(p.country.methods)), 3, 20)
		requireShares(t, reflect.ValueOf(p.strangers))
		requireShares(t, reflect.ValueOf(p.filing))
		longest := max(p.simBox.length.hi, p.mules.length.hi, 7*p.centre.weeks.hi, p.crew.length.hi)
		require.Less(t, longest+p.rings.pauseDays.hi, days, "the work of a ring fits into the year")
	}
}

// requireShares checks that every float64 field is from 0 to 1.
func requireShares(t *testing.T, of reflect.Value) {
	t.Helper()
	for i := range of.NumField() {
		if f := of.Field(i); f.Kind() == reflect.Float64 {
			require.True(t, f.Float() >= 0 && f.Float() <= 1, "%s is %v", of.Type().Field(i).Name, f.Float())
		}
	}
}

// At full variety, values come close to both bounds of a range.
func TestDrawParameters_FillsItsRanges(t *testing.T) {
	least, most := map[string]float64{}, map[string]float64{}
	note := func(what string, x float64) {
		if _, seen := least[what]; !seen {
			least[what], most[what] = x, x
		}
		least[what], most[what] = min(least[what], x), max(most[what], x)
	}
	for seed := range uint64(300) {
		p := drawParameters(seed, 1)
		note("share", p.rings.share)
		note("fidelity", p.rings.fidelity.lo)
		note("fidelity", p.rings.fidelity.hi)
		note("notSent", p.filing.notSent)
		note("mistyped", p.filing.mistyped)
		note("noTime", p.filing.noTime)
		note("devices", float64(p.simBox.devices.lo))
		note("devices", float64(p.simBox.devices.hi))
		note("clones", p.strangers.handsets[clone]/0.18)
		note("regions", float64(len(p.country.regions)))
		note("surges", float64(len(p.surges)))
	}
	for what, ends := range map[string]reals{
		"share": {0.16, 0.49}, "fidelity": {0.51, 0.94}, "notSent": {0.02, 0.58}, "mistyped": {0.002, 0.058}, "noTime": {0.02, 0.38},
		"devices": {1, 10}, "clones": {0.25, 4.5}, "regions": {4, 30}, "surges": {0, 5},
	} {
		require.LessOrEqual(t, least[what], ends.lo, what)
		require.GreaterOrEqual(t, most[what], ends.hi, what)
	}
}

// Only records of later days are in memory, far fewer than all.
func TestGenerator_HoldsFewRecords(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		g := newGenerator(Options{Reports: 6000, Seed: 3, Variety: variety})
		most := 0
		for day := range days {
			g.fileDay(day)
			waiting := 0
			for _, b := range g.queues {
				waiting += len(b)
			}
			most = max(most, waiting)
			require.NoError(t, g.emitDay(day, func(graph.Record) error { return nil }))
		}
		require.Less(t, most, (g.reports+g.links)/3, "variety %v", variety)
	}
}
