package evidence_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// BenchmarkFromRecords measures the evidence of 200,000 reports that name two numbers each, of
// which a few were released.
func BenchmarkFromRecords(b *testing.B) {
	const reports = 200_000
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	number := func(i int) graph.Identifier {
		return graph.Identifier{Kind: graph.Number, Token: graph.Token(fmt.Sprintf("tk1_%026d", i%reports))}
	}
	var records []graph.Record
	for i := range reports {
		agency := fmt.Sprint("police-", i%10)
		records = append(records, &graph.Report{
			Agency: agency, ID: fmt.Sprint("R", i), OccurredAt: start.Add(time.Duration(i) * time.Minute), Category: "upi_fraud",
			Identifiers: []graph.Identifier{number(i * 7919), number(i * 104_729)},
		})
		if i%500 == 0 {
			records = append(records, &graph.Release{Agency: agency, ID: fmt.Sprint("S", i), Identifier: number(i), ReleasedAt: start})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		evidence.FromRecords(records)
	}
}
