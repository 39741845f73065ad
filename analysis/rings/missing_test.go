package rings_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/calibration"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// Missing is missing: what records don't state is no evidence. These tests blank columns, and add
// them.

// columnsOf are the columns that records may lack, with how to blank them in some records.
var columnsOf = map[string]func(e *rings.Evidence, reports, links []int){
	"region":   func(e *rings.Evidence, reports, _ []int) { blank(&e.Reports.Region, 0, reports) },
	"category": func(e *rings.Evidence, reports, _ []int) { blank(&e.Reports.Category, 0, reports) },
	"channel":  func(e *rings.Evidence, reports, _ []int) { blank(&e.Reports.Channel, 0, reports) },
	"loss":     func(e *rings.Evidence, reports, _ []int) { blank(&e.Reports.Loss, -1, reports) },
	"time": func(e *rings.Evidence, reports, links []int) {
		blank(&e.Reports.Day, rings.NoDay, reports)
		blank(&e.Links.Day, rings.NoDay, links)
	},
	"agency": func(e *rings.Evidence, reports, links []int) {
		blank(&e.Reports.Agency, 0, reports)
		blank(&e.Reports.Source, 0, reports)
		blank(&e.Links.Agency, 0, links)
	},
}

// blank sets some rows of a copy of a column.
func blank[T any](column *[]T, value T, rows []int) {
	if len(*column) == 0 {
		return
	}
	*column = slices.Clone(*column)
	for _, row := range rows {
		(*column)[row] = value
	}
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// without returns the evidence without some columns.
func without(e *rings.Evidence, columns ...string) *rings.Evidence {
	lacking := *e
	for _, name := range columns {
		columnsOf[name](&lacking, upTo(e.Reports.Count()), upTo(e.Links.Count()))
	}
	return &lacking
}

// outcome is which planted rings were found and which innocent groups were flagged.
type outcome struct {
	found, flagged []bool
}

func outcomeOf(t *testing.T, w *calibration.World, e *rings.Evidence) outcome {
	t.Helper()
	result, err := rings.Detect(t.Context(), e, rings.Params{})
	require.NoError(t, err)
	flagged := w.Flagged(result.Rings)
	o := outcome{make([]bool, len(w.Planted)), make([]bool, len(w.Innocents))}
	for i, best := range evaluation.Evaluate(flagged, w.Planted).BestMatches {
		o.found[i] = best.Jaccard >= 0.5
	}
	for i := range w.Innocents {
		o.flagged[i] = evaluation.CountInnocents(flagged, w.Innocents[i:i+1])[0].Flagged > 0
	}
	return o
}

func smallWorlds(t *testing.T) (all []*calibration.World) {
	t.Helper()
	for seed := range uint64(4) {
		var records []graph.Record
		o := world.Options{Reports: 8000, Seed: 900 + seed, Variety: float64(seed % 2)}
		truth, err := world.GenerateByDay(o, func(_ int, r graph.Record) error {
			records = append(records, r)
			return nil
		})
		require.NoError(t, err)
		w, err := calibration.NewWorld(context.WithoutCancel(t.Context()), "own", records, truth.Rings, truth.Innocents)
		require.NoError(t, err)
		all = append(all, w)
	}
	return all
}

func count(all []bool) (n int) {
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}

// Without a column, innocents are flagged no more often, beyond one in a hundred groups; without
// all agencies, three in a hundred, since then nothing is capped and no incident is known to be
// filed twice. And a ring that is right without a column is not lost when its true values are
// added, beyond four in a hundred: what is added may show that it was chance.
func TestDetect_BlankColumns(t *testing.T) {
	columns := map[string][]string{"all": slices.Sorted(maps.Keys(columnsOf))}
	for name := range columnsOf {
		columns[name] = []string{name}
	}
	innocents, flagged, rightWithout, lost := 0, map[string]int{}, map[string]int{}, map[string]int{}
	for _, w := range smallWorlds(t) {
		whole := outcomeOf(t, w, w.Evidence)
		innocents += len(w.Innocents)
		flagged["none"] += count(whole.flagged)
		rightWithout["none"] += count(whole.found)
		for name, blanked := range columns {
			lacking := outcomeOf(t, w, without(w.Evidence, blanked...))
			flagged[name] += count(lacking.flagged)
			rightWithout[name] += count(lacking.found)
			for i, found := range lacking.found {
				if found && !whole.found[i] {
					lost[name]++
				}
			}
		}
	}
	t.Logf("%d innocent groups; without each column: flagged %v, rings found %v, lost when it is added %v", innocents, flagged, rightWithout, lost)
	require.Greater(t, innocents, 100)
	for name := range columns {
		more := innocents / 100
		if name == "agency" {
			more = 3 * innocents / 100 // copies of an incident are not recognised, and nothing is bounded
		}
		require.LessOrEqual(t, flagged[name], flagged["none"]+more, name)
		require.LessOrEqual(t, lost[name], 4*rightWithout[name]/100, name)
	}
}

// agreeing adds a group whose reports agree: of one region, category and channel, in some weeks, of
// usual losses, and of different people. It returns its reports and links.
func (e *evidence) agreeing(random *rand.Rand) (reports, links []int) {
	numbers, devices := e.identifiers(rings.Number, 3+random.IntN(6)), e.identifiers(rings.Device, 1+random.IntN(2))
	start, agencies := firstDay-random.Int32N(200), 1+random.Uint32N(3)
	for i, number := range numbers {
		for j := range 1 + random.IntN(2) {
			links = append(links, e.Links.Count())
			e.link(start+random.Int32N(40), number, rings.UsedIn, devices[(i+j)%len(devices)])
			e.Links.Agency = append(e.Links.Agency, 4)
		}
	}
	for i := range 4 + random.IntN(20) {
		reports = append(reports, e.Reports.Count())
		named := []uint32{numbers[i%len(numbers)]}
		if random.IntN(2) == 0 {
			named = append(named, numbers[random.IntN(len(numbers))])
		}
		e.report(start+random.Int32N(40), "KA", "upi_fraud", named...)
		e.Reports.Channel[e.Reports.Count()-1] = e.word("call")
		e.filedBy(1+random.Uint32N(agencies), uint32(e.Reports.Count()), 15_000+float64(i))
	}
	return reports, links
}

// unlike adds n reports of strangers in which each column varies.
func (e *evidence) unlike(n int) {
	first := e.Reports.Count()
	e.strangers(n)
	for i := range n {
		e.Reports.Channel[first+i] = e.word([]string{"call", "sms", "app", "web"}[i%4])
		e.filedBy(1+uint32(i%3), uint32(first+i+1), []float64{1000, 10_000, 100_000}[i%3])
	}
}

// scoreOf returns the score of the group that holds an identifier, whatever it is.
func scoreOf(t *testing.T, e *rings.Evidence, member uint32) float64 {
	t.Helper()
	result, err := rings.Detect(t.Context(), e, rings.Params{MinScore: 1e-300, Resolution: 1e-3, Without: rings.HubRemoval})
	require.NoError(t, err)
	for i := range result.Rings {
		if slices.Contains(identifiersOf(&result.Rings[i]), member) {
			return result.Rings[i].Score
		}
	}
	return 0
}

// Where the reports of a group agree, its score is no higher without what they agree in.
func TestDetect_BlankNeverRaisesAgreement(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 7))
	for group := range 60 {
		e := newEvidence()
		e.unlike(300)
		member := uint32(len(e.Kinds))
		reports, links := e.agreeing(random)
		score := scoreOf(t, &e.Evidence, member)
		for name, blankIn := range columnsOf {
			lacking := e.Evidence
			blankIn(&lacking, reports, links)
			assert.LessOrEqual(t, scoreOf(t, &lacking, member), score+1e-9, "group %d without %s", group, name)
		}
	}
}

// wallets adds a list of phishing sites as one authority publishes it: each site names accounts,
// all are of one category, and there are no regions, channels or losses. One operator has a set of
// wallets, of which each of his sites names some. Another has one wallet for all of his sites, of
// which two name another. And there are sites of strangers. It returns a wallet of each operator.
func (e *evidence) wallets(category string, agency uint32) (operator, alone uint32) {
	file := func(day int32, named ...uint32) {
		e.report(day, "", category, named...)
		e.filedBy(agency, 0, -1)
	}
	for i, wallet := range e.identifiers(rings.Account, 300) {
		file(firstDay-int32(i*37%365), wallet)
	}
	set := e.identifiers(rings.Account, 8)
	for i := range 24 {
		file(firstDay+int32(i*2), set[i%8], set[(i+1+i/8)%8], set[(i*3+2)%8])
	}
	one := e.identifiers(rings.Account, 1)
	for i := range 40 {
		named := one
		if i%20 == 0 {
			named = append(e.identifiers(rings.Account, 1), one[0])
		}
		file(firstDay+int32(i), named...)
	}
	return set[0], one[0]
}

// A list of one category and no region, filed by one authority: what all records have in common is
// no evidence for any group, the operator with several wallets is found, as far as one authority is
// believed, and the one wallet with its many sites is not.
func TestDetect_ListOfOneAuthority(t *testing.T) {
	p, err := rings.Params{}.WithDefaults()
	require.NoError(t, err)
	for _, agency := range []uint32{0, 1} {
		plain, blank := newEvidence(), newEvidence()
		operator, alone := plain.wallets("phishing", agency)
		blank.wallets("", agency)
		score := scoreOf(t, &plain.Evidence, operator)
		require.InDelta(t, scoreOf(t, &blank.Evidence, operator), score, 0.05, "a category that all records have says nothing")
		require.GreaterOrEqual(t, score, 0.5)
		if agency != 0 {
			require.LessOrEqual(t, score, p.UncorroboratedScore)
		}
		require.Less(t, scoreOf(t, &plain.Evidence, alone), 0.5)
		for _, ring := range plain.detect(t, rings.Params{}).Rings {
			require.Contains(t, identifiersOf(&ring), operator)
			require.False(t, ring.Corroborated)
		}
	}
}
