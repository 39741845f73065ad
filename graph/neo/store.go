package neo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/ringwatch/ringwatch/graph"
)

// Options say which Neo4j to use. URI, User and Password are mandatory.
type Options struct {
	URI      string // bolt://, neo4j:// or either with +s or +ssc; without a user or password
	User     string
	Password string
	// Patience is how long a call goes on trying while Neo4j can't be reached;
	// 0 means 30 s.
	Patience time.Duration
	// Actor is who the record says changed keys and rights by this store: a host and user.
	// Empty is "unknown".
	Actor string
}

const defaultPatience = 30 * time.Second

func (o *Options) validate() error {
	for _, field := range []struct{ name, value string }{{"URI", o.URI}, {"user", o.User}, {"password", o.Password}} {
		if field.value == "" {
			return fmt.Errorf("the Neo4j %s is empty", field.name)
		}
	}
	// A URI is logged and shown, so it must hold no secret. None of it is repeated here.
	if strings.Contains(o.URI, "@") {
		return errors.New("the Neo4j URI holds a user or a password, which would be shown with it: leave them out, and give them as NEO4J_USER and NEO4J_PASSWORD")
	}
	if o.Patience < 0 {
		return fmt.Errorf("the patience with Neo4j is negative")
	}
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	return nil
}

// Store is the graph in one Neo4j database. It is safe for concurrent use.
type Store struct {
	driver neo4j.DriverWithContext
	// bookmarks let a session of a cluster read what another of this store wrote.
	bookmarks  neo4j.BookmarkManager
	statements statements
	patience   time.Duration
	remembered knownRings
	// groupedAtOnce is the constant of that name; less in a test.
	groupedAtOnce int64
	turns         turns
	actor         string
}

var _ graph.RecordStore = (*Store)(nil)

// Open returns a store on the server that o names. It does not wait for the server:
// the first call that needs it does.
func Open(o Options) (*Store, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	all, err := loadStatements()
	if err != nil {
		return nil, err
	}
	driver, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""), func(c *config.Config) {
		c.MaxTransactionRetryTime = o.Patience
		c.SocketConnectTimeout = min(5*time.Second, o.Patience)
		c.ConnectionAcquisitionTimeout = o.Patience
		// After Neo4j restarts, connections of before look open until they are used.
		c.ConnectionLivenessCheckTimeout = 2 * time.Second
		c.UserAgent = "ringwatch"
	})
	if err != nil {
		// The driver quotes the URI, which may hold a password.
		return nil, fmt.Errorf("the Neo4j URI is not one: want bolt://HOST:PORT or neo4j://HOST:PORT")
	}
	return &Store{driver: driver, bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}), statements: all, patience: o.Patience, actor: cmp.Or(o.Actor, "unknown"), groupedAtOnce: groupedAtOnce}, nil
}

// Close gives back the connections.
func (s *Store) Close(ctx context.Context) error {
	if err := s.driver.Close(ctx); err != nil {
		return fmt.Errorf("closing the connections to Neo4j: %w", ours(err))
	}
	return nil
}

// Ready tells whether Neo4j answers now, without retrying. It fails with
// graph.ErrUnavailable.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.driver.VerifyConnectivity(ctx); err != nil {
		return fmt.Errorf("asking Neo4j whether it is there: %w", ours(err))
	}
	return nil
}

// Prepare creates the constraints and indexes that every other call relies on.
// Calling it again changes nothing. It fails with graph.ErrUnavailable.
func (s *Store) Prepare(ctx context.Context) error {
	names := []string{"prepare_drafts"}
	for _, name := range slices.Sorted(maps.Keys(s.statements)) {
		if strings.HasPrefix(name, "schema_") {
			names = append(names, name)
		}
	}
	for _, name := range names {
		err := s.write(ctx, func(tx neo4j.ManagedTransaction) error {
			return s.run(ctx, tx, name, nil)
		})
		if err != nil {
			return fmt.Errorf("preparing Neo4j (%s): %w", name, err)
		}
	}
	return nil
}

// write runs work in one transaction, again and again while Neo4j can't be reached
// or the transaction clashed with another, until the store's patience ends. Work
// must be safe to repeat: after a lost connection nobody knows whether the commit
// went through.
func (s *Store) write(ctx context.Context, work func(neo4j.ManagedTransaction) error) error {
	deadline := time.Now().Add(s.patience)
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := s.writeOnce(ctx, work)
		if err != nil && ctx.Err() != nil {
			return context.Cause(ctx) // the driver tells of a cancelled call as of a lost connection
		}
		if err == nil || !again(err) || time.Now().After(deadline) {
			return ours(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (s *Store) writeOnce(ctx context.Context, work func(neo4j.ManagedTransaction) error) (err error) {
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeWrite, BookmarkManager: s.bookmarks})
	defer func() {
		// A session that can't be closed lost its connection: the work's own error says so.
		if closing := session.Close(context.WithoutCancel(ctx)); err == nil && closing != nil {
			err = closing
		}
	}()
	_, err = session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) { return nil, work(tx) })
	return err
}

// run runs a statement for its effect.
func (s *Store) run(ctx context.Context, tx neo4j.ManagedTransaction, name string, params map[string]any) error {
	result, err := tx.Run(ctx, s.statements[name], params)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}

// constraintViolated is what the loser of a race to create a record is told: the
// next try finds the winner's.
const constraintViolated = "Neo.ClientError.Schema.ConstraintValidationFailed"

// entityNotFound is what a writer is told whose identifier a withdrawal took out
// meanwhile: the next try makes it anew.
const entityNotFound = "Neo.ClientError.Statement.EntityNotFound"

// again reports whether the same work may succeed if it is tried again.
func again(err error) bool {
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && (server.Code == constraintViolated || server.Code == entityNotFound) {
		return true
	}
	return errors.Is(err, errGone) || neo4j.IsRetryable(err) || unreachable(err)
}

func unreachable(err error) bool {
	var connectivity *neo4j.ConnectivityError
	var limit *neo4j.TransactionExecutionLimit
	return errors.As(err, &connectivity) || errors.As(err, &limit)
}

// ours turns a driver's error into one of package graph's, without what the server
// quotes of a statement's values. Errors of our own pass.
func ours(err error) error {
	var server *neo4j.Neo4jError
	var usage *neo4j.UsageError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &server) && strings.HasPrefix(server.Code, "Neo.ClientError.Security."):
		return fmt.Errorf("%w: Neo4j refused the user or password", graph.ErrUnavailable)
	case errors.As(err, &server) && neo4j.IsRetryable(err):
		return fmt.Errorf("%w: neo4j answered %s", graph.ErrUnavailable, server.Code)
	case unreachable(err), neo4j.IsRetryable(err):
		return graph.ErrUnavailable
	case errors.As(err, &server):
		return fmt.Errorf("neo4j answered %s", server.Code)
	case errors.As(err, &usage):
		return errors.New("the Neo4j driver was misused")
	}
	return err
}
