package neo

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// lateness is how long before a snapshot something may have been received that it did not
// see: the time of a record is that at which its transaction began. What takes longer is
// missed, and Neo4j's counters tell.
const lateness = 30 * time.Second

// EvidenceCache keeps a copy of the evidence in Neo4j between snapshots, so that each reads only
// what came since the one before. It can be lost at any time without harm: the next
// snapshot reads all. So does one that finds, by Neo4j's own counters, that the copy is not
// like the original, and the first one after every so often, which tells whether they
// were alike.
type EvidenceCache struct {
	*Evidence
	// WholeEvery is after how long all is read again; 0 means a day.
	WholeEvery time.Duration
	Log        logrus.FieldLogger // mandatory

	mu    sync.Mutex
	copy  *evidenceCopy
	since time.Time // by Neo4j's clock: what was received before is in the copy
	whole time.Time // by our clock: when all was read
}

var _ evidence.Source = (*EvidenceCache)(nil)

// Snapshot is that of evidence.Source. Two at a time wait for each other.
func (r *EvidenceCache) Snapshot(ctx context.Context) (*evidence.Snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	every := r.WholeEvery
	if every == 0 {
		every = 24 * time.Hour
	}
	kept, err := r.catchUp(ctx)
	if err != nil {
		return nil, err
	}
	v, err := r.voided(ctx)
	if err != nil {
		return nil, err
	}
	if !kept || time.Since(r.whole) >= every {
		return r.readAll(ctx, v)
	}
	return r.copy.all.Without(v), nil
}

// readAll reads all evidence anew. Where there was a copy it tells whether that was right.
func (r *EvidenceCache) readAll(ctx context.Context, v *evidence.Void) (*evidence.Snapshot, error) {
	before := r.copy
	r.copy = nil
	counts, now, err := r.counts(ctx)
	if err != nil {
		return nil, err
	}
	c, err := r.copyAll(ctx, counts)
	if err != nil {
		return nil, err
	}
	r.copy, r.since, r.whole = c, now.Add(-lateness), time.Now()
	s := c.all.Without(v)
	if before != nil {
		log := r.Log.WithField("reports", len(s.ReportIDs))
		if reflect.DeepEqual(before.all.Without(v), s) {
			log.Info("all evidence was read again, and is what was kept of it")
		} else {
			log.Warn("all evidence was read again, and differs from what was kept of it: records arrive, or the copy was wrong")
		}
	}
	return s, nil
}

// catchUp reads what came since the last snapshot. It reports false where there is no copy,
// or one that Neo4j's counters say is wrong even after a second look: records may have
// arrived during the first.
func (r *EvidenceCache) catchUp(ctx context.Context) (kept bool, err error) {
	if r.copy == nil {
		return false, nil
	}
	for range 2 {
		counts, now, err := r.counts(ctx)
		if err != nil {
			return false, err
		}
		news, err := r.readNew(ctx)
		if err != nil {
			return false, err
		}
		r.copy.all = r.copy.all.With(news)
		if r.copy.counts() == counts {
			r.since = now.Add(-lateness)
			return true, nil
		}
	}
	r.Log.Info("the kept copy of the evidence is not complete: all is read again")
	r.copy = nil
	return false, nil
}

// evidenceCounts is how much evidence there is: reports, what they name, links by relation,
// and how often identifiers were joined or renamed.
type evidenceCounts [3 + len(graph.Relations)]int64

// of tells how many links of a relation there are.
func (n *evidenceCounts) of(relation graph.Relation) int64 {
	return n[2+slices.Index(graph.Relations[:], relation)]
}

// renamed tells how often identifiers were joined or renamed.
func (n *evidenceCounts) renamed() int64 { return n[len(n)-1] }

// counts reads how much evidence there is, and Neo4j's clock.
func (s *Evidence) counts(ctx context.Context) (n evidenceCounts, now time.Time, err error) {
	err = s.db.read(ctx, cypher.ReadCounts, nil, func(r *neo4j.Record) (err error) {
		names := []string{"reports", "names"}
		for _, relation := range graph.Relations {
			names = append(names, string(relation))
		}
		for i, name := range append(names, "renamed") {
			if n[i], err = number(r, name); err != nil {
				return err
			}
		}
		now, _, err = neo4j.GetRecordValue[time.Time](r, "now")
		return err
	})
	if err != nil {
		return n, now, fmt.Errorf("counting the evidence: %w", err)
	}
	return n, now, nil
}

// readNew reads what came since the last snapshot. Withdrawals come last: what they take back may have
// arrived together with them.
func (r *EvidenceCache) readNew(ctx context.Context) (*evidence.Delta, error) {
	since := map[string]any{"since": r.since}
	work, working := errgroup.WithContext(ctx)
	read := func(what string, statement cypher.Statement, take func(*neo4j.Record) error) {
		work.Go(func() error {
			if err := r.db.read(working, statement, since, take); err != nil {
				return fmt.Errorf("reading new %s: %w", what, err)
			}
			return nil
		})
	}
	var news evidence.Delta
	var links [len(graph.Relations)][]evidence.DeltaLink
	read("reports", cypher.ReadNewReports, func(record *neo4j.Record) error { return takeNewReports(&news.Reports, record) })
	for i, relation := range graph.Relations {
		read("links", cypher.ReadNewLinks[relation], func(record *neo4j.Record) error { return takeNewLinks(&links[i], record, relation) })
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	news.Links = slices.Concat(links[:]...)
	err := r.db.read(ctx, cypher.ReadNewWithdrawals, since, func(record *neo4j.Record) (err error) {
		news.Withdrawn, err = appendColumn(news.Withdrawn, record, "ids")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading new withdrawals: %w", err)
	}
	return &news, nil
}

func takeNewReports(all *[]evidence.DeltaReport, record *neo4j.Record) error {
	ids, err := column[string](record, "ids")
	if err != nil {
		return err
	}
	said := make([]evidence.Attributes, len(ids))
	for name, put := range map[string]func(to *evidence.Attributes, text string){
		"categories": func(to *evidence.Attributes, text string) { to.Category = text },
		"channels":   func(to *evidence.Attributes, text string) { to.Channel = text },
		"regions":    func(to *evidence.Attributes, text string) { to.Region = text },
		"losses":     func(to *evidence.Attributes, text string) { to.Loss = graph.Amount(text) },
		"currencies": func(to *evidence.Attributes, text string) { to.Currency = text },
	} {
		texts, err := columnAlong[string](record, name, len(ids))
		if err != nil {
			return err
		}
		for i, text := range texts {
			put(&said[i], text)
		}
	}
	seconds, err := columnAlong[int64](record, "seconds", len(ids))
	if err != nil {
		return err
	}
	tokens, err := columnAlong[[]any](record, "tokens", len(ids))
	if err != nil {
		return err
	}
	kinds, err := columnAlong[[]any](record, "kinds", len(ids))
	if err != nil {
		return err
	}
	for i, id := range ids {
		said[i].Second = evidence.Second(seconds[i])
		named, err := identifiersOf(tokens[i], kinds[i])
		if err != nil {
			return err
		}
		*all = append(*all, evidence.DeltaReport{ID: id, Attributes: said[i], Identifiers: named})
	}
	return nil
}

func takeNewLinks(all *[]evidence.DeltaLink, record *neo4j.Record, relation graph.Relation) error {
	ids, err := column[string](record, "ids")
	if err != nil {
		return err
	}
	seconds, err := columnAlong[int64](record, "seconds", len(ids))
	if err != nil {
		return err
	}
	froms, err := identifierColumns(record, "froms", "from_kinds")
	if err != nil {
		return err
	}
	tos, err := identifierColumns(record, "tos", "to_kinds")
	if err != nil {
		return err
	}
	if len(froms) != len(ids) || len(tos) != len(ids) {
		return fmt.Errorf("neo4j answered %d and %d ends of %d links", len(froms), len(tos), len(ids))
	}
	for i, id := range ids {
		*all = append(*all, evidence.DeltaLink{ID: id, From: froms[i], To: tos[i], Relation: relation, Day: evidence.Second(seconds[i]).Day()})
	}
	return nil
}

// identifiers reads two columns of a record as identifiers.
func identifierColumns(record *neo4j.Record, tokens, kinds string) ([]graph.Identifier, error) {
	token, err := column[any](record, tokens)
	if err != nil {
		return nil, err
	}
	kind, err := column[any](record, kinds)
	if err != nil {
		return nil, err
	}
	return identifiersOf(token, kind)
}

// identifiersOf puts tokens and kinds together. Without a token there is none: a kind is then
// made of nothing.
func identifiersOf(tokens, kinds []any) ([]graph.Identifier, error) {
	token, err := appendList[string](nil, tokens, "tokens")
	if err != nil {
		return nil, err
	}
	kind, err := appendList[string](nil, kinds, "kinds")
	if err != nil {
		return nil, err
	}
	if len(kind) < len(token) {
		return nil, fmt.Errorf("neo4j answered %d kinds of %d tokens", len(kind), len(token))
	}
	all := make([]graph.Identifier, len(token))
	for i := range token {
		all[i] = graph.Identifier{Kind: graph.Kind(kind[i]), Token: graph.Token(token[i])}
	}
	return all, nil
}
