package memory

import (
	"cmp"
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Options configure a Store. The zero value is ready to use.
type Options struct {
	// Now is the clock of the store; nil: time.Now.
	Now func() time.Time
	// Actor is who the audit log names for changes of agencies and credentials; empty: "unknown".
	Actor string
}

// Store is the graph in memory. It is safe for concurrent use: one operation runs at a time.
type Store struct {
	clock func() time.Time
	actor string

	mu sync.Mutex // guards everything below

	records      records
	identifiers  map[graph.Token]graph.Kind // by canonical token
	equivalences map[graph.Token]*equivalence

	leases map[string]*lease
	runs   map[string]*graph.Run

	publication       graph.Publication
	publishedTokens   int       // how many equivalences the last publication knew
	publishedTokensAt time.Time // when the latest of them changed
	rings             map[string]*ring
	lineage           map[graph.Lineage]bool   // SplitOff is not stored
	events            map[string][]graph.Event // by ring, in order
	feedback          []*feedback              // in the order of their times

	verifications []graph.Verification // in the order of their times
	disputes      []*graph.Dispute     // in the order of their numbers
	lastDispute   int64

	agencies    map[string]*graph.Agency
	credentials map[string]*graph.AgencyCredential // by hash
	secret      []byte

	log       []graph.AuditEntry
	responses map[requestKey]*response
}

var (
	_ graph.RecordStore       = (*Store)(nil)
	_ graph.IdempotencyStore  = (*Store)(nil)
	_ graph.Leases            = (*Store)(nil)
	_ graph.RunLog            = (*Store)(nil)
	_ graph.Publisher         = (*Store)(nil)
	_ graph.PreviousRings     = (*Store)(nil)
	_ graph.RetentionStore    = (*Store)(nil)
	_ graph.RingReader        = (*Store)(nil)
	_ graph.HistoryReader     = (*Store)(nil)
	_ graph.RunReader         = (*Store)(nil)
	_ graph.FeedbackStore     = (*Store)(nil)
	_ graph.VerificationStore = (*Store)(nil)
	_ graph.DisputeStore      = (*Store)(nil)
	_ graph.RegisterReader    = (*Store)(nil)
	_ graph.AuditLog          = (*Store)(nil)
	_ graph.AuditReader       = (*Store)(nil)
	_ graph.AgencyStore       = (*Store)(nil)
	_ graph.CredentialStore   = (*Store)(nil)
	_ evidence.Source         = (*Store)(nil)
)

// New returns an empty store.
func New(o Options) *Store {
	s := &Store{
		clock: o.Now, actor: cmp.Or(o.Actor, "unknown"),
		records: records{
			reports: map[string]*report{}, links: map[string]*link{}, releases: map[string]*release{},
			withdrawals: map[string]withdrawal{}, claims: map[string]*claim{},
		},
		identifiers: map[graph.Token]graph.Kind{}, equivalences: map[graph.Token]*equivalence{},
		leases: map[string]*lease{}, runs: map[string]*graph.Run{},
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
func (s *Store) now() time.Time { return s.clock().UTC().Round(0) }

// lock takes the lock, and returns what releases it. It returns the context's cause if the context
// has ended.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	return s.mu.Unlock, nil
}
