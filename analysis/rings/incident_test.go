package rings

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIncidentsOf_TwoReports(t *testing.T) {
	for name, test := range map[string]struct {
		x, y filed
		one  bool
	}{
		"two agencies that name two identifiers in common": {
			filed{agency: 1, day: may1, named: []uint32{0, 1, 2}}, filed{agency: 2, day: may1 + 3, named: []uint32{1, 2, 3}}, true,
		},
		"two agencies that name one in common": {
			filed{agency: 1, day: may1, named: []uint32{0, 1}}, filed{agency: 2, day: may1, named: []uint32{1, 2}}, false,
		},
		"two agencies that name only it, on one day": {
			filed{agency: 1, day: may1, named: []uint32{0}}, filed{agency: 2, day: may1, named: []uint32{0}}, true,
		},
		"two agencies that name only it, on two days": {
			filed{agency: 1, day: may1, named: []uint32{0}}, filed{agency: 2, day: may1 + 1, named: []uint32{0}}, false,
		},
		"two agencies that state one loss": {
			filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, filed{agency: 2, day: may1 + 2, loss: 500, named: []uint32{1, 2}}, true,
		},
		"two agencies that state two losses": {
			filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, filed{agency: 2, day: may1, loss: 501, named: []uint32{0, 1}}, false,
		},
		"two agencies, of which one states a loss": {
			filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, filed{agency: 2, day: may1, named: []uint32{0, 1}}, true,
		},
		"two agencies in two regions": {
			filed{agency: 1, day: may1, region: 1, named: []uint32{0, 1}}, filed{agency: 2, day: may1, region: 2, named: []uint32{0, 1}}, false,
		},
		"two agencies, of which one states a region": {
			filed{agency: 1, day: may1, region: 1, named: []uint32{0, 1}}, filed{agency: 2, day: may1, named: []uint32{0, 1}}, true,
		},
		"two agencies, four days apart": {
			filed{agency: 1, day: may1, named: []uint32{0, 1}}, filed{agency: 2, day: may1 + 4, named: []uint32{0, 1}}, false,
		},
		"two agencies, one without a day": {
			filed{agency: 1, day: NoDay, named: []uint32{0, 1}}, filed{agency: 2, day: may1, named: []uint32{0, 1}}, false,
		},
		"two agencies that name nothing in common": {
			filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, filed{agency: 2, day: may1, loss: 500, named: []uint32{2, 3}}, false,
		},
		"two victims with one agency": {
			filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, filed{agency: 1, day: may1, loss: 500, named: []uint32{0, 1}}, false,
		},
		"two victims with one agency, who are known": {
			filed{agency: 1, source: 1, day: may1, named: []uint32{0, 1}}, filed{agency: 1, source: 2, day: may1, named: []uint32{0, 1}}, false,
		},
		"one source twice": {
			filed{agency: 1, source: 1, day: may1, named: []uint32{0, 1}}, filed{agency: 1, source: 1, day: may1 + 3, named: []uint32{1, 2}}, true,
		},
		"one source twice, four days apart": {
			filed{agency: 1, source: 1, day: may1, named: []uint32{0, 1}}, filed{agency: 1, source: 1, day: may1 + 4, named: []uint32{0, 1}}, false,
		},
		"one source, two losses": {
			filed{agency: 1, source: 1, day: may1, loss: 5, named: []uint32{0}}, filed{agency: 1, source: 1, day: may1, loss: 6, named: []uint32{0}}, false,
		},
		"one source of an unknown agency": {
			filed{source: 1, day: may1, named: []uint32{0, 1}}, filed{source: 1, day: may1, named: []uint32{0, 1}}, true,
		},
		"an unknown agency and a known one": {
			filed{day: may1, named: []uint32{0, 1}}, filed{agency: 1, day: may1, named: []uint32{0, 1}}, false,
		},
		"two of unknown agencies": {
			filed{day: may1, loss: 500, named: []uint32{0, 1}}, filed{day: may1, loss: 500, named: []uint32{0, 1}}, false,
		},
	} {
		for order, pair := range [][]filed{{test.x, test.y}, {test.y, test.x}} {
			e := evidenceOf(t, make([]Kind, 4), pair...)
			require.Equal(t, test.one, e.incidentOf(0) == e.incidentOf(1), "%s, order %d", name, order)
		}
	}
}

// The victim of one fraud files with the bank, the police and the telco, which name different parts
// of it: one incident. Another victim of the same ring files with the same three: another one.
func TestIncidentsOf_TwoVictimsWithThreeAgencies(t *testing.T) {
	of := func(loss float64, day int32, region uint32) []filed {
		return []filed{
			{agency: 1, day: day, loss: loss, region: region, named: []uint32{0, 1}},
			{agency: 2, day: day + 1, loss: loss, named: []uint32{1, 2}},
			{agency: 3, day: day + 1, region: region, named: []uint32{0, 1, 2}},
		}
	}
	e := evidenceOf(t, make([]Kind, 3), append(of(500, may1, 1), of(700, may1+1, 2)...)...)
	require.Equal(t, []uint32{0, 0, 0, 3, 3, 3}, e.incidents)
}

// Joining the reports of one source takes as long for the last one as for the first.
func TestIncidentBuilder_OneSourceIsOneFiling(t *testing.T) {
	reports := make([]filed, 50)
	for i := range reports {
		reports[i] = filed{agency: 1, source: 1, day: may1, named: []uint32{0, 1}}
	}
	b := incidentBuilder{e: evidenceOf(t, make([]Kind, 2), reports...), incidents: newForest(50), joined: map[uint32][]filing{}}
	for i := range b.incidents {
		require.True(t, b.join(0, uint32(i)))
	}
	require.Equal(t, []filing{{agency: 1, source: 1}}, b.filings(0))
}

func TestIncidentsOf_NobodyIsKnown(t *testing.T) {
	e := evidenceOf(t, make([]Kind, 2), filed{day: may1, named: []uint32{0, 1}}, filed{day: may1, named: []uint32{0, 1}})
	require.Equal(t, []uint32{0, 1}, e.incidents)
	e.Reports.Agency, e.Reports.Source = nil, nil
	require.Nil(t, incidentsOf(e))
}

// incidentsByReports returns the incidents as sets of what their reports say, in an order of its
// own.
func incidentsByReports(e *Evidence, reports []filed) []string {
	byFirst := map[uint32][]string{}
	for i := range reports {
		byFirst[e.incidents[i]] = append(byFirst[e.incidents[i]], fmt.Sprint(reports[i]))
	}
	all := make([]string, 0, len(byFirst))
	for _, set := range byFirst {
		slices.Sort(set)
		all = append(all, fmt.Sprint(set))
	}
	slices.Sort(all)
	return all
}

// Laws of incidents, on random reports: an incident is named by its first report; of one agency it
// has several reports only if all are of one source; reports without an agency and source, or
// without a day, are incidents of their own; and the order of the reports doesn't matter.
func TestIncidentsOf_Laws(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 1))
	joined := 0
	for range 500 {
		reports := randomFiled(random, 5, 30)
		e := evidenceOf(t, make([]Kind, 5), reports...)
		sizes := map[uint32]int{}
		type filer struct{ incident, agency uint32 }
		sources := map[filer]uint32{}
		for i, first := range e.incidents {
			require.LessOrEqual(t, first, uint32(i))
			require.Equal(t, first, e.incidents[first], "an incident has one name")
			sizes[first]++
			f := filer{first, reports[i].agency}
			if before, ok := sources[f]; ok {
				require.NotZero(t, before, "two victims of one agency")
				require.Equal(t, before, reports[i].source, "two victims of one agency")
			}
			sources[f] = reports[i].source
		}
		for i, first := range e.incidents {
			if sizes[first] > 1 {
				joined++
				require.NotEqual(t, int32(NoDay), reports[i].day)
				require.NotZero(t, reports[i].agency|reports[i].source)
			}
		}
		shuffled := slices.Clone(reports)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again := evidenceOf(t, make([]Kind, 5), shuffled...)
		require.Equal(t, incidentsByReports(e, reports), incidentsByReports(again, shuffled))
	}
	require.Greater(t, joined, 1000)
}

func TestSharedIdentifiers(t *testing.T) {
	require.Zero(t, sharedIdentifiers(nil, []uint32{1}))
	require.Equal(t, 2, sharedIdentifiers([]uint32{1, 3, 5, 9}, []uint32{0, 3, 4, 9, 10}))
}
