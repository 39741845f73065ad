package memory

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// state is the graph that the actors of a Store share. Its methods require the lock, except now and
// lock.
type state struct {
	clock func() time.Time

	mu sync.Mutex // guards everything below

	records     records
	identifiers map[graph.Token]graph.Kind // by canonical token

	leases map[string]*lease
	runs   map[string]*graph.Run

	publication     graph.Publication
	publishedTokens string // the later tokens at the last publication
	rings           map[string]*ring
	lineage         map[graph.Lineage]bool   // SplitOff is not stored
	events          map[string][]graph.Event // by ring, in order
	feedback        []*feedback              // in the order of their times

	verifications []verification   // in the order of their times
	disputes      []*graph.Dispute // in the order of their numbers
	lastDispute   int64
	contested     map[int64]graph.Token // the tokens that disputes were filed on, by number

	agencies    map[string]*graph.Agency
	credentials map[string]*graph.AgencyCredential // by hash
	secret      []byte                             // of the register

	log       []graph.AuditEntry
	responses map[requestKey]*response
}

// newState returns an empty graph. If clock is nil, it uses time.Now.
func newState(clock func() time.Time) *state {
	s := &state{
		clock: clock,
		records: records{
			reports: map[string]*report{}, links: map[string]*link{}, releases: map[string]*release{},
			withdrawals: map[string]withdrawal{}, claims: map[string]*claim{},
			known: map[string]*known{},
		},
		identifiers: map[graph.Token]graph.Kind{}, publishedTokens: fmt.Sprint(map[graph.Token][]graph.Token{}),
		contested: map[int64]graph.Token{},
		leases:    map[string]*lease{}, runs: map[string]*graph.Run{},
		rings: map[string]*ring{}, lineage: map[graph.Lineage]bool{}, events: map[string][]graph.Event{},
		agencies: map[string]*graph.Agency{}, credentials: map[string]*graph.AgencyCredential{},
		secret:    []byte(rand.Text() + rand.Text()),
		responses: map[requestKey]*response{},
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	return s
}

// now returns the time in UTC without a monotonic reading, as a database would.
func (s *state) now() time.Time { return s.clock().UTC().Round(0) }

// lock takes the lock, and returns what releases it. It returns the context's cause if the context
// has ended.
func (s *state) lock(ctx context.Context) (unlock func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	return s.mu.Unlock, nil
}
