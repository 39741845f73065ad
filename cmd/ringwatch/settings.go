package main

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo"
)

// commands is the whole command line.
type commands struct {
	settings
	Version kong.VersionFlag `help:"Print the version and leave."`

	Up          upCommand          `cmd:"" help:"Run the whole platform here: Neo4j, API and schedule."`
	Serve       serveCommand       `cmd:"" help:"Serve the API and run the schedule on the Neo4j of NEO4J_URI."`
	Ingest      ingestCommand      `cmd:"" help:"Load records into Neo4j."`
	Detect      detectCommand      `cmd:"" help:"Find rings, in Neo4j or in a file of records."`
	Communities communitiesCommand `cmd:"" help:"Find communities in a file of edges."`
	Generate    generateCommand    `cmd:"" help:"Write a synthetic world of fraud with planted rings."`
	Evaluate    evaluateCommand    `cmd:"" help:"Compare rings with a truth: precision, recall, F1."`
	Tokenize    tokenizeCommand    `cmd:"" help:"Turn a file of raw records into records of tokens, on your own premises."`
	Agency      agencyCommand      `cmd:"" help:"Agencies and their API keys."`
	Audit       auditCommand       `cmd:"" help:"The record of who read what and who changed keys."`
	Tokens      struct {
		Keygen keygenCommand       `cmd:"" help:"Make the key that turns identifiers into tokens."`
		Serve  tokensServeCommand  `cmd:"" help:"Answer agencies' blinded identifiers; the key never leaves, and sees none of them."`
		Agency tokensAgencyCommand `cmd:"" help:"Who may ask the service, and for how much a day."`
		Retire tokensRetireCommand `cmd:"" help:"Rename what the platform keeps under an old epoch's tokens to later ones, and forget the old."`
	} `cmd:"" help:"The key custodian's commands, and those about epochs."`
}

// settings are shared by every command. Each is a flag or a variable of the
// environment; the flag wins.
type settings struct {
	Neo4jURI      string        `name:"neo4j-uri" env:"NEO4J_URI" placeholder:"URI" help:"The Neo4j to use: bolt://HOST:7687, or neo4j:// for a cluster."`
	Neo4jUser     string        `name:"neo4j-user" env:"NEO4J_USER" default:"neo4j" help:"Its user."`
	Neo4jPassword string        `name:"neo4j-password" env:"NEO4J_PASSWORD" placeholder:"PASSWORD" help:"Its password; better given as $$NEO4J_PASSWORD, since other users can see flags."`
	Patience      time.Duration `name:"patience" env:"RINGWATCH_PATIENCE" default:"30s" help:"How long to go on trying while Neo4j can't be reached."`
	LogFormat     string        `name:"log-format" env:"RINGWATCH_LOG_FORMAT" enum:"text,json" default:"text" help:"Log as text or json."`
	LogLevel      string        `name:"log-level" env:"RINGWATCH_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"Log from this level on: debug, info, warn or error."`
}

func (s *settings) logger() *logrus.Logger {
	log := logrus.New()
	if level, err := logrus.ParseLevel(s.LogLevel); err == nil {
		log.SetLevel(level)
	}
	if s.LogFormat == "json" {
		log.SetFormatter(&logrus.JSONFormatter{})
	}
	return log
}

// neo4j is the Neo4j that the settings name.
func (s *settings) neo4j() (neo.Options, error) {
	if s.Neo4jURI == "" {
		return neo.Options{}, errors.New("no Neo4j is named: set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD; ringwatch up runs one and says how to reach it")
	}
	if s.Neo4jPassword == "" {
		return neo.Options{}, errors.New("NEO4J_PASSWORD is empty: set it to the password of NEO4J_URI")
	}
	return neo.Options{URI: s.Neo4jURI, User: s.Neo4jUser, Password: s.Neo4jPassword, Patience: s.Patience, Actor: whoRuns()}, nil
}

// withStore opens and prepares the Neo4j that the settings name, for as long as work
// takes.
func (s *settings) withStore(ctx context.Context, work func(*neo.Store) error) (err error) {
	o, err := s.neo4j()
	if err != nil {
		return err
	}
	store, err := neo.Open(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(context.WithoutCancel(ctx))) }()
	if err := store.Prepare(ctx); err != nil {
		return notThere(err, o.URI)
	}
	return work(store)
}

// version is what the build recorded of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value
		}
	}
	return v + " " + info.GoVersion
}
