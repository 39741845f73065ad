package rings_test

import (
	"fmt"
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
