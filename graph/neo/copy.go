package neo

import (
	"context"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// evidenceCopy is the evidence in Neo4j as it was read, that which releases void as well.
type evidenceCopy struct {
	all     *evidence.Snapshot
	renamed int64 // how often Neo4j's identifiers had been joined or renamed when it was read
}

// counts tells how much evidence there is in the copy.
func (c *evidenceCopy) counts() (n evidenceCounts) {
	n[0], n[1], n[len(n)-1] = int64(len(c.all.ReportIDs)), int64(len(c.all.Mentions.Report)), c.renamed
	for _, relation := range c.all.Links.Relation {
		if i := slices.Index(graph.Relations[:], relation); i >= 0 {
			n[2+i]++
		}
	}
	return n
}

// voided reads what releases void.
func (s *Evidence) voided(ctx context.Context) (*evidence.Void, error) {
	v := &evidence.Void{Mentions: map[evidence.Mention]bool{}, Links: map[string]bool{}}
	var releases int64
	err := s.db.read(ctx, cypher.CountReleases, nil, func(r *neo4j.Record) (err error) {
		releases, err = number(r, "releases")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting releases: %w", err)
	}
	if releases == 0 { // most often; and planning to find none takes a while
		return v, nil
	}
	err = s.db.read(ctx, cypher.ReadVoidedNames, nil, func(r *neo4j.Record) error {
		reports, err := column[string](r, "reports")
		if err != nil {
			return err
		}
		tokens, err := column[string](r, "tokens")
		for i := range tokens {
			v.Mentions[evidence.Mention{ReportID: reports[i], Token: graph.Token(tokens[i])}] = true
		}
		return err
	})
	if err == nil {
		err = s.db.read(ctx, cypher.ReadVoidedLinks, nil, func(r *neo4j.Record) error {
			ids, err := column[string](r, "ids")
			for _, id := range ids {
				v.Links[id] = true
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("reading what releases void: %w", err)
	}
	return v, nil
}
