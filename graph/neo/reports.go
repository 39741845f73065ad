package neo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

var _ graph.Evidence = (*Store)(nil)

// reportsAtOnce bounds the ids in one statement.
const reportsAtOnce = 10_000

// Reports reads those of the reports with these agency-scoped ids that are still
// there, in the order of the ids. It fails with graph.ErrUnavailable.
func (s *Store) Reports(ctx context.Context, ids []string) ([]graph.Report, error) {
	reports := make([]graph.Report, 0, len(ids))
	for some := range slices.Chunk(ids, reportsAtOnce) {
		err := s.each(ctx, "read_reports", inBatch("ids", some), func(r *neo4j.Record) error {
			place, err := number(r, "place")
			if err == nil {
				reports = append(reports, reportOf(r, some[place]))
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading %d reports: %w", len(some), err)
		}
	}
	return reports, nil
}

func reportOf(r *neo4j.Record, scoped string) graph.Report {
	p := properties(r.AsMap())
	agency := p.text("agency")
	return graph.Report{
		ID: strings.TrimPrefix(scoped, agency+"/"), Agency: agency, OccurredAt: p.time("occurred_at"),
		Category: p.text("category"), Channel: p.text("channel"), Region: p.text("region"),
		Loss: graph.Amount(p.text("loss")), Currency: p.text("currency"),
	}
}
