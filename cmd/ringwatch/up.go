package main

import (
	"context"
	"os"

	"github.com/ringwatch/ringwatch/internal/localplatform"
)

type upCommand struct {
	platformFlags
	Data string `default:".ringwatch" env:"RINGWATCH_DATA" type:"path" placeholder:"FOLDER" help:"Folder for the graph, its password, the API key and connection.json; created if missing."`
	Demo int    `placeholder:"REPORTS" help:"If the graph has no reports, load a synthetic world of that many through the API and find its rings."`
}

// Help is shown by ringwatch up --help.
func (upCommand) Help() string {
	return `Runs the whole platform on this machine: a Neo4j of its own with Neo4j Browser (or the one of NEO4J_URI), the API, and scheduled detection. It uses the usual ports, or free ones if those are taken, prints how to reach everything, and runs until Ctrl-C. Data that was loaded is there again the next time.

If Java or Maven is missing, it is installed with apt, if that is permitted.`
}

// Run is called by the command line.
func (c *upCommand) Run(ctx context.Context, s *settings) error {
	if err := protectMemory(); err != nil {
		return err
	}
	options, err := c.options(s)
	if err != nil {
		return err
	}
	o := localplatform.Options{App: options, Dir: c.Data, Patience: s.Patience, DemoReports: c.Demo, Out: os.Stdout}
	if s.Neo4jURI != "" {
		database, err := s.neo4j()
		if err != nil {
			return err
		}
		o.Neo4j = &database
	}
	return localplatform.Run(ctx, o)
}
