package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// void reads which evidence releases make void.
func (s *Evidence) void(ctx context.Context) (*evidence.Void, error) {
	void := &evidence.Void{Mentions: map[evidence.Mention]bool{}, Links: map[string]bool{}}
	releases := 0
	err := s.db.read(ctx, cypher.CountReleases, nil, func(r *neo4j.Record) error {
		releases = fieldsOf(r).count("releases")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting releases: %w", err)
	}
	if releases == 0 { // mostly so, and planning the statements takes a while
		return void, nil
	}
	err = s.db.read(ctx, cypher.ReadVoidedNames, nil, func(r *neo4j.Record) error {
		reports, err := column[string](r, "reports")
		if err != nil {
			return err
		}
		tokens, err := columnAlong[string](r, "tokens", len(reports))
		for i := range tokens {
			void.Mentions[evidence.Mention{ReportID: reports[i], Token: graph.Token(tokens[i])}] = true
		}
		return err
	})
	if err == nil {
		err = s.db.read(ctx, cypher.ReadVoidedLinks, nil, func(r *neo4j.Record) error {
			ids, err := column[string](r, "ids")
			for _, id := range ids {
				void.Links[id] = true
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("reading what releases make void: %w", err)
	}
	return void, nil
}
