package rings_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// A cloned IMEI and the only device of a SIM box have links to equally many numbers. The reports
// about those tell them apart.
func TestDetect_ACloneIsAHubAndASIMBoxIsNone(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	box, cloned := e.identifiers(rings.Device, 1)[0], e.identifiers(rings.Device, 1)[0]
	for i, number := range e.identifiers(rings.Number, 60) {
		e.link(firstDay+int32(i%20), number, rings.UsedIn, box)
		e.report(firstDay+int32(i%20), "KA", "upi_fraud", number)
	}
	for i, number := range e.identifiers(rings.Number, 60) {
		e.link(firstDay-int32(i*37%365), number, rings.UsedIn, cloned)
		e.report(firstDay-int32(i*37%365), fmt.Sprint("R", i%10), fmt.Sprint("fraud", i%7), number)
	}
	result := e.detect(t, rings.Params{})
	require.Equal(t, []rings.Hub{{Identifier: int(cloned), Degree: 60}}, result.Hubs)
	require.Empty(t, e.detect(t, rings.Params{Without: rings.HubRemoval}).Hubs)
	require.Empty(t, e.detect(t, rings.Params{MinHubDegree: 61}).Hubs)
}

// The numbers of a SIM box move between its devices, which is enough to see that they belong
// together.
func TestDetect_DevicesThatShareNumbersAreNoHubs(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	devices := e.identifiers(rings.Device, 3)
	for i, number := range e.identifiers(rings.Number, 90) {
		e.link(rings.NoDay, number, rings.UsedIn, devices[i%3])
		if i%2 == 0 {
			e.link(rings.NoDay, number, rings.UsedIn, devices[(i+1)%3])
		}
	}
	require.Empty(t, e.detect(t, rings.Params{}).Hubs)
}

// A SIM box has one device, and a third of its numbers are reported: in one modus, from anywhere.
// That the regions do not agree says nothing against it.
func TestDetect_AModusAloneClearsADevice(t *testing.T) {
	box := func(days int, category func(i int) string) *evidence {
		e := newEvidence()
		e.strangers(2000)
		device, numbers := e.identifiers(rings.Device, 1)[0], e.identifiers(rings.Number, 40)
		for i, number := range numbers {
			e.link(firstDay-int32(i%6*30), number, rings.UsedIn, device)
		}
		for i := range 14 {
			e.report(firstDay-int32(days*i), fmt.Sprint("R", i%10), category(i), numbers[i])
		}
		return e
	}
	require.Empty(t, box(26, func(int) string { return "fraud1" }).detect(t, rings.Params{}).Hubs)
	require.Empty(t, box(3, func(i int) string { return fmt.Sprint("fraud", i%10) }).detect(t, rings.Params{}).Hubs,
		"its numbers live nowhere else, and were all reported in six weeks")
	require.Len(t, box(26, func(i int) string { return fmt.Sprint("fraud", i%10) }).detect(t, rings.Params{}).Hubs, 1)
}

// Copied IMEIs of one market share many numbers. They are no evidence for each other.
func TestDetect_ClonesDoNotVouchForEachOther(t *testing.T) {
	for _, clones := range []int{1, 2, 3, 6, 20} {
		e := newEvidence()
		e.strangers(2000)
		random := rand.New(rand.NewPCG(1, uint64(clones)))
		pool := e.identifiers(rings.Number, 230*clones)
		for i, number := range pool {
			e.report(firstDay-int32(random.IntN(365)), fmt.Sprint("R", i%10), fmt.Sprint("fraud", random.IntN(10)), number)
		}
		devices := e.identifiers(rings.Device, clones)
		for _, device := range devices {
			for _, i := range random.Perm(len(pool))[:200] {
				e.link(rings.NoDay, pool[i], rings.UsedIn, device)
			}
		}
		var planted [][]uint32
		for i := range 12 {
			ring := e.ring(6, firstDay-int32(20*i), fmt.Sprint("R", i%10), fmt.Sprint("fraud", i%7))
			for j, device := range devices[:min(clones, 6)] {
				e.link(rings.NoDay, ring[j], rings.UsedIn, device)
			}
			planted = append(planted, ring)
		}
		result := e.detect(t, rings.Params{})
		require.Len(t, result.Hubs, clones)
		require.Len(t, result.Rings, len(planted), "%d clones", clones)
		for i, ring := range planted {
			slices.Sort(ring)
			require.Equal(t, ring, identifiersOf(&result.Rings[i]))
		}
	}
}

// Few of the numbers of a copied IMEI are reported, and some of them are those of one ring.
func TestDetect_ACloneWithFewReportsIsAHub(t *testing.T) {
	e := newEvidence()
	e.strangers(2000)
	cloned, numbers := e.identifiers(rings.Device, 1)[0], e.identifiers(rings.Number, 3000)
	for _, number := range numbers {
		e.link(rings.NoDay, number, rings.UsedIn, cloned)
	}
	for i := range 8 {
		e.report(firstDay-int32(i*37), fmt.Sprint("R", i), fmt.Sprint("fraud", i), numbers[i])
	}
	ring := e.ring(8, firstDay, "KA", "upi_fraud")
	for _, number := range ring[:6] {
		e.link(rings.NoDay, number, rings.UsedIn, cloned)
	}
	result := e.detect(t, rings.Params{})
	require.Equal(t, []int{int(cloned)}, hubsOf(result))
	require.Len(t, result.Rings, 1)
	require.Equal(t, ring, identifiersOf(&result.Rings[0]))
}

// An account of a business in the register connects its customers, whatever is reported of them.
func TestDetect_AKnownBusinessIsAHub(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	account := e.identifiers(rings.Account, 1)[0]
	for i, number := range e.identifiers(rings.Number, 30) {
		e.link(rings.NoDay, number, rings.LinkedTo, account)
		e.report(firstDay+int32(i%20), "KA", "upi_fraud", number)
	}
	require.Empty(t, e.detect(t, rings.Params{}).Hubs)
	e.Known = make([]bool, len(e.Kinds))
	e.Known[account] = true
	require.Equal(t, []int{int(account)}, hubsOf(e.detect(t, rings.Params{})))
	e.Known, e.Verified = nil, e.Known
	require.Empty(t, e.detect(t, rings.Params{}).Hubs, "a re-verified subscriber is no hub for that reason")
}

// Everyone in a ring has transferred to everyone else, so that all of them are suspects and nobody
// else can clear them.
func TestDetect_ADenseRingIsNoSetOfHubs(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	accounts := e.identifiers(rings.Account, 25)
	for i, u := range accounts {
		for _, v := range accounts[:i] {
			e.link(rings.NoDay, u, rings.TransferredTo, v)
		}
	}
	require.Empty(t, e.detect(t, rings.Params{}).Hubs)
}

// The neighbours of a helpline are not each checked against all of its callers.
func TestDetect_TimeWithHubsOfHubsIsNotQuadratic(t *testing.T) {
	e := newEvidence()
	helpline := e.identifiers(rings.Account, 1)[0]
	for _, u := range e.identifiers(rings.Account, 200_000) {
		e.link(rings.NoDay, helpline, rings.TransferredTo, u)
	}
	for u := range uint32(3000) {
		for _, v := range e.identifiers(rings.Number, 25) {
			e.link(rings.NoDay, v, rings.LinkedTo, u+1)
		}
	}
	started := time.Now()
	require.Len(t, e.detect(t, rings.Params{}).Hubs, 3001)
	require.Less(t, time.Since(started), 30*time.Second, "it takes a second, and took minutes")
}
