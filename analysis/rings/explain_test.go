package rings_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// requireGolden compares the explanations of rings with a file.
func requireGolden(t *testing.T, name string, result *rings.Result) {
	t.Helper()
	var b strings.Builder
	for i := range result.Rings {
		r := &result.Rings[i]
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

// A ring that shows every pattern: shared devices and accounts, transfers, reports that name
// several members, and a hub.
func TestDetect_ExplainsARing(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	ring := e.ring(6, firstDay, "KA", "upi_fraud")
	accounts := e.identifiers(rings.Account, 3)
	for i, account := range accounts {
		e.link(firstDay+int32(i), ring[i], rings.LinkedTo, accounts[0])
		e.link(firstDay+int32(i), account, rings.AccessedFrom, ring[6])
		e.link(firstDay+int32(i), account, rings.TransferredTo, accounts[(i+1)%3])
	}
	e.report(rings.NoDay, "", "", ring[0])
	e.report(firstDay+300, "DL", "loan_app", ring[1])
	cloned := e.identifiers(rings.Device, 1)[0]
	for i, number := range e.identifiers(rings.Number, 1400) {
		e.link(firstDay-int32(i*37%365), number, rings.UsedIn, cloned)
	}
	e.link(firstDay, ring[0], rings.UsedIn, cloned)
	e.link(firstDay, ring[1], rings.UsedIn, cloned)
	result := e.detect(t, rings.Params{})
	require.Equal(t, []int{int(cloned)}, hubsOf(result))
	requireGolden(t, "crew", result)
	for _, r := range result.Rings[0].Reasons {
		require.Equal(t, strings.HasPrefix(r.Text, "set aside: "), r.Weight == 0, r.Text)
		require.LessOrEqual(t, len(r.Reports), 20)
		require.LessOrEqual(t, len(r.Links), 20)
	}
}

// Groups with hardly any evidence: numbers and nouns agree. None is a ring at the default MinScore.
func TestDetect_ExplainsLittleEvidence(t *testing.T) {
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

// The same evidence gives the same text.
func TestDetect_ExplanationIsDeterministic(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	e.ring(6, firstDay, "KA", "upi_fraud")
	require.Equal(t, e.detect(t, rings.Params{}), e.detect(t, rings.Params{}))
}

// Every reason has the kind of what it explains. Code recognises a reason by that, never by its
// text.
func TestReason_HasAKind(t *testing.T) {
	e := parallelEvidence()
	e.link(firstDay, 300, rings.UsedIn, uint32(len(e.Kinds)-61)) // a ring's number and the hub
	firstWords := map[rings.ReasonKind]string{
		rings.ReasonTies:     `^(all|\d+ of) \d+ (numbers|accounts) (used|were)|^\d+ accounts made|^\d+ reports? (names|each name)|^single links`,
		rings.ReasonSpread:   `^\d+ reports? names? its identifiers, and `,
		rings.ReasonRegion:   `known region|where it happened$`,
		rings.ReasonCategory: `known category|how it was done$`,
		rings.ReasonTime:     `^(all|\d+ of|the only).* dated |when it happened$`,
		rings.ReasonHub:      `^set aside: `,
		rings.ReasonSize:     `^\d+ reports name its identifiers$|^\d+ identifiers act together$|tied to it more than once$`,
	}
	seen := map[rings.ReasonKind]bool{}
	for _, detect := range []func(context.Context, *rings.Evidence, rings.Params) (*rings.Result, error){rings.Detect, rings.DetectLouvain} {
		result, err := detect(t.Context(), &e.Evidence, rings.Params{MinScore: math.SmallestNonzeroFloat64, MinMembers: 1, MinReports: 1})
		require.NoError(t, err)
		for _, ring := range result.Rings {
			for _, r := range ring.Reasons {
				require.Contains(t, firstWords, r.Kind, r.Text)
				require.Regexp(t, firstWords[r.Kind], r.Text)
				seen[r.Kind] = true
			}
		}
	}
	require.Len(t, seen, len(firstWords), "%v", seen)
}
