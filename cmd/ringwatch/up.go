package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"ringwatch/graph/neo"
	"ringwatch/graph/neo/local"
)

type upCommand struct {
	Data string `default:".ringwatch" env:"RINGWATCH_DATA" type:"path" help:"The folder that keeps the graph, its password and connection.json."`
}

// Help is shown by ringwatch up --help.
func (upCommand) Help() string {
	return `Starts a Neo4j of its own with Neo4j Browser, on the usual ports or free ones where those are taken, and stays until Ctrl-C.
Java and Maven are installed with apt where they are missing and that is permitted. How to reach it is in connection.json in the data folder.`
}

// The ports that people expect Neo4j on.
const usualBolt, usualHTTP = 7687, 7474

// Run is called by the command line.
func (c *upCommand) Run(ctx context.Context, s *settings) (err error) {
	log := s.logger()
	server, err := local.Start(ctx, local.Options{Dir: filepath.Join(c.Data, "neo4j"), BoltPort: usualBolt, HTTPPort: usualHTTP, Log: log})
	if err != nil {
		return err
	}
	defer func() {
		log.Info("stopping Neo4j")
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, server.Stop(stopping))
	}()
	store, err := neo.Open(neo.Options{URI: server.BoltURI(), User: server.User(), Password: server.Password()})
	if err != nil {
		return err
	}
	err = store.Prepare(ctx)
	if err = errors.Join(err, store.Close(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	connection := filepath.Join(c.Data, "connection.json")
	if err := writeConnection(connection, server); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(connection)) }()
	fmt.Printf(`
Neo4j is up: load records, find rings, look at the graph.

  export NEO4J_URI=%s NEO4J_USER=%s NEO4J_PASSWORD=$(cat %s)
  ringwatch ingest FILE
  ringwatch detect

  Neo4j Browser: %s  (user and password as above)

Ctrl-C ends it; the data stays in %s.
`, server.BoltURI(), server.User(), filepath.Join(c.Data, "neo4j", "password"), server.BrowserURL(), c.Data)
	select {
	case <-ctx.Done():
		return nil
	case <-server.Done():
		return server.Err()
	}
}

// writeConnection tells scripts how to reach what runs. It is there whole or not at
// all, and only its owner can read it.
func writeConnection(path string, server *local.Server) error {
	content, err := json.Marshal(map[string]string{
		"neo4j_uri": server.BoltURI(), "neo4j_user": server.User(), "neo4j_password": server.Password(), "browser": server.BrowserURL(),
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.WriteFile(path+".part", append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
