package translate

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

func evidenceOf(t *testing.T, records ...graph.Record) (*evidence.Snapshot, *rings.Evidence) {
	t.Helper()
	s, err := evidence.FromRecords(records).Snapshot(t.Context())
	require.NoError(t, err)
	e, _, err := Evidence(s, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	return s, e
}

var (
	number = graph.Identifier{Kind: graph.Number, Token: "tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}
	device = graph.Identifier{Kind: graph.Device, Token: "tk1_dddddddddddddddddddddddddd"}
)

func TestEvidence_Provenance(t *testing.T) {
	s, e := evidenceOf(
		t,
		&graph.Report{ID: "1", Agency: "police", Source: "S", Loss: "12.5", Currency: "INR", Identifiers: []graph.Identifier{number}},
		&graph.Report{ID: "2", Agency: "police", Loss: "3.0001", Currency: "INR"},
		&graph.Report{ID: "3", Agency: graph.UnnamedAgency, Source: "S", Loss: "3"},
		&graph.Report{ID: "4", Agency: "police", Source: "S"},
		&graph.Link{ID: "1", Agency: "telco", Relation: graph.UsedIn, From: number, To: device},
		&graph.Known{ID: "1", Agency: "operator", Identifier: device, Business: "shop", ValidUntil: time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)},
	)
	type row struct {
		agency, source uint32
		loss           float64
	}
	got := map[string]row{}
	for i, id := range s.ReportIDs {
		got[id] = row{e.Reports.Agency[i], e.Reports.Source[i], e.Reports.Loss[i]}
	}
	police, other := got["police/1"].source, got["local/3"].source
	require.ElementsMatch(t, []uint32{1, 2}, []uint32{police, other})
	require.Equal(t, map[string]row{"police/1": {1, police, 12.5}, "police/2": {1, 0, 3.0001}, "local/3": {0, other, -1}, "police/4": {1, police, -1}}, got)
	require.Equal(t, []uint32{2}, e.Links.Agency)
	require.Equal(t, []float64{.95, .95, .95}, e.Trust)
	for i, id := range s.Identifiers {
		require.Equal(t, id == device, e.Known[i])
	}
}

func TestEvidence_UnknownAgency(t *testing.T) {
	for _, agency := range []string{"", graph.UnnamedAgency} {
		_, e := evidenceOf(
			t,
			&graph.Report{ID: "1", Agency: agency, Identifiers: []graph.Identifier{number}},
			&graph.Report{ID: "2", Agency: agency, Identifiers: []graph.Identifier{number}},
			&graph.Withdrawal{ID: "W", Agency: agency, Withdraws: "2"},
		)
		require.Equal(t, []float64{.95}, e.Trust, "what an unknown one withdrew counts for nobody")
	}
}

func TestEvidence_NothingIsKnown(t *testing.T) {
	_, e := evidenceOf(
		t,
		&graph.Report{ID: "1", Agency: graph.UnnamedAgency, Identifiers: []graph.Identifier{number}},
		&graph.Known{ID: "1", Agency: "operator", Identifier: number, Business: "shop", ValidUntil: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
	)
	require.Nil(t, e.Reports.Agency)
	require.Nil(t, e.Reports.Source)
	require.Nil(t, e.Reports.Loss)
	require.Nil(t, e.Links.Agency)
	require.Nil(t, e.Known)
	require.Equal(t, []float64{.95}, e.Trust)
}

// Trust falls with what counts against an agency and rises with what is confirmed. What it takes
// back of much that it filed weighs little.
func TestTrust(t *testing.T) {
	of := func(filed int, o evidence.Outcomes) float64 {
		var r evidence.Rows
		for i := range filed {
			r.Reports = append(r.Reports, evidence.ReportRow{Key: int64(i), ID: fmt.Sprint("x/", i)})
		}
		o.Agency = "x"
		r.Standing.Agencies = []evidence.Outcomes{o, {Agency: "y", Dismissed: 9}}
		s := evidence.NewSnapshot(&r)
		return trust(s, s.Filers())[1]
	}
	require.InDelta(t, .95, of(5, evidence.Outcomes{}), 1e-9)
	require.InDelta(t, 29./30, of(5, evidence.Outcomes{Confirmed: 10}), 1e-9)
	require.InDelta(t, 19./25, of(5, evidence.Outcomes{Dismissed: 3, Overturned: 2}), 1e-9)
	require.InDelta(t, 19./(20+20*60./140), of(60, evidence.Outcomes{Withdrawn: 60}), 1e-9)
	require.Greater(t, of(3000, evidence.Outcomes{Withdrawn: 30}), .94)
}

func TestEvidence_Verified(t *testing.T) {
	s, e := evidenceOf(t, &graph.Report{ID: "1", Agency: "police", Identifiers: []graph.Identifier{number, device}})
	require.Nil(t, e.Verified)
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	s = s.With(&evidence.Delta{Standing: &evidence.Standing{Verified: []evidence.Verified{{Token: number.Token, Day: evidence.SecondOf(may).Day()}}}})
	e, _, err := Evidence(s, may.AddDate(1, 0, 0))
	require.NoError(t, err)
	for i, id := range s.Identifiers {
		require.Equal(t, id == number, e.Verified[i])
	}
	require.Nil(t, e.Known, "it is no business")
	e, _, err = Evidence(s, may.AddDate(1, 0, 1))
	require.NoError(t, err)
	require.Nil(t, e.Verified)
}
