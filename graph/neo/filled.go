package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// HasReports tells whether the graph holds any report. It fails with
// graph.ErrUnavailable.
func (s *Evidence) HasReports(ctx context.Context) (there bool, err error) {
	err = s.db.read(ctx, cypher.ReadHasReports, nil, func(r *neo4j.Record) (err error) {
		there, err = truth(r, "there")
		return err
	})
	if err != nil {
		return false, fmt.Errorf("looking for reports: %w", err)
	}
	return there, nil
}
