package record_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

func TestMarshalRing(t *testing.T) {
	t.Parallel()
	ring := graph.Ring{
		ID: "ring-1", Score: 0.75, Band: graph.High, Status: graph.Active,
		Regions: []string{"KA"}, Categories: []string{"upi_fraud"},
		Loss:      map[string]graph.Amount{"INR": "125000.00"},
		FirstSeen: time.Date(2026, 5, 1, 10, 0, 0, 5e8, time.UTC),
		Explanation: []graph.Reason{
			{Kind: graph.ReasonTies, Text: "dense", Weight: 1.5, Reports: []string{"police/A"}, Links: []string{"telco/L"}},
			{Text: "written before reasons had kinds", Weight: -1},
		},
		Members:   []graph.Member{{Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(tokenA)}, Strength: 0.123456}},
		ReportIDs: []string{"police/A", "police/B"},
		Sources:   2, Agencies: graph.AgencyCount{Number: 2, Kinds: []graph.AgencyKind{graph.Telco, graph.Police}},
		Corroborated: true, ScoreWithoutStrongest: 0.5,
	}
	line, err := record.MarshalRing(&ring)
	require.NoError(t, err)
	require.Equal(t, `{"id":"ring-1","score":0.75,"band":"high","status":"active","report_count":2,"member_count":1,`+
		`"members_by_kind":{"account":0,"device":0,"number":1},"regions":["KA"],"categories":["upi_fraud"],"loss":{"INR":"125000.00"},`+
		`"first_seen":"2026-05-01T10:00:00Z","last_seen":null,"sources":2,"agencies":{"number":2,"kinds":["telco","police"]},"corroborated":true,`+
		`"score_without_strongest":0.5,"explanation":[`+
		`{"kind":"ties","reason":"dense","weight":1.5,"reports":["police/A"],"links":["telco/L"]},`+
		`{"reason":"written before reasons had kinds","weight":-1,"reports":[],"links":[]}],`+
		`"members":[{"kind":"number","token":"`+tokenA+`","strength":0.1235}],"report_ids":["police/A","police/B"]}`, string(line))
}
