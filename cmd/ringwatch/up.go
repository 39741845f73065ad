package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/graph/neo/local"
)

type upCommand struct {
	service
	Data string `default:".ringwatch" env:"RINGWATCH_DATA" type:"path" placeholder:"FOLDER" help:"The folder that keeps the graph, its password, the API key and connection.json."`
	Demo int    `placeholder:"REPORTS" help:"Load a synthetic world of so many reports through the API and find its rings, if the graph has no report yet."`
}

// Help is shown by ringwatch up --help.
func (upCommand) Help() string {
	return `Runs the whole platform here: a Neo4j of its own with Neo4j Browser (or the one of NEO4J_URI), the API, and the schedule. It takes the usual ports, or free ones where those are taken, says how to reach everything, and stays until Ctrl-C. What was loaded is there again the next time.
Java and Maven are installed with apt where they are missing and that is permitted.`
}

// The ports that people expect Neo4j on.
const usualBolt, usualHTTP = 7687, 7474

// Run is called by the command line.
func (c *upCommand) Run(ctx context.Context, s *settings) (err error) {
	if err := overwriteFreed(); err != nil {
		return err
	}
	if err := noCore(); err != nil {
		return err
	}
	log := s.logger()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	where, gone, stop, err := c.database(ctx, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if c.Listen, err = freeAddress(c.Listen); err != nil {
		return err
	}
	p, err := startPlatform(ctx, where.options(s.Patience), c.service, doors{}, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	where.API = "http://" + p.server.Addr()
	if where.Key, err = localKey(ctx, p.store.Register, filepath.Join(c.Data, "api-key")); err != nil {
		return err
	}
	if err := p.api.Refresh(ctx); err != nil {
		return fmt.Errorf("looking whether the API knows its key: %w", err)
	}
	file := filepath.Join(c.Data, "connection.json")
	if err := where.write(file); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file)) }()
	if c.Demo > 0 {
		if err := demo(ctx, p.store, where, c.Demo, filepath.Join(c.Data, "demo-begun"), log); err != nil {
			return err
		}
		if err := p.api.Refresh(ctx); err != nil {
			return fmt.Errorf("looking whether the API has the demo's rings: %w", err)
		}
	}
	where.introduce(os.Stdout, file)
	select {
	case <-ctx.Done():
		log.Info("stopping")
		return nil
	case <-p.server.Done():
		return p.server.Err()
	case <-gone:
		return errors.New("Neo4j died too often: see its log under " + c.Data)
	}
}

// database is the Neo4j of NEO4J_URI, or one of our own that stop ends. The channel
// is closed when our own is gone for good.
func (c *upCommand) database(ctx context.Context, s *settings, log *logrus.Logger) (where connection, gone <-chan struct{}, stop func() error, err error) {
	if s.Neo4jURI != "" {
		o, err := s.neo4j()
		return connection{Neo4jURI: o.URI, Neo4jUser: o.User, Neo4jPassword: o.Password}, nil, func() error { return nil }, err
	}
	server, err := local.Start(ctx, local.Options{Dir: filepath.Join(c.Data, "neo4j"), BoltPort: usualBolt, HTTPPort: usualHTTP, Log: log})
	if err != nil {
		return connection{}, nil, nil, err
	}
	stop = func() error {
		log.Info("stopping Neo4j")
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		return server.Stop(stopping)
	}
	return connection{
		Neo4jURI: server.BoltURI(), Neo4jUser: server.User(), Neo4jPassword: server.Password(), Browser: server.BrowserURL(),
	}, server.Done(), stop, nil
}

// options are those of the store at the connection.
func (w *connection) options(patience time.Duration) neo.Options {
	return neo.Options{URI: w.Neo4jURI, User: w.Neo4jUser, Password: w.Neo4jPassword, Patience: patience, Actor: whoRuns()}
}

// introduce says how to reach what runs, in lines to copy and paste.
func (w *connection) introduce(out *os.File, file string) {
	_, _ = fmt.Fprintf(out, `
Ringwatch is up. Try:

  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/rings?limit=3'
  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/rings?band=very_high&limit=1'
  curl -H 'Authorization: Bearer %[2]s' -X POST '%[1]s/v1/runs'
  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/runs?limit=1'

  the API's documentation   %[1]s/docs
`, w.API, w.Key)
	if w.Browser != "" {
		_, _ = fmt.Fprintf(out, `  Neo4j Browser             %s
                            connect to %s as %s, password %s
                            MATCH (r:Ring) WITH r ORDER BY r.score DESC LIMIT 1 MATCH p = (r)<-[:MEMBER_OF]-() RETURN p
`, w.Browser, w.Neo4jURI, w.Neo4jUser, w.Neo4jPassword)
	}
	_, _ = fmt.Fprintf(out, `  for scripts               %s

Ctrl-C stops it all; the data stays.
`, file)
}
