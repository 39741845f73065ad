package rings_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// aroundAClone returns evidence of rings that each have two numbers on one copied IMEI, with as
// many strangers' numbers as given.
func aroundAClone(strangers int) (e *evidence, clone uint32, planted [][]uint32) {
	e = newEvidence()
	e.strangers(2000)
	random := rand.New(rand.NewPCG(1, 1))
	clone = e.identifiers(rings.Device, 1)[0]
	for i, number := range e.identifiers(rings.Number, strangers) {
		e.link(rings.NoDay, number, rings.UsedIn, clone)
		if i%4 == 0 {
			e.report(firstDay-int32(random.IntN(365)), fmt.Sprint("R", random.IntN(10)), fmt.Sprint("fraud", random.IntN(10)), number)
		}
	}
	for i := range 12 {
		ring := e.ring(6, firstDay-int32(20*i), fmt.Sprint("R", i%10), fmt.Sprint("fraud", i%7))
		e.link(rings.NoDay, ring[0], rings.UsedIn, clone)
		e.link(rings.NoDay, ring[1], rings.UsedIn, clone)
		slices.Sort(ring)
		planted = append(planted, ring)
	}
	return e, clone, planted
}

// Even where nothing recognises the hub that connects a group, the rings in it are found.
func TestDetect_RingsInALargeGroupAreFound(t *testing.T) {
	e, clone, planted := aroundAClone(2000)
	for _, p := range []rings.Params{{}, {Without: rings.HubRemoval, MaxMembers: 500, MinScore: 0.3}, {MinHubDegree: 1 << 20, MaxMembers: 500, MinScore: 0.3}} {
		result := e.detect(t, p)
		found := make([][]uint32, len(result.Rings))
		for i := range result.Rings {
			found[i] = identifiersOf(&result.Rings[i])
		}
		if p.MaxMembers == 0 {
			require.Equal(t, planted, found)
			require.Equal(t, []int{int(clone)}, hubsOf(result))
			require.Equal(t, 8, result.LargestComponent)
		} else { // the clone takes some numbers of one ring
			require.Subset(t, planted, found[1:])
			require.Len(t, found, len(planted))
			require.Empty(t, result.Hubs)
			require.Equal(t, 2097, result.LargestComponent)
		}
		require.Equal(t, 2097, result.LargestComponentBeforeHubs)
	}
}

// Groups that are too large are parted alike on any number of threads, with a cache and without.
func TestDetector_PartsLargeGroupsAlike(t *testing.T) {
	e, _, _ := aroundAClone(2000)
	p := rings.Params{Without: rings.HubRemoval, MaxMembers: 20}
	want := e.detect(t, p)
	require.NotEmpty(t, want.Oversized)
	d := new(rings.Detector)
	for _, threads := range []int{1, 3} {
		before := runtime.GOMAXPROCS(threads)
		got, err := d.Detect(t.Context(), &e.Evidence, p)
		require.Equal(t, want, e.detect(t, p), "%d threads", threads)
		runtime.GOMAXPROCS(before)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.Equal(t, d.Components, d.Hits)
}

// bigRing adds a ring of this many numbers, which take turns in some devices, and half as many
// reports of one modus.
func (e *evidence) bigRing(numbers, devices int, random *rand.Rand) (ring []uint32) {
	ring, in := e.identifiers(rings.Number, numbers), e.identifiers(rings.Device, devices)
	for _, number := range ring {
		for range 2 {
			e.link(firstDay+int32(random.IntN(60)), number, rings.UsedIn, in[random.IntN(devices)])
		}
	}
	for range numbers / 2 {
		e.report(firstDay+int32(random.IntN(60)), fmt.Sprint("R", random.IntN(10)), "upi_fraud", ring[random.IntN(numbers)])
	}
	return append(ring, in...)
}

// No ring is too large to be one.
func TestDetect_ARingOfThousandsIsFound(t *testing.T) {
	for _, devices := range []int{1, 20, 200} {
		e := newEvidence()
		e.strangers(10_000)
		ring := e.bigRing(5300, devices, rand.New(rand.NewPCG(2, 2)))
		result := e.detect(t, rings.Params{MinScore: math.SmallestNonzeroFloat64})
		require.Empty(t, result.Hubs, "%d devices", devices)
		require.Empty(t, result.Oversized)
		require.Len(t, result.Rings, 1, "%d devices", devices)
		require.Equal(t, ring, identifiersOf(&result.Rings[0]))
	}
}

// Two large rings that one account connects are two.
func TestDetect_LargeRingsStayApart(t *testing.T) {
	e := newEvidence()
	e.strangers(3000)
	random := rand.New(rand.NewPCG(3, 3))
	first, second := e.bigRing(300, 6, random), e.ring(6, firstDay-200, "DL", "loan_app")
	account := e.identifiers(rings.Account, 1)[0]
	e.link(firstDay, first[0], rings.LinkedTo, account)
	e.link(firstDay, second[0], rings.LinkedTo, account)
	for _, maxMembers := range []int{5000, 100, 5} {
		result := e.detect(t, rings.Params{MaxMembers: maxMembers})
		require.Len(t, result.Rings, 2, "at most %d members", maxMembers)
		require.Subset(t, identifiersOf(&result.Rings[0]), first[1:])
		require.Subset(t, identifiersOf(&result.Rings[1]), second[1:])
	}
}

// An attacker makes a device look like that of a ring, and connects strangers and true rings to it,
// so that none of these is found by itself.
func TestDetect_AGiantHubDoesNotBlockDetection(t *testing.T) {
	e, clone, planted := aroundAClone(4000)
	for i, number := range e.identifiers(rings.Number, 4000) {
		e.link(rings.NoDay, number, rings.UsedIn, clone)
		e.report(firstDay+int32(i%20), "KA", "upi_fraud", number)
	}
	result := e.detect(t, rings.Params{})
	var found [][]uint32
	for i := range result.Rings {
		found = append(found, identifiersOf(&result.Rings[i]))
	}
	for _, ring := range planted {
		require.Contains(t, found, ring)
	}
}
