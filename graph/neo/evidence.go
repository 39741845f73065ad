package neo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

var _ evidence.Source = (*Evidence)(nil)

// Evidence reads the evidence that detection works on. EvidenceCache does the same and reads less.
type Evidence struct {
	db *DB
	// rowsPerPart is the constant of that name; smaller in a test.
	rowsPerPart int64
}

// Snapshot reads all evidence that counts, in columns, several statements in parallel. It returns a
// *DamageError where a node can't be read, and graph.ErrUnavailable.
//
// Neo4j reads what is committed when it gets there, so records that arrive during the read may be
// in the snapshot in part. Relationships whose ends were not read are left out; the next snapshot
// has them.
func (s *Evidence) Snapshot(ctx context.Context) (snapshot *evidence.Snapshot, err error) {
	defer func() { err = s.explain(ctx, err) }()
	counts, _, err := s.counts(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.readAll(ctx, counts)
	if err != nil {
		return nil, err
	}
	void, err := s.void(ctx)
	if err != nil {
		return nil, err
	}
	return all.Without(void), nil
}

// RecentlyWithdrawn returns the agency-scoped ids of what was withdrawn since the last complete
// run. It returns graph.ErrUnavailable.
func (s *Evidence) RecentlyWithdrawn(ctx context.Context) ([]string, error) {
	return recentlyWithdrawn(ctx, s.db)
}

// HasReports reports whether the graph holds any report. It returns graph.ErrUnavailable.
func (s *Evidence) HasReports(ctx context.Context) (has bool, err error) {
	err = s.db.read(ctx, cypher.ReadHasReports, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		has = f.needBool("has_reports")
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("looking for reports: %w", err)
	}
	return has, nil
}

// evidenceCounts is how much evidence there is: reports, mentions, links by relation, and how often
// identifiers were merged or renamed.
type evidenceCounts [3 + len(graph.Relations)]int64

func (n *evidenceCounts) reports() int64  { return n[0] }
func (n *evidenceCounts) mentions() int64 { return n[1] }
func (n *evidenceCounts) renames() int64  { return n[len(n)-1] }

// links returns how many links of a relation there are.
func (n *evidenceCounts) links(relation graph.Relation) int64 {
	return n[2+slices.Index(graph.Relations[:], relation)]
}

// identifiers estimates how many identifiers there are: most are named twice at least.
func (n *evidenceCounts) identifiers() int64 {
	ends := n.mentions()
	for _, relation := range graph.Relations {
		ends += 2 * n.links(relation)
	}
	return ends / 2
}

// counts reads how much evidence there is, and the clock of Neo4j.
func (s *Evidence) counts(ctx context.Context) (n evidenceCounts, now time.Time, err error) {
	err = s.db.read(ctx, cypher.ReadCounts, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		names := []string{"reports", "names"}
		for _, relation := range graph.Relations {
			names = append(names, string(relation))
		}
		for i, name := range append(names, "renamed") {
			n[i] = f.needInteger(name)
		}
		now = f.needTime("now")
		return f.err("Naming", "naming")
	})
	if err != nil {
		return n, now, fmt.Errorf("counting the evidence: %w", err)
	}
	return n, now, nil
}

// rowsPerPart is about how many rows Neo4j groups at a time for a snapshot. It holds them in its
// heap, some 200 bytes each, and several statements run in parallel. Each part walks all rows, so
// many parts would cost time.
const rowsPerPart = 1_000_000

// readAll reads all evidence, void evidence included. It skips relations without links: Neo4j would
// plan statements for them.
func (s *Evidence) readAll(ctx context.Context, counts evidenceCounts) (*evidence.Snapshot, error) {
	var all evidence.Rows
	var links [len(graph.Relations)]evidence.Links[int64]
	// What may be large has its size from the start: growing it would take longer than reading it.
	all.Reports = make([]evidence.ReportRow, 0, counts.reports())
	all.Mentions = evidence.Mentions[int64]{Report: make([]int64, 0, counts.mentions()), Identifier: make([]int64, 0, counts.mentions())}
	work, ctx := parallel.WithContext(ctx)
	read := func(what string, statement cypher.Statement, rows int64, take func(*neo4j.Record) error) {
		work.Go(func() error {
			parts := 1 + rows/s.rowsPerPart
			for part := range parts {
				if err := s.db.read(ctx, statement, map[string]any{"parts": parts, "part": part}, take); err != nil {
					return fmt.Errorf("taking a snapshot of %s: %w", what, err)
				}
			}
			return nil
		})
	}
	read("reports", cypher.ReadReports, counts.reports(), takeReports(&all.Reports))
	read("identifiers", cypher.ReadIdentifiers, counts.identifiers(), takeIdentifiers(&all.Identifiers))
	read("mentions", cypher.ReadNames, counts.mentions(), takeMentions(&all.Mentions))
	for i, relation := range graph.Relations {
		if n := counts.links(relation); n > 0 {
			read("links", cypher.ReadLinks[relation], n, takeLinks(&links[i], relation))
		}
	}
	work.Go(func() error {
		standing, err := s.standing(ctx)
		if err == nil {
			all.Standing = *standing
		}
		return err
	})
	if err := work.Wait(); err != nil {
		return nil, err
	}
	for i := range links {
		all.Links.Append(&links[i])
	}
	return evidence.NewSnapshot(&all), nil
}

// explain looks for the damaged node that made reading fail: the statements read columns, and an
// error about a column does not say which node it is about. Other errors are returned as they are.
func (s *Evidence) explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, graph.ErrUnavailable) {
		return err
	}
	var damage *DamageError
	reading := s.db.read(ctx, cypher.FindDamagedEvidence, nil, func(r *neo4j.Record) error {
		if f := fieldsOf(r); damage == nil {
			damage = &DamageError{Label: f.text("label"), ID: f.text("id"), Field: f.text("field")}
		}
		return nil
	})
	if reading != nil || damage == nil {
		return err
	}
	return fmt.Errorf("reading the evidence: %w", damage)
}
