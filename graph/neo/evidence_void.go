package neo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// void reads which evidence releases and clearances make void.
func (s *Evidence) void(ctx context.Context) (*evidence.Void, error) {
	void := &evidence.Void{Mentions: map[evidence.Mention]bool{}, Links: map[string]bool{}, Loops: true}
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
	rows, err := s.bounds(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading releases: %w", err)
	}
	for batch := range slices.Chunk(rows, idsPerQuery) {
		if err := s.readVoid(ctx, void, batch); err != nil {
			return nil, fmt.Errorf("reading what releases make void: %w", err)
		}
	}
	return void, nil
}

// readVoid adds to void what the bounds of some identifiers make void.
func (s *Evidence) readVoid(ctx context.Context, void *evidence.Void, rows []any) error {
	err := s.db.read(ctx, cypher.ReadVoidedNames, inBatch("rows", rows), func(r *neo4j.Record) error {
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
	if err != nil {
		return err
	}
	return s.db.read(ctx, cypher.ReadVoidedLinks, inBatch("rows", rows), func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		for _, id := range ids {
			void.Links[id] = true
		}
		return err
	})
}

// released is what agencies say of one identifier: releases, and the last clearance.
type released struct {
	releases []evidence.Release
	cleared  time.Time
}

// bounds returns a row for each identifier of which releases or clearances make evidence void.
func (s *Evidence) bounds(ctx context.Context) (rows []any, err error) {
	said := map[string]*released{}
	var present time.Time
	err = s.db.read(ctx, cypher.ReadReleases, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		present = f.needTime("now")
		return addReleases(said, r)
	})
	if err != nil {
		return nil, err
	}
	for _, token := range slices.Sorted(maps.Keys(said)) {
		bounds := evidence.BoundsOf(said[token].releases, present)
		own := make([]any, 0, len(bounds.Own))
		for _, agency := range slices.Sorted(maps.Keys(bounds.Own)) {
			own = append(own, map[string]any{"agency": agency, "day": bounds.Own[agency]})
		}
		rows = append(rows, map[string]any{
			"token": token, "all": datetime(bounds.All), "own": own, "cleared": datetime(said[token].cleared),
		})
	}
	return rows, nil
}

// addReleases adds the releases of a record's columns by the tokens of their identifiers.
func addReleases(said map[string]*released, r *neo4j.Record) error {
	tokens, err := column[string](r, "tokens")
	if err != nil {
		return err
	}
	agencies, err := columnAlong[string](r, "agencies", len(tokens))
	if err != nil {
		return err
	}
	days, err := columnAlong[time.Time](r, "days", len(tokens))
	if err != nil {
		return err
	}
	operators, err := columnAlong[bool](r, "operators", len(tokens))
	if err != nil {
		return err
	}
	cleared, err := columnAlong[bool](r, "cleared", len(tokens))
	if err != nil {
		return err
	}
	for i, token := range tokens {
		of := said[token]
		if of == nil {
			of = &released{}
			said[token] = of
		}
		if !cleared[i] {
			of.releases = append(of.releases, evidence.Release{Agency: agencies[i], Operator: operators[i], At: days[i].UTC()})
		} else if days[i].After(of.cleared) {
			of.cleared = days[i].UTC()
		}
	}
	return nil
}
