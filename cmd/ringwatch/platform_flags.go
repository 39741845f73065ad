package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/internal/app"
	"github.com/ringwatch/ringwatch/internal/httpserve"
	"github.com/ringwatch/ringwatch/internal/scrub"
	"github.com/ringwatch/ringwatch/jobs"
)

// platformFlags are the flags of serve and up.
type platformFlags struct {
	Listen    string    `env:"RINGWATCH_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address that the API listens on; port 0 is any free one."`
	Schedule  string    `env:"RINGWATCH_SCHEDULE" default:"*/15 * * * *" placeholder:"CRON" help:"When detection runs, in cron's five fields: minute, hour, day of month, month, day of week."`
	Retention retention `env:"RINGWATCH_RETENTION" default:"off" placeholder:"DAYS" help:"How long records are stored, such as 730d, or off for ever. Older records are deleted for good, once a day after a run."`
	Rate      int       `env:"RINGWATCH_RATE" default:"200" placeholder:"N" help:"Requests per second that one agency may send to one process, without checks; bursts of twice as many."`
	CheckRate int       `env:"RINGWATCH_CHECK_RATE" default:"2000" placeholder:"N" help:"Check requests per second that one agency may send to one process."`
	TokenRate int       `env:"RINGWATCH_TOKEN_RATE" default:"200000" placeholder:"N" help:"Tokens per second that one agency may check on one process."`

	scoringFlags
}

// Validate is called by the command line: a wrong schedule is reported before anything is started.
func (f *platformFlags) Validate() error {
	if err := jobs.CheckExpression(f.Schedule); err != nil {
		return fmt.Errorf("--schedule or RINGWATCH_SCHEDULE: %w", err)
	}
	return nil
}

// options returns the app's options, without those of Neo4j and of access. It returns an error for
// a model that can't be used.
func (f *platformFlags) options(s *settings) (app.Options, error) {
	params, err := f.params()
	return app.Options{
		Listen: f.Listen, Schedule: f.Schedule, Retention: time.Duration(f.Retention), Detection: params,
		Rates: api.Rates{Requests: f.Rate, Checks: f.CheckRate, Tokens: f.TokenRate}, Version: version(), Log: s.logger(),
	}, err
}

// accessFlags say how agencies may authenticate other than by key.
type accessFlags struct {
	TLSCert      string `name:"tls-cert" env:"RINGWATCH_TLS_CERT" type:"path" placeholder:"FILE" help:"Certificate chain of the API in PEM. With it the API serves HTTPS only."`
	TLSKey       string `name:"tls-key" env:"RINGWATCH_TLS_KEY" type:"path" placeholder:"FILE" help:"Private key of that certificate in PEM."`
	ClientCA     string `name:"client-ca" env:"RINGWATCH_CLIENT_CA" type:"path" placeholder:"FILE" help:"Authorities of client certificates in PEM: agencies may present a certificate instead of a key (agency key add --certificate)."`
	OIDCIssuer   string `name:"oidc-issuer" env:"RINGWATCH_OIDC_ISSUER" placeholder:"URL" help:"OpenID Connect issuer whose bearer tokens agencies may send instead of a key (agency key add --subject)."`
	OIDCAudience string `name:"oidc-audience" env:"RINGWATCH_OIDC_AUDIENCE" default:"ringwatch" placeholder:"NAME" help:"Audience (aud) that those bearer tokens must have."`
}

// load reads the certificates; both results are nil if no flag is set.
func (f *accessFlags) load() (issuer api.Issuer, secured *tls.Config, err error) {
	if f.OIDCIssuer != "" {
		if issuer, err = api.NewIssuer(f.OIDCIssuer, f.OIDCAudience); err != nil {
			return nil, nil, fmt.Errorf("--oidc-issuer: %w", err)
		}
	}
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return nil, nil, errors.New("--tls-cert and --tls-key: want both or neither")
	case f.ClientCA != "" && f.TLSCert == "":
		return nil, nil, errors.New("--client-ca: want --tls-cert and --tls-key with it")
	case f.TLSCert != "":
		secured, err = httpserve.LoadTLS(f.TLSCert, f.TLSKey, f.ClientCA)
	}
	return issuer, secured, err
}

// protectMemory keeps raw identifiers that were sent by mistake out of memory and of core dumps. It
// restarts the process once.
func protectMemory() error {
	return errors.Join(scrub.OverwriteFreed(), scrub.NoCoreDumps())
}
