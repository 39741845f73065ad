package main

import (
	"context"
	"errors"
)

type serveCommand struct {
	service
	doors
}

// Help is shown by ringwatch serve --help.
func (serveCommand) Help() string {
	return `Serves the API and runs the detection on its schedule, on the Neo4j of NEO4J_URI. Any number of processes may serve one Neo4j: each run is done by one of them, and another takes over within half a minute of its death.
Ctrl-C or SIGTERM lets requests end, stops a run under way and leaves; nothing that was acknowledged is lost.`
}

// Run is called by the command line.
func (c *serveCommand) Run(ctx context.Context, s *settings) error {
	if err := overwriteFreed(); err != nil {
		return err
	}
	if err := noCore(); err != nil {
		return err
	}
	o, err := s.neo4j()
	if err != nil {
		return err
	}
	p, err := startPlatform(ctx, o, c.service, c.doors, s.logger())
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-p.server.Done():
	}
	return errors.Join(p.server.Err(), p.stop())
}
