package rings

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func incidentsOn(days ...int32) (all []incident) {
	for _, day := range days {
		all = append(all, incident{day: day})
	}
	return all
}

func TestTiming(t *testing.T) {
	for name, test := range map[string]struct {
		days        []int32
		span, burst float64
	}{
		"none":                   {nil, -1, 0},
		"one":                    {[]int32{may1}, -1, 0},
		"one is dated":           {[]int32{NoDay, may1, NoDay}, -1, 0},
		"two on a day":           {[]int32{may1, may1}, 0, 0},
		"three, too few":         {[]int32{may1 + 5, may1, may1 + 1}, 5, 0},
		"four in a week":         {[]int32{may1, may1 + 6, may1 + 1, may1 + 2}, 6, 1},
		"four in eight days":     {[]int32{may1, may1 + 7, may1 + 1, may1 + 2}, 7, .75},
		"a burst after a year":   {[]int32{may1, may1 + 365, may1 + 366, may1 + 367, NoDay}, 367, .75},
		"evenly":                 {[]int32{may1, may1 + 10, may1 + 20, may1 + 30}, 30, .25},
		"from the first to last": {[]int32{math.MinInt32 + 1, math.MaxInt32}, math.MaxUint32 - 1, 0},
	} {
		span, burst := timing(incidentsOn(test.days...))
		require.Equal(t, test.span, span, name)
		require.Equal(t, test.burst, burst, name)
	}
}

// The burst is the best of all weeks, in whatever order the incidents come and whenever they start.
func TestTiming_AgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 3))
	for range 500 {
		days := make([]int32, minBurst+random.IntN(12))
		for i := range days {
			days[i] = random.Int32N(40)
		}
		most := 0
		for first := range int32(40) {
			within := 0
			for _, day := range days {
				if day >= first && day < first+burstDays {
					within++
				}
			}
			most = max(most, within)
		}
		span, burst := timing(incidentsOn(days...))
		require.Equal(t, float64(most)/float64(len(days)), burst)
		random.Shuffle(len(days), func(i, j int) { days[i], days[j] = days[j], days[i] })
		for i := range days {
			days[i] += 1000
		}
		later, again := timing(incidentsOn(days...))
		require.Equal(t, [2]float64{span, burst}, [2]float64{later, again})
	}
}

func TestLifeOfNumbers(t *testing.T) {
	c := &candidate{members: []uint32{0, 1, 2}}
	life := func(kinds [3]Kind, incidents []incident, links ...int32) float64 {
		e := &Evidence{Kinds: kinds[:]}
		var inside []uint32
		for _, day := range links {
			inside = append(inside, uint32(e.Links.Count()))
			e.addLink(day, 0, UsedIn, 2, 0)
		}
		return c.lifeOfNumbers(e, incidents, inside)
	}
	twoNumbers := [3]Kind{Number, Number, Device}
	named := func(day int32, positions ...uint32) incident { return incident{day: day, named: positions} }

	both := []incident{named(may1, 0, 1), named(may1+9, 0), named(may1+99, 1)}
	require.InDelta(t, (math.Log(10)+math.Log(100))/2, life(twoNumbers, both), 1e-12)
	require.InDelta(t, (math.Log(100)+math.Log(100))/2, life(twoNumbers, both, may1+99), 1e-12, "links count, too")
	require.Equal(t, -1.0, life([3]Kind{Number, Device, Device}, both), "one number is too few")
	require.Equal(t, -1.0, life(twoNumbers, both[:2]), "one record says nothing of a life")
	require.Equal(t, -1.0, life(twoNumbers, []incident{named(NoDay, 0, 1), named(may1, 0, 1)}, NoDay, NoDay))
	require.Equal(t, 0.0, life(twoNumbers, []incident{named(may1, 0, 1), named(may1, 0, 1)}), "used up on one day")
}
