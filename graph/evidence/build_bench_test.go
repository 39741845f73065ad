package evidence_test

import (
	"fmt"
	"testing"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// BenchmarkNewSnapshot measures the snapshot of 200,000 reports that name two identifiers each.
func BenchmarkNewSnapshot(b *testing.B) {
	const reports = 200_000
	var r evidence.Rows
	for i := range int64(reports) {
		kind := graph.Number
		if i%2 == 1 {
			kind = graph.Account
		}
		r.Identifiers = append(r.Identifiers, evidence.IdentifierRow{
			Key: 2 * i, Identifier: graph.Identifier{Kind: kind, Token: graph.Token(fmt.Sprintf("tk1_%026d", i))},
		})
		r.Reports = append(r.Reports, evidence.ReportRow{Key: 2*i + 1, ID: fmt.Sprint("police/R", i), Attributes: evidence.Attributes{
			Second: evidence.Second(i), Category: "upi_fraud", Channel: "call", Region: "KA",
		}})
		r.Mentions.Add(2*i+1, 2*(i*7919%reports))
		r.Mentions.Add(2*i+1, 2*(i*104_729%reports))
	}
	b.ReportAllocs()
	for b.Loop() {
		evidence.NewSnapshot(&r)
	}
}
