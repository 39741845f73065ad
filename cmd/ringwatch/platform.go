package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/jobs"
)

// stopWithin bounds how long requests under way may take to end.
const stopWithin = 20 * time.Second

// closeWithin bounds how long closing the connections to Neo4j may take.
const closeWithin = 5 * time.Second

// service is the flags of a platform that serves.
type service struct {
	Listen    string `env:"RINGWATCH_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API listens."`
	Schedule  string `env:"RINGWATCH_SCHEDULE" default:"*/15 * * * *" placeholder:"CRON" help:"When detection runs: minute, hour, day of month, month and day of week."`
	Retention age    `env:"RINGWATCH_RETENTION" default:"off" placeholder:"DAYS" help:"How long records are kept, such as 730d, or off for ever. Older ones are deleted once a day, after a run, for good."`
	Rate      int    `env:"RINGWATCH_RATE" default:"200" placeholder:"N" help:"Requests a second that one agency may make of one process, checks apart; twice as many at once."`
	CheckRate int    `env:"RINGWATCH_CHECK_RATE" default:"2000" placeholder:"N" help:"Requests for checks a second that one agency may make of one process."`
	TokenRate int    `env:"RINGWATCH_TOKEN_RATE" default:"200000" placeholder:"N" help:"Tokens a second that one agency may check on one process."`
}

// doors are how agencies may come in beside their keys.
type doors struct {
	TLSCert      string `name:"tls-cert" env:"RINGWATCH_TLS_CERT" type:"path" placeholder:"FILE" help:"The server's certificate chain in PEM; with it the API speaks HTTPS alone."`
	TLSKey       string `name:"tls-key" env:"RINGWATCH_TLS_KEY" type:"path" placeholder:"FILE" help:"Its key."`
	ClientCA     string `name:"client-ca" env:"RINGWATCH_CLIENT_CA" type:"path" placeholder:"FILE" help:"The authorities of client certificates in PEM: agencies may show a certificate in place of a key (agency key add --certificate)."`
	OIDCIssuer   string `name:"oidc-issuer" env:"RINGWATCH_OIDC_ISSUER" placeholder:"URL" help:"Whose bearer tokens agencies may send in place of a key (agency key add --subject)."`
	OIDCAudience string `name:"oidc-audience" env:"RINGWATCH_OIDC_AUDIENCE" default:"ringwatch" placeholder:"NAME" help:"Whom those tokens must be for."`
}

// open is the issuer and the TLS that the doors name; nil for none.
func (d *doors) open() (issuer api.Issuer, secured *tls.Config, err error) {
	if d.OIDCIssuer != "" {
		if issuer, err = api.NewIssuer(d.OIDCIssuer, d.OIDCAudience); err != nil {
			return nil, nil, fmt.Errorf("--oidc-issuer: %w", err)
		}
	}
	switch {
	case (d.TLSCert == "") != (d.TLSKey == ""):
		return nil, nil, errors.New("--tls-cert and --tls-key: want both or neither")
	case d.ClientCA != "" && d.TLSCert == "":
		return nil, nil, errors.New("--client-ca: want --tls-cert and --tls-key with it")
	case d.TLSCert != "":
		secured, err = api.LoadTLS(d.TLSCert, d.TLSKey, d.ClientCA)
	}
	return issuer, secured, err
}

// Validate is called by the command line: a schedule that is none should be told before
// anything is started.
func (f *service) Validate() error {
	if err := jobs.CheckExpression(f.Schedule); err != nil {
		return fmt.Errorf("--schedule or RINGWATCH_SCHEDULE: %w", err)
	}
	return nil
}

// platform is the API and the schedule on one Neo4j.
type platform struct {
	log      logrus.FieldLogger
	patience time.Duration // with requests under way at the stop
	store    *neo.Store
	schedule *jobs.Schedule
	api      *api.API
	server   *api.Server
	requests *forgetting
}

// startPlatform prepares Neo4j and starts to serve. What it started it stops when it
// fails. The platform runs until it is stopped; ctx bounds the start alone.
func startPlatform(ctx context.Context, o neo.Options, flags service, also doors, log *logrus.Logger) (_ *platform, err error) {
	p := &platform{log: log, patience: stopWithin}
	issuer, secured, err := also.open()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	if p.store, err = neo.Open(o); err != nil {
		return nil, err
	}
	log.WithField("neo4j", o.URI).Info("preparing Neo4j")
	if err := p.store.Prepare(ctx); err != nil {
		return nil, notThere(err, o.URI)
	}
	detection := &jobs.Detection{Evidence: &neo.EvidenceCache{Evidence: p.store.Evidence, Log: p.log}, Store: p.store.Detection, AsOf: time.Now, Holder: processName(), Cache: &jobs.Cache{Log: p.log}}
	schedule, err := jobs.NewSchedule(flags.Schedule, detection, p.store.Runs, log)
	if err != nil {
		return nil, fmt.Errorf("RINGWATCH_SCHEDULE: %w", err)
	}
	if flags.Retention > 0 {
		schedule.Retention = &jobs.Retention{Store: p.store.Retention, MaxAge: time.Duration(flags.Retention), Holder: processName()}
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	p.api, err = api.New(api.Options{
		Records: p.store.Intake, Rings: p.store.Publications, Histories: p.store.Publications, Feedbacks: p.store.Reviews, Verifications: p.store.Reviews, Disputes: p.store.Reviews, Runs: p.store.Runs, Registrar: p.store.Register, Audit: p.store.Audit, Replays: p.store.Idempotency, Detector: schedule,
		Ready: p.store.Ready, Log: log, Metrics: metrics, Version: version(), Issuer: issuer,
		Rates: api.Rates{Requests: flags.Rate, Checks: flags.CheckRate, Tokens: flags.TokenRate},
	})
	if err != nil {
		return nil, err
	}
	p.api.Start()
	p.requests = newForgetting(p.api.Handler())
	server := api.NewServer(p.requests, log)
	server.TLS = secured
	if err := server.Start(ctx, flags.Listen); err != nil {
		return nil, err
	}
	p.server = server
	scheme := "http"
	if secured != nil {
		scheme = "https"
	}
	p.schedule = schedule
	if err := schedule.Start(ctx); err != nil {
		return nil, err
	}
	log.WithFields(logrus.Fields{"api": scheme + "://" + server.Addr(), "schedule": flags.Schedule}).Info("serving")
	return p, nil
}

// notThere adds to an error of a Neo4j that can't be reached where it was looked for.
func notThere(err error, uri string) error {
	if errors.Is(err, graph.ErrUnavailable) {
		return fmt.Errorf("%w: is Neo4j up at %s?", err, uri)
	}
	return err
}

// stop ends what was started, the last first: requests end, then a run, which is
// recorded as cancelled, then the connections.
func (p *platform) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), p.patience)
	defer cancel()
	var errs []error
	if p.server != nil {
		err := p.server.Stop(ctx)
		if errors.Is(err, api.ErrCutOff) { // which is a way to stop, not a failure to
			p.log.WithError(err).WithField("after", p.patience.String()).Warn("stopping")
			err = nil
		}
		errs = append(errs, err)
	}
	if p.requests != nil {
		p.requests.stop()
	}
	if p.api != nil {
		p.api.Stop()
	}
	if p.schedule != nil {
		errs = append(errs, p.schedule.Stop(context.Background())) // it bounds itself what a run may still write
	}
	if p.store != nil {
		// What the requests took is not taken from what closing may take.
		closing, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		errs = append(errs, p.store.Close(closing))
	}
	return errors.Join(errs...)
}

// processName tells processes apart in the record of runs.
func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// whoRuns is whom the record names for changes by a command: the machine's name and the
// user's.
func whoRuns() string {
	host, _, _ := strings.Cut(processName(), "/")
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return "command " + name + "@" + host
}

// freeAddress is addr, or another port of the same host where that one is taken.
func freeAddress(addr string) (string, error) {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		return addr, listener.Close()
	}
	host, _, splitting := net.SplitHostPort(addr)
	if splitting != nil {
		return "", fmt.Errorf("RINGWATCH_LISTEN: want HOST:PORT: %w", splitting)
	}
	if listener, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
		return "", fmt.Errorf("RINGWATCH_LISTEN: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
