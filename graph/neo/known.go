package neo

import (
	"context"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// Known lists all rings as the last run left them, closed ones too, in the order of
// their ids. Nobody but the holder of the lease changes them, so a plain read will do.
// It fails with graph.ErrUnavailable.
func (s *Store) Known(ctx context.Context) ([]graph.Known, error) {
	var all []graph.Known
	err := s.each(ctx, "read_known_rings", nil, func(r *neo4j.Record) error {
		known, err := knownOf(r)
		all = append(all, known)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is known of rings: %w", err)
	}
	return all, nil
}

func knownOf(r *neo4j.Record) (known graph.Known, err error) {
	if known.Ring, err = ringWithMembers(r); err != nil {
		return known, err
	}
	released, err := column[string](r, "released")
	if err != nil {
		return known, err
	}
	known.Members = slices.DeleteFunc(known.Members, func(m graph.Member) bool {
		passed := slices.Contains(released, string(m.Token))
		if passed {
			known.Released = append(known.Released, m.Identifier)
		}
		return passed
	})
	opinions, err := column[neo4j.Node](r, "opinions")
	for _, node := range opinions {
		p := properties(node.Props)
		known.Opinions = append(known.Opinions, graph.Opinion{
			Verdict: graph.Verdict(p.text("verdict")),
			Members: p.number("member_count"), Reports: p.number("report_count"), Band: graph.Band(p.text("band")),
		})
	}
	return known, err
}

// Withdrawn tells which of these agency-scoped ids were taken back. It fails with
// graph.ErrUnavailable.
func (s *Store) Withdrawn(ctx context.Context, ids []string) (withdrawn []string, err error) {
	for some := range slices.Chunk(ids, reportsAtOnce) {
		err := s.each(ctx, "read_withdrawn", map[string]any{"ids": some}, func(r *neo4j.Record) (err error) {
			withdrawn, err = appendColumn(withdrawn, r, "ids")
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("asking which of %d records were withdrawn: %w", len(some), err)
		}
	}
	return withdrawn, nil
}
