package api

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	// mostTogether is how many entries are added to the record in one transaction.
	mostTogether = 256
	// mostWaiting is how many member reads may wait for their entries to be on record.
	mostWaiting = 4096
	// checksEvery is how often the volume of checks is put on record.
	checksEvery = time.Minute
	// lastVolumes bounds putting on record what was checked before the stop.
	lastVolumes = 5 * time.Second
	// maxPurpose bounds what a member read is for, as openapi.yaml has it.
	maxPurpose = 200
)

const (
	purposeHeader = "Ringwatch-Purpose"
	receiptHeader = "Ringwatch-Receipt"
)

// errBusy: more member reads wait for the record than it will take soon.
var errBusy = errors.New("the record is behind")

// recorder puts on record what agencies read and how much they check. One goroutine adds
// what waits, all in one transaction.
type recorder struct {
	audit graph.AuditLog
	log   logrus.FieldLogger
	queue chan *waiting

	mu      sync.Mutex
	volumes map[volumeKey]*volume
}

// waiting is an entry that somebody waits for.
type waiting struct {
	entry graph.AuditEntry
	done  chan error // has room for what is told
}

type volumeKey struct{ agency, credential string }

// volume is how much was checked since the last time that was put on record.
type volume struct {
	since                   time.Time
	requests, tokens, found int64
}

func newRecorder(audit graph.AuditLog, log logrus.FieldLogger) *recorder {
	return &recorder{audit: audit, log: log, queue: make(chan *waiting, mostWaiting), volumes: map[volumeKey]*volume{}}
}

// record returns once an entry is on record, with where it is. It fails with
// graph.ErrUnavailable, errBusy and the context's error.
func (r *recorder) record(ctx context.Context, e graph.AuditEntry) (graph.AuditHead, error) {
	w := &waiting{entry: e, done: make(chan error, 1)}
	select {
	case r.queue <- w:
	default:
		return graph.AuditHead{}, errBusy
	}
	select {
	case err := <-w.done:
		return w.entry.Head(), err
	case <-ctx.Done():
		return graph.AuditHead{}, ctx.Err()
	}
}

// run adds what waits to the record until the context ends.
func (r *recorder) run(ctx context.Context) {
	tick := time.NewTicker(checksEvery)
	defer tick.Stop()
	for {
		select {
		case first := <-r.queue:
			r.add(ctx, r.together(first))
		case <-tick.C:
			r.addVolumesWithin(ctx, lookTimeout)
		case <-ctx.Done():
			r.addVolumesWithin(context.WithoutCancel(ctx), lastVolumes)
			return
		}
	}
}

// addVolumesWithin gives up after a while: member reads wait for their places on record meanwhile.
func (r *recorder) addVolumesWithin(ctx context.Context, patience time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r.addVolumes(ctx)
}

// together takes what waits by now.
func (r *recorder) together(first *waiting) []*waiting {
	all := []*waiting{first}
	for len(all) < mostTogether {
		select {
		case w := <-r.queue:
			all = append(all, w)
		default:
			return all
		}
	}
	return all
}

func (r *recorder) add(ctx context.Context, all []*waiting) {
	// Nobody waits longer than a read may.
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	entries := make([]graph.AuditEntry, len(all))
	for i, w := range all {
		entries[i] = w.entry
	}
	err := r.audit.Append(ctx, entries)
	for i, w := range all {
		w.entry = entries[i]
		w.done <- err
	}
}

// checked counts what an agency checked. It never waits for Neo4j.
func (r *recorder) checked(by *caller, tokens, found int) {
	key := volumeKey{by.agency.ID, by.credential}
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.volumes[key]
	if v == nil {
		v = &volume{since: time.Now()}
		r.volumes[key] = v
	}
	v.requests++
	v.tokens += int64(tokens)
	v.found += int64(found)
}

// addVolumes puts on record how much each agency checked. What can't be put there now is
// counted on.
func (r *recorder) addVolumes(ctx context.Context) {
	r.mu.Lock()
	volumes := r.volumes
	r.volumes = make(map[volumeKey]*volume, len(volumes))
	r.mu.Unlock()
	var entries []graph.AuditEntry
	for key, v := range volumes {
		entries = append(entries, graph.AuditEntry{
			ID: rand.Text(), Action: graph.AuditChecksMade, Actor: key.agency, Credential: key.credential,
			Since: v.since.UTC().Format(time.RFC3339), Requests: v.requests, Count: v.tokens, Found: v.found,
		})
	}
	if len(entries) == 0 {
		return
	}
	err := r.audit.Append(ctx, entries)
	if err == nil {
		return
	}
	r.log.WithError(err).Warn("the volume of checks can't be put on record now")
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, v := range volumes {
		if more := r.volumes[key]; more != nil {
			v.requests, v.tokens, v.found = v.requests+more.requests, v.tokens+more.tokens, v.found+more.found
		}
		r.volumes[key] = v
	}
}

// onRecord puts a read of members, or of other tokens, on record, before it is answered, or answers
// that it can't.
func (a *API) onRecord(c *gin.Context, action graph.AuditAction, ringID, purpose string, members int) bool {
	by := callerOf(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	receipt, err := a.recorder.record(ctx, graph.AuditEntry{
		ID: requestID(c), Action: action, Actor: by.agency.ID, Credential: by.credential, Ring: ringID, Purpose: purpose, Count: int64(members),
	})
	if err != nil {
		a.fail(c, err)
		return false
	}
	c.Header(receiptHeader, receipt.String())
	return true
}

// entryOf is the entry that puts on record what a request changes, in the transaction that
// changes it.
func entryOf(c *gin.Context, action graph.AuditAction, detail string) graph.AuditEntry {
	by := callerOf(c)
	return graph.AuditEntry{ID: requestID(c), Action: action, Actor: by.agency.ID, Credential: by.credential, Detail: detail}
}

// purpose is what a member read is for, as the agency says; where it says nothing that may
// be put on record, that is answered.
func purpose(c *gin.Context) (string, bool) {
	given := c.Request.Header[purposeHeader]
	if len(given) != 1 {
		badField(c, purposeHeader, "want one such header, saying what members are read for")
		return "", false
	}
	text := strings.TrimSpace(given[0])
	if reason := checkText(text, maxPurpose); reason != "" {
		answerProblem(c, http.StatusBadRequest, "The purpose is put on record, so it must be text without identifiers.", fieldError(purposeHeader, reason))
		return "", false
	}
	return text, true
}
