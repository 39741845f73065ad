package rings_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

var update = flag.Bool("update", false, "write the golden files anew")

// requireGolden compares what is told of rings with a file.
func requireGolden(t *testing.T, name string, found *rings.Result) {
	t.Helper()
	var b strings.Builder
	for i := range found.Rings {
		r := &found.Rings[i]
		fmt.Fprintf(&b, "%.4f, members %d, reports %d\n", r.Score, len(r.Members), len(r.Reports))
		for _, reason := range r.Reasons {
			fmt.Fprintf(&b, "  %7.4f %s [reports %d, links %d]\n", reason.Weight, reason.Text, len(reason.Reports), len(reason.Links))
		}
	}
	path := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// A ring with a bit of everything that can be told: shared devices and accounts,
// transfers, reports that name several, and hubs that were set aside.
func TestDetect_ExplainsARing(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	crew := e.ring(6, firstDay, "KA", "upi_fraud")
	accounts := e.identifiers(rings.Account, 3)
	for i, account := range accounts {
		e.link(firstDay+int32(i), crew[i], rings.LinkedTo, accounts[0])
		e.link(firstDay+int32(i), account, rings.AccessedFrom, crew[6])
		e.link(firstDay+int32(i), account, rings.TransferredTo, accounts[(i+1)%3])
	}
	e.report(rings.NoDay, "", "", crew[0])
	e.report(firstDay+300, "DL", "loan_app", crew[1])
	cloned := e.identifiers(rings.Device, 1)[0]
	for i, number := range e.identifiers(rings.Number, 1400) {
		e.link(firstDay-int32(i*37%365), number, rings.UsedIn, cloned)
	}
	e.link(firstDay, crew[0], rings.UsedIn, cloned)
	e.link(firstDay, crew[1], rings.UsedIn, cloned)
	found := e.detect(t, rings.Params{})
	require.Equal(t, []int{int(cloned)}, hubsOf(found))
	requireGolden(t, "crew", found)
	for _, r := range found.Rings[0].Reasons {
		require.Equal(t, strings.HasPrefix(r.Text, "set aside: "), r.Weight == 0, r.Text)
		require.LessOrEqual(t, len(r.Reports), 20)
		require.LessOrEqual(t, len(r.Links), 20)
	}
}

// A ring of which hardly anything is known, told without a plural too many. It is no
// ring by the usual measure.
func TestDetect_ExplainsWhatLittleIsKnown(t *testing.T) {
	low := rings.Params{MinScore: 1e-300, MinReports: 1}
	e := newEvidence()
	u := e.identifiers(rings.Account, 3)
	e.report(firstDay, "KA", "upi_fraud", u...)
	requireGolden(t, "one_report", e.detect(t, low))

	e = newEvidence()
	u = e.identifiers(rings.Account, 2)
	device := e.identifiers(rings.Device, 1)[0]
	e.report(rings.NoDay, "", "", u[0])
	e.link(rings.NoDay, u[0], rings.TransferredTo, u[1])
	e.link(rings.NoDay, u[1], rings.TransferredTo, u[1])
	e.link(rings.NoDay, u[1], rings.AccessedFrom, device)
	requireGolden(t, "nothing_known", e.detect(t, low))

	e = newEvidence()
	e.strangers(100)
	number, devices := e.identifiers(rings.Number, 1)[0], e.identifiers(rings.Device, 2)
	e.report(firstDay, "KA", "upi_fraud", number)
	e.link(firstDay, number, rings.UsedIn, devices[0])
	e.link(firstDay, number, rings.UsedIn, devices[1])
	requireGolden(t, "single_links", e.detect(t, low))
}

// No word of an explanation can come from anything but regions and categories: tokens
// and agencies are not even part of the evidence. The same evidence gives the same text.
func TestDetect_ExplainsTheSameTwice(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	e.ring(6, firstDay, "KA", "upi_fraud")
	require.Equal(t, e.detect(t, rings.Params{}), e.detect(t, rings.Params{}))
}
