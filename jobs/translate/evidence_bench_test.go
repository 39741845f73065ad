package translate

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph/evidence"
)

// BenchmarkEvidence measures the columns of a million reports of fifty agencies, half of them with
// a source.
func BenchmarkEvidence(b *testing.B) {
	const reports = 1_000_000
	var r evidence.Rows
	for i := range int64(reports) {
		id := fmt.Sprintf("agency-%d/R%d", i%50, i)
		row := evidence.ReportRow{Key: i, ID: id, Attributes: evidence.Attributes{Loss: "1250.50", Currency: "INR"}}
		if i%2 == 0 {
			row.Source = evidence.HashSource(id, fmt.Sprint("source-", i/3))
		}
		r.Reports = append(r.Reports, row)
	}
	s := evidence.NewSnapshot(&r)
	b.ReportAllocs()
	for b.Loop() {
		e, _, err := Evidence(s, time.Time{})
		require.NoError(b, err)
		require.Len(b, e.Trust, 51)
	}
}
