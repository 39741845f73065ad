package localplatform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/graph/neo/local"
	"github.com/ringwatch/ringwatch/internal/app"
	"github.com/ringwatch/ringwatch/internal/demo"
)

// The ports where people expect Neo4j.
const (
	usualBoltPort = 7687
	usualHTTPPort = 7474
)

// stopNeo4jWithin bounds how long Neo4j may take to close; after that it is killed.
const stopNeo4jWithin = time.Minute

// Options say what to run. App and Dir are mandatory.
type Options struct {
	// App is how to serve. Its Neo4j is filled in here, and its Listen is another port of the same
	// host if that one is taken.
	App app.Options
	// Dir is the folder of the graph, its password, the operator's key and connection.json.
	Dir string
	// Neo4j is the database to use; nil runs one in Dir.
	Neo4j *neo.Options
	// Patience is how long to try again while Neo4j can't be reached; 0 is the store's default.
	Patience time.Duration
	// DemoReports is how many reports of a synthetic world to load if the graph has none; 0 loads
	// nothing.
	DemoReports int
	// Out is where to print how to reach the platform.
	Out io.Writer
}

// Run runs the platform until ctx ends or a part of it fails. It returns nil if it was stopped by
// ctx. It leaves no process behind.
func Run(ctx context.Context, o Options) (err error) {
	log := o.App.Log
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return err
	}
	where, database, err := connect(ctx, o, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopDatabase(ctx, database, log)) }()

	o.App.Neo4j = where.neo4j(o.Patience)
	platform, err := startApp(ctx, o.App)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, platform.Stop(context.WithoutCancel(ctx))) }()

	where.API = platform.URL()
	if where.Key, err = operatorKey(ctx, platform.Store().Register, filepath.Join(o.Dir, "api-key")); err != nil {
		return err
	}
	if err := platform.Refresh(ctx); err != nil {
		return fmt.Errorf("making the API accept the operator's key: %w", err)
	}
	file := filepath.Join(o.Dir, "connection.json")
	if err := where.write(file); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file)) }()
	if err := runDemo(ctx, platform, where, o); err != nil {
		return err
	}
	where.introduce(o.Out, file)
	return wait(ctx, platform, database, log)
}

// listenTries is how often startApp looks for a free address.
const listenTries = 3

// startApp starts the App on its address, or on another port if that one is taken. The server
// listens only after Neo4j is prepared: until then another process may take the port, so startApp
// tries again.
func startApp(ctx context.Context, o app.Options) (*app.App, error) {
	for try := 1; ; try++ {
		var err error
		if o.Listen, err = freeAddress(o.Listen); err != nil {
			return nil, err
		}
		platform, err := app.New(o)
		if err != nil {
			return nil, err
		}
		if err = platform.Start(ctx); err == nil {
			return platform, nil
		}
		if try == listenTries || !errors.Is(err, syscall.EADDRINUSE) {
			return nil, err
		}
		o.Log.WithField("listen", o.Listen).Warn("the port was taken by another process; trying another one")
	}
}

// connect returns how to reach Neo4j, and the server if it started one.
func connect(ctx context.Context, o Options, log *logrus.Logger) (Connection, *local.Server, error) {
	if o.Neo4j != nil {
		return Connection{Neo4jURI: o.Neo4j.URI, Neo4jUser: o.Neo4j.User, Neo4jPassword: o.Neo4j.Password}, nil, nil
	}
	server, err := local.Start(ctx, local.Options{
		Dir: filepath.Join(o.Dir, "neo4j"), BoltPort: usualBoltPort, HTTPPort: usualHTTPPort, Log: log,
	})
	if err != nil {
		return Connection{}, nil, err
	}
	return Connection{
		Neo4jURI: server.BoltURI(), Neo4jUser: server.User(), Neo4jPassword: server.Password(), Browser: server.BrowserURL(),
	}, server, nil
}

func stopDatabase(ctx context.Context, server *local.Server, log logrus.FieldLogger) error {
	if server == nil {
		return nil
	}
	log.Info("stopping Neo4j")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopNeo4jWithin)
	defer cancel()
	return server.Stop(ctx)
}

// runDemo loads the demo if it is wanted, and makes the API see its rings.
func runDemo(ctx context.Context, platform *app.App, where Connection, o Options) error {
	if o.DemoReports == 0 {
		return nil
	}
	err := demo.Run(ctx, demo.Options{
		URL: where.API, Key: where.Key, Reports: o.DemoReports, HasReports: platform.Store().Evidence.HasReports,
		Marker: filepath.Join(o.Dir, "demo-begun"), Log: o.App.Log,
	})
	if err != nil {
		return err
	}
	if err := platform.Refresh(ctx); err != nil {
		return fmt.Errorf("making the API show the demo's rings: %w", err)
	}
	return nil
}

// wait waits until ctx ends or a part of the platform fails.
func wait(ctx context.Context, platform *app.App, database *local.Server, log logrus.FieldLogger) error {
	var databaseDone <-chan struct{} // blocks for a Neo4j that was given
	if database != nil {
		databaseDone = database.Done()
	}
	select {
	case <-ctx.Done():
		log.Info("stopping")
		return nil
	case <-platform.Done():
		return platform.Err()
	case <-databaseDone:
		return fmt.Errorf("Neo4j is not restarted any more: %w", database.Err())
	}
}
