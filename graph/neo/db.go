package neo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Options name the Neo4j to use. URI, User and Password are mandatory.
type Options struct {
	URI      string // bolt://, neo4j:// or either with +s or +ssc; without a user or password
	User     string
	Password string
	// Patience is for how long a call retries while Neo4j can't be reached; 0 means 30 s.
	Patience time.Duration
	// Actor is whom the audit log names for changes of keys and rights by this store: a host and
	// user. Empty means "unknown".
	Actor string
	// Log receives a line for each node that can't be read; nil means silence.
	Log logrus.FieldLogger
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
		return errors.New("the Neo4j URI holds a user or a password, which would be shown with it: " +
			"leave them out, and give them as NEO4J_USER and NEO4J_PASSWORD")
	}
	if o.Patience < 0 {
		return errors.New("the patience with Neo4j is negative")
	}
	o.Patience = cmp.Or(o.Patience, defaultPatience)
	o.Actor = cmp.Or(o.Actor, "unknown")
	if o.Log == nil {
		silent := logrus.New()
		silent.SetOutput(io.Discard)
		o.Log = silent
	}
	return nil
}

// DB is the connection to one Neo4j database. It is safe for concurrent use.
type DB struct {
	driver neo4j.DriverWithContext
	// bookmarks let a session on a cluster read what another session of this process wrote.
	bookmarks neo4j.BookmarkManager
	patience  time.Duration
	actor     string
	damage    *damageLog
}

// Connect returns a connection to the server that o names. It does not wait for the server: the
// first call that needs it does.
func Connect(o Options) (*DB, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	driver, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""), func(c *config.Config) {
		c.MaxTransactionRetryTime = o.Patience
		c.SocketConnectTimeout = min(5*time.Second, o.Patience)
		c.ConnectionAcquisitionTimeout = o.Patience
		// After a restart of Neo4j, earlier connections look open until they are used.
		c.ConnectionLivenessCheckTimeout = 2 * time.Second
		c.UserAgent = "ringwatch"
	})
	if err != nil {
		// The driver quotes the URI, which may hold a password.
		return nil, errors.New("the Neo4j URI is not one: want bolt://HOST:PORT or neo4j://HOST:PORT")
	}
	bookmarks := neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{})
	return &DB{driver: driver, bookmarks: bookmarks, patience: o.Patience, actor: o.Actor, damage: &damageLog{log: o.Log}}, nil
}

// Close closes the connections.
func (db *DB) Close(ctx context.Context) error {
	if err := db.driver.Close(ctx); err != nil {
		return fmt.Errorf("closing the connections to Neo4j: %w", mapError(err))
	}
	return nil
}

// Ready returns nil if Neo4j answers now. It does not retry. It returns graph.ErrUnavailable
// otherwise.
func (db *DB) Ready(ctx context.Context) error {
	if err := db.driver.VerifyConnectivity(ctx); err != nil {
		return fmt.Errorf("checking that Neo4j answers: %w", mapError(err))
	}
	return nil
}

// Prepare creates the constraints and indexes that every other call relies on. Calling it again
// changes nothing. It returns graph.ErrUnavailable if Neo4j can't be reached.
func (db *DB) Prepare(ctx context.Context) error {
	// Drafts written twice would make the creation of their constraint fail.
	for i, s := range append([]cypher.Statement{cypher.DeleteDuplicateDrafts}, cypher.Schema()...) {
		err := db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, s, nil) })
		if err != nil {
			return fmt.Errorf("preparing Neo4j, statement %d: %w", i, err)
		}
	}
	return nil
}
