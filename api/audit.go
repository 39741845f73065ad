package api

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
)

const (
	// maxAuditBatch is how many entries are appended to the audit log in one transaction.
	maxAuditBatch = 256
	// maxAuditQueue is how many reads may wait for their entries.
	maxAuditQueue = 4096
	// checkCountInterval is how often the number of checks is logged.
	checkCountInterval = time.Minute
	// lastCheckCounts bounds logging the number of checks at the stop.
	lastCheckCounts = 5 * time.Second
	// maxPurpose is the longest purpose, as openapi.yaml has it.
	maxPurpose = 200
)

const (
	purposeHeader = "Ringwatch-Purpose"
	receiptHeader = "Ringwatch-Receipt"
)

// errAuditBacklog is returned if too many reads wait for the audit log.
var errAuditBacklog = errors.New("the audit log has a backlog")

// errAuditPanicked is returned if appending to the audit log panicked.
var errAuditPanicked = errors.New("appending to the audit log panicked")

// auditWriter writes to the audit log what agencies read and how much they check. One goroutine
// appends the queued entries in batches.
type auditWriter struct {
	store graph.AuditLog
	log   logrus.FieldLogger
	queue chan *pendingEntry

	mu     sync.Mutex
	counts map[checkCountKey]*checkCount
}

// pendingEntry is an entry that a request waits for.
type pendingEntry struct {
	entry graph.AuditEntry
	done  chan error // buffered
}

type checkCountKey struct{ agency, credential string }

// checkCount is how much an agency has checked since that was last logged.
type checkCount struct {
	since                   time.Time
	requests, tokens, found int64
}

func newAuditWriter(store graph.AuditLog, log logrus.FieldLogger) *auditWriter {
	return &auditWriter{
		store: store, log: log,
		queue: make(chan *pendingEntry, maxAuditQueue), counts: map[checkCountKey]*checkCount{},
	}
}

// write returns when the entry is in the audit log, with its number and hash. It returns
// graph.ErrUnavailable, errAuditBacklog or the context's error.
func (w *auditWriter) write(ctx context.Context, e graph.AuditEntry) (graph.AuditHead, error) {
	pending := &pendingEntry{entry: e, done: make(chan error, 1)}
	select {
	case w.queue <- pending:
	default:
		return graph.AuditHead{}, errAuditBacklog
	}
	select {
	case err := <-pending.done:
		return pending.entry.Head(), err
	case <-ctx.Done():
		return graph.AuditHead{}, ctx.Err()
	}
}

// run appends entries until the context ends.
func (w *auditWriter) run(ctx context.Context) {
	tick := time.NewTicker(checkCountInterval)
	defer tick.Stop()
	for {
		select {
		case first := <-w.queue:
			w.appendBatch(ctx, w.batch(first))
		case <-tick.C:
			w.writeCheckCountsWithin(ctx, queryTimeout)
		case <-ctx.Done():
			w.writeCheckCountsWithin(context.WithoutCancel(ctx), lastCheckCounts)
			return
		}
	}
}

// batch returns the first entry and those that are in the queue now.
func (w *auditWriter) batch(first *pendingEntry) []*pendingEntry {
	all := []*pendingEntry{first}
	for len(all) < maxAuditBatch {
		select {
		case pending := <-w.queue:
			all = append(all, pending)
		default:
			return all
		}
	}
	return all
}

func (w *auditWriter) appendBatch(ctx context.Context, all []*pendingEntry) {
	// No request waits longer.
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	entries := make([]graph.AuditEntry, len(all))
	for i, pending := range all {
		entries[i] = pending.entry
	}
	err := w.append(ctx, entries)
	for i, pending := range all {
		pending.entry = entries[i]
		pending.done <- err
	}
}

// append catches a panic, which would end the process on this goroutine.
func (w *auditWriter) append(ctx context.Context, entries []graph.AuditEntry) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.WithFields(panics.Describe(p).Fields()).Error("appending to the audit log panicked")
			err = errAuditPanicked
		}
	}()
	return w.store.Append(ctx, entries)
}

// countCheck counts a request for checks. It never waits for Neo4j.
func (w *auditWriter) countCheck(by *access.Caller, tokens, found int) {
	key := checkCountKey{by.Agency.ID, by.CredentialID}
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.counts[key]
	if n == nil {
		n = &checkCount{since: time.Now()}
		w.counts[key] = n
	}
	n.requests++
	n.tokens += int64(tokens)
	n.found += int64(found)
}

// writeCheckCountsWithin gives up after the timeout: reads of members wait for the audit log
// meanwhile.
func (w *auditWriter) writeCheckCountsWithin(ctx context.Context, timeout time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	w.writeCheckCounts(ctx)
}

// writeCheckCounts appends how much each agency has checked. If that fails it adds those counts to
// the next ones.
func (w *auditWriter) writeCheckCounts(ctx context.Context) {
	w.mu.Lock()
	counts := w.counts
	w.counts = make(map[checkCountKey]*checkCount, len(counts))
	w.mu.Unlock()
	var entries []graph.AuditEntry
	for key, n := range counts {
		entries = append(entries, graph.AuditEntry{
			ID: rand.Text(), Action: graph.AuditChecksMade, Actor: key.agency, Credential: key.credential,
			Since: n.since.UTC().Format(time.RFC3339), Requests: n.requests, Count: n.tokens, Found: n.found,
		})
	}
	if len(entries) == 0 {
		return
	}
	err := w.append(ctx, entries)
	if err == nil {
		return
	}
	w.log.WithError(err).Warn("the number of checks could not be written to the audit log; it is added to the next entry")
	w.mu.Lock()
	defer w.mu.Unlock()
	for key, n := range counts {
		if later := w.counts[key]; later != nil {
			n.requests, n.tokens, n.found = n.requests+later.requests, n.tokens+later.tokens, n.found+later.found
		}
		w.counts[key] = n
	}
}

// auditRead writes a read of tokens to the audit log and sets the receipt header. Call it before
// responding. It returns false after responding with a problem.
func (a *API) auditRead(c *gin.Context, action graph.AuditAction, ringID, purpose string, tokens int) bool {
	by := callerOf(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	receipt, err := a.audit.write(ctx, graph.AuditEntry{
		ID: requestID(c), Action: action, Actor: by.Agency.ID, Credential: by.CredentialID,
		Ring: ringID, Purpose: purpose, Count: int64(tokens),
	})
	if err != nil {
		a.respondError(c, err)
		return false
	}
	c.Header(receiptHeader, receipt.String())
	return true
}

// changeEntry returns the audit entry of a change, which the store writes in the transaction of the
// change.
func changeEntry(c *gin.Context, action graph.AuditAction, detail string) graph.AuditEntry {
	by := callerOf(c)
	return graph.AuditEntry{ID: requestID(c), Action: action, Actor: by.Agency.ID, Credential: by.CredentialID, Detail: detail}
}

// readPurpose returns what members are read for, as the agency says in a header. It returns false
// after responding with a problem if that is missing or must not be logged.
func readPurpose(c *gin.Context) (string, bool) {
	values := c.Request.Header[purposeHeader]
	if len(values) != 1 {
		respondInvalidField(c, purposeHeader, "want this header once, saying what the members are read for")
		return "", false
	}
	text := strings.TrimSpace(values[0])
	if reason := checkText(text, maxPurpose); reason != "" {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The purpose is written to the audit log, so it must be text without identifiers.", fieldError(purposeHeader, reason))
		return "", false
	}
	return text, true
}
