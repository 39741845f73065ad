package main

import (
	"context"

	"github.com/ringwatch/ringwatch/internal/app"
)

type serveCommand struct {
	platformFlags
	accessFlags
}

// Help is shown by ringwatch serve --help.
func (serveCommand) Help() string {
	return `Serves the API and runs detection on its schedule, on the Neo4j of NEO4J_URI. Any number of processes may serve one Neo4j: each run is done by one of them, and if that one dies, another takes over within half a minute.

Ctrl-C or SIGTERM lets requests finish (up to 20 seconds), stops a run under way and exits. Nothing that was acknowledged is lost.`
}

// Run is called by the command line.
func (c *serveCommand) Run(ctx context.Context, s *settings) (err error) {
	if err := protectMemory(); err != nil {
		return err
	}
	o, err := c.options(s)
	if err != nil {
		return err
	}
	if o.Neo4j, err = s.neo4j(); err != nil {
		return err
	}
	if o.Issuer, o.TLS, err = c.load(); err != nil {
		return err
	}
	platform, err := app.New(o)
	if err != nil {
		return err
	}
	return platform.Run(ctx)
}
