package evidence_test

import (
	"fmt"
	"testing"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// BenchmarkNewSnapshot measures laying out 200,000 reports that name two identifiers each.
func BenchmarkNewSnapshot(b *testing.B) {
	const reports = 200_000
	var c evidence.Rows
	for i := range int64(reports) {
		kind := graph.Number
		if i%2 == 1 {
			kind = graph.Account
		}
		c.Nodes = append(c.Nodes,
			evidence.Node{Key: 2 * i, Identifier: graph.Identifier{Kind: kind, Token: graph.Token(fmt.Sprintf("tk1_%026d", i))}},
			evidence.Node{Key: 2*i + 1, ReportID: fmt.Sprint("police/R", i)})
		c.Attributes = append(c.Attributes, evidence.Attributes{Key: 2*i + 1, Second: evidence.Second(i), Category: "upi_fraud", Channel: "call", Region: "KA"})
		c.Mentions.Add(2*i+1, 2*(i*7919%reports))
		c.Mentions.Add(2*i+1, 2*(i*104_729%reports))
	}
	b.ReportAllocs()
	for b.Loop() {
		evidence.NewSnapshot(&c)
	}
}
