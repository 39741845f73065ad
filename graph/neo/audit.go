package neo

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.AuditLog    = (*Audit)(nil)
	_ graph.AuditReader = (*Audit)(nil)
)

// Audit is the audit log.
type Audit struct{ db *DB }

// Append adds entries behind all others, whole or not at all, and fills in what chains
// them. There is one chain on a graph, however many processes append. It fails with
// graph.ErrUnavailable.
func (s *Audit) Append(ctx context.Context, entries []graph.AuditEntry) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return appendIn(ctx, tx, entries) })
	if err != nil {
		return fmt.Errorf("adding to the record: %w", err)
	}
	return nil
}

// appendIn appends in a transaction. What changes who may do what is put on record in the
// transaction that changes it.
func appendIn(ctx context.Context, tx neo4j.ManagedTransaction, entries []graph.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	head, _, now, err := lockAudit(ctx, tx)
	if err != nil {
		return err
	}
	known, err := knownEntries(ctx, tx, entries)
	if err != nil {
		return err
	}
	var rows []any
	for i := range entries {
		e := &entries[i]
		if kept, ok := known[e.ID]; ok {
			*e = kept
			continue
		}
		if err := e.Chain(head, now); err != nil {
			return err
		}
		head = e.Head()
		rows = append(rows, entryRow(e))
	}
	if len(rows) == 0 {
		return nil
	}
	return execute(ctx, tx, cypher.AppendEntries, map[string]any{"rows": rows, "seq": head.Sequence, "hash": head.Hash})
}

// lockAudit keeps others from appending until the transaction ends; it tells where the
// record says that it ends, the greatest number of an entry, and the time.
func lockAudit(ctx context.Context, tx neo4j.ManagedTransaction) (head graph.AuditHead, last int64, now time.Time, err error) {
	err = query(ctx, tx, cypher.LockAuditLog, map[string]any{"none": graph.ZeroHash}, func(r *neo4j.Record) error {
		p := properties(r.AsMap())
		head, now = graph.AuditHead{Sequence: int64(p.number("seq")), Hash: p.text("hash")}, p.time("now")
		numbers, err := column[int64](r, "last")
		if len(numbers) > 0 {
			last = numbers[0]
		}
		return err
	})
	return head, last, now, err
}

func knownEntries(ctx context.Context, tx neo4j.ManagedTransaction, entries []graph.AuditEntry) (map[string]graph.AuditEntry, error) {
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	known := map[string]graph.AuditEntry{}
	err := query(ctx, tx, cypher.ReadExistingEntries, map[string]any{"ids": ids}, func(r *neo4j.Record) error {
		p, err := nodeOf(r, "entry")
		if err == nil {
			e := entryOf(p)
			known[e.ID] = e
		}
		return err
	})
	return known, err
}

// Entries hands over every entry in the order of their numbers, and tells where the record
// says that it ends. Entries that are appended meanwhile are not among them. It fails with
// graph.ErrUnavailable and what take fails with.
func (s *Audit) Entries(ctx context.Context, take func(graph.AuditEntry) error) (graph.AuditHead, error) {
	var head graph.AuditHead
	var last int64
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		head, last, _, err = lockAudit(ctx, tx)
		return err
	})
	if err == nil {
		err = s.db.read(ctx, cypher.ReadEntries, map[string]any{"last": last}, func(r *neo4j.Record) error {
			p, err := nodeOf(r, "entry")
			if err == nil {
				err = take(entryOf(p))
			}
			return err
		})
	}
	if err != nil {
		return graph.AuditHead{}, fmt.Errorf("reading the record: %w", err)
	}
	return head, nil
}

func entryRow(e *graph.AuditEntry) map[string]any {
	count := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	return map[string]any{
		"seq": e.Sequence, "at": e.At, "id": e.ID, "action": string(e.Action), "actor": e.Actor,
		"credential": said(e.Credential), "agency": said(e.Agency), "ring": said(e.Ring), "purpose": said(e.Purpose),
		"detail": said(e.Detail), "since": said(e.Since), "requests": count(e.Requests), "count": count(e.Count),
		"found": count(e.Found), "prev": e.Previous, "hash": e.Hash,
	}
}

func entryOf(p properties) graph.AuditEntry {
	return graph.AuditEntry{
		Sequence: int64(p.number("seq")), At: p.text("at"), ID: p.text("id"), Action: graph.AuditAction(p.text("action")), Actor: p.text("actor"),
		Credential: p.text("credential"), Agency: p.text("agency"), Ring: p.text("ring"), Purpose: p.text("purpose"),
		Detail: p.text("detail"), Since: p.text("since"), Requests: int64(p.number("requests")), Count: int64(p.number("count")),
		Found: int64(p.number("found")), Previous: p.text("prev"), Hash: p.text("hash"),
	}
}

// changed is the entry of a change that this process makes for whoever runs it.
func (s *Register) changed(action graph.AuditAction, agencyID, credentialID, detail string) graph.AuditEntry {
	return graph.AuditEntry{ID: rand.Text(), Action: action, Actor: s.db.actor, Agency: agencyID, Credential: credentialID, Detail: detail}
}
