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

// Append adds entries behind all others, whole or not at all, and fills in what chains them. There
// is one chain in a graph, however many processes append. It returns a *DamageError where the end
// of the log can't be read, and graph.ErrUnavailable.
func (s *Audit) Append(ctx context.Context, entries []graph.AuditEntry) error {
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return appendEntries(ctx, tx, entries) })
	if err != nil {
		return fmt.Errorf("adding to the audit log: %w", err)
	}
	return nil
}

// appendEntries appends in a transaction: a change of rights is logged in the transaction that
// makes it.
func appendEntries(ctx context.Context, tx neo4j.ManagedTransaction, entries []graph.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	log, err := lockAuditLog(ctx, tx)
	if err == nil {
		err = log.damage
	}
	if err != nil {
		return err
	}
	existing, err := existingEntries(ctx, tx, entries)
	if err != nil {
		return err
	}
	head := log.head
	var rows []any
	for i := range entries {
		e := &entries[i]
		if stored, ok := existing[e.ID]; ok { // an earlier try was committed, and its answer was lost
			*e = stored
			continue
		}
		if err := e.Chain(head, log.now); err != nil {
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

// auditState is the end of the audit log.
type auditState struct {
	head   graph.AuditHead // as stored
	last   int64           // the greatest sequence of an entry
	now    time.Time       // by the clock of Neo4j
	damage error           // a *DamageError where the stored head can't be read
}

// lockAuditLog keeps other transactions from appending until this one ends, and reads the end of
// the log.
func lockAuditLog(ctx context.Context, tx neo4j.ManagedTransaction) (log auditState, err error) {
	err = query(ctx, tx, cypher.LockAuditLog, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		log = auditState{
			head: graph.AuditHead{Sequence: f.integer("seq"), Hash: f.text("hash")},
			now:  f.needTime("now"), last: f.integer("last"),
		}
		if f.values["seq"] == nil && f.values["hash"] == nil && log.last == 0 {
			log.head.Hash = graph.ZeroHash // the log is empty
		} else {
			f.needInteger("seq")
			f.needText("hash")
		}
		log.damage = f.err("AuditHead", "record")
		return nil
	})
	return log, err
}

func existingEntries(ctx context.Context, tx neo4j.ManagedTransaction, entries []graph.AuditEntry) (map[string]graph.AuditEntry, error) {
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	existing := map[string]graph.AuditEntry{}
	err := query(ctx, tx, cypher.ReadExistingEntries, map[string]any{"ids": ids}, func(r *neo4j.Record) error {
		e := entryOf(r)
		existing[e.ID] = e
		return nil
	})
	return existing, err
}

// Entries calls take with each entry, in the order of their sequence, and returns the head that is
// stored. Entries that are appended meanwhile are not among them. An entry that can't be read is
// handed over without its hash, so that a check reports it; a head that can't be read is the zero
// value. It returns graph.ErrUnavailable and the error of take.
func (s *Audit) Entries(ctx context.Context, take func(graph.AuditEntry) error) (graph.AuditHead, error) {
	var log auditState
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		log, err = lockAuditLog(ctx, tx)
		return err
	})
	if err == nil {
		s.db.logDamage(log.damage)
		err = s.db.read(ctx, cypher.ReadEntries, map[string]any{"last": log.last}, func(r *neo4j.Record) error { return take(entryOf(r)) })
	}
	if err != nil {
		return graph.AuditHead{}, fmt.Errorf("reading the audit log: %w", err)
	}
	return log.head, nil
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
		"credential": text(e.Credential), "agency": text(e.Agency), "ring": text(e.Ring), "purpose": text(e.Purpose),
		"detail": text(e.Detail), "since": text(e.Since), "requests": count(e.Requests), "count": count(e.Count),
		"found": count(e.Found), "prev": e.Previous, "hash": e.Hash,
	}
}

// entryOf reads an entry. One with a malformed field has no hash: a check must find it altered,
// also where the field reads as it was written.
func entryOf(r *neo4j.Record) graph.AuditEntry {
	f := nodeOf(r, "entry")
	e := graph.AuditEntry{
		Sequence: f.needInteger("seq"), At: f.text("at"), ID: f.text("id"),
		Action: graph.AuditAction(f.text("action")), Actor: f.text("actor"),
		Credential: f.text("credential"), Agency: f.text("agency"), Ring: f.text("ring"), Purpose: f.text("purpose"),
		Detail: f.text("detail"), Since: f.text("since"), Requests: f.integer("requests"), Count: f.integer("count"),
		Found: f.integer("found"), Previous: f.text("prev"), Hash: f.text("hash"),
	}
	if f.damaged != "" {
		e.Hash = ""
	}
	return e
}

// auditEntry returns the entry of a change that this process makes for the person who runs it.
func (db *DB) auditEntry(action graph.AuditAction, agencyID, credentialID, detail string) graph.AuditEntry {
	return graph.AuditEntry{ID: rand.Text(), Action: action, Actor: db.actor, Agency: agencyID, Credential: credentialID, Detail: detail}
}
