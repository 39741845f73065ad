package main

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/app"
)

// settings are shared by all commands. Each is a flag and an environment variable; the flag wins.
type settings struct {
	Neo4jURI      string        `name:"neo4j-uri" env:"NEO4J_URI" placeholder:"URI" help:"The Neo4j to use: bolt://HOST:7687, or neo4j://HOST:7687 for a cluster; bolt+s:// and neo4j+s:// use TLS."`
	Neo4jUser     string        `name:"neo4j-user" env:"NEO4J_USER" default:"neo4j" help:"The user of that Neo4j."`
	Neo4jPassword string        `name:"neo4j-password" env:"NEO4J_PASSWORD" placeholder:"PASSWORD" help:"The user's password. Prefer $$NEO4J_PASSWORD: other users of this machine can see flags."`
	Patience      time.Duration `name:"patience" env:"RINGWATCH_PATIENCE" default:"30s" help:"How long to retry while Neo4j can't be reached, such as 30s or 5m."`
	LogFormat     string        `name:"log-format" env:"RINGWATCH_LOG_FORMAT" enum:"text,json" default:"text" help:"Format of the log on standard error: text or json."`
	LogLevel      string        `name:"log-level" env:"RINGWATCH_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"Lowest level that is logged: debug, info, warn or error."`
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

// neo4j returns the options of the Neo4j that the settings name.
func (s *settings) neo4j() (neo.Options, error) {
	if s.Neo4jURI == "" {
		return neo.Options{}, errors.New("no Neo4j is given: set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, " +
			"or run one with ringwatch up, which prints how to reach it")
	}
	if s.Neo4jPassword == "" {
		return neo.Options{}, errors.New("NEO4J_PASSWORD is empty: set it to the password of NEO4J_USER")
	}
	return neo.Options{URI: s.Neo4jURI, User: s.Neo4jUser, Password: s.Neo4jPassword, Patience: s.Patience, Actor: app.Operator()}, nil
}

// withStore opens and prepares the Neo4j that the settings name, calls work with it, and closes it.
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
		return app.ExplainUnavailable(err, o.URI)
	}
	return work(store)
}

// version returns what the build recorded: version, commit and Go version.
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
