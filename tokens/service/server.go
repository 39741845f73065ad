package service

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"time"

	"github.com/ringwatch/ringwatch/internal/httpserve"
	"github.com/ringwatch/ringwatch/internal/startstop"
)

// Bounds of a connection. A request is at most 32 KB.
const (
	readTimeout    = 30 * time.Second
	writeTimeout   = 2 * time.Minute
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 8 << 10
)

// ServerOptions configure a Server. Address is required.
type ServerOptions struct {
	// Address is HOST:PORT. Port 0 means any free port.
	Address string
	// Certificate and CertificateKey are the paths of PEM files. Without them the server speaks
	// plain HTTP, on loopback only.
	Certificate, CertificateKey string
	// Metrics is the HOST:PORT, on loopback only, that serves /metrics over plain HTTP. Empty means
	// nowhere.
	Metrics string
}

func (o *ServerOptions) validate() error {
	if o.Address == "" {
		return errors.New("token server options: Address is missing")
	}
	if (o.Certificate == "") != (o.CertificateKey == "") {
		return errors.New("token server options: Certificate and CertificateKey must be given together")
	}
	return nil
}

// Server listens for a Service and its metrics. It is a startstop.Service.
type Server struct {
	service *Service
	main    *httpserve.Server
	metrics *httpserve.Server // nil without an address for metrics
	scheme  string
}

var _ startstop.Service = (*Server)(nil)

// NewServer returns a server of the service. It does not listen yet. It returns an error if the
// options are incomplete or the certificate can't be loaded. Close the service after the server has
// stopped.
func NewServer(s *Service, o ServerOptions) (*Server, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	server := &Server{service: s, scheme: "http"}
	var config *tls.Config
	if o.Certificate != "" {
		var err error
		if config, err = httpserve.LoadTLS(o.Certificate, o.CertificateKey, ""); err != nil {
			return nil, err
		}
		config.MinVersion = tls.VersionTLS13
		server.scheme = "https"
	}
	server.main = s.newHTTPServer(s, o.Address, config)
	if o.Metrics != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", s.Metrics())
		server.metrics = s.newHTTPServer(mux, o.Metrics, nil)
	}
	return server, nil
}

// newHTTPServer returns a server that refuses to speak plain HTTP to other machines: the network
// would see credentials.
func (s *Service) newHTTPServer(handler http.Handler, address string, config *tls.Config) *httpserve.Server {
	return httpserve.New(handler, httpserve.Options{
		Addr:                address,
		TLS:                 config,
		PlainOnLoopbackOnly: true,
		ReadTimeout:         readTimeout,
		WriteTimeout:        writeTimeout,
		IdleTimeout:         idleTimeout,
		MaxHeaderBytes:      maxHeaderBytes,
		Log:                 s.log,
		HideReports:         true,
	})
}

// stopWithin bounds how long Run lets batches finish.
const stopWithin = 10 * time.Second

// Run starts the server, serves until ctx ends or serving fails, and stops it. It logs the public
// keys and where it listens. The end of ctx is no error.
func (s *Server) Run(ctx context.Context) error {
	if err := s.Start(ctx); err != nil {
		return err
	}
	for _, key := range s.service.keys.list {
		s.service.log.WithField("public_key", key.PublicKey).Info("holds a key")
	}
	s.service.log.WithField("url", s.URL()).WithField("metrics", s.MetricsURL()).Info("serving")
	var metricsDone <-chan struct{}
	var metricsErr error
	if s.metrics != nil {
		metricsDone = s.metrics.Done()
	}
	select {
	case <-ctx.Done():
	case <-s.main.Done():
	case <-metricsDone:
		metricsErr = s.metrics.Err()
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return errors.Join(s.main.Err(), metricsErr, s.Stop(stopping))
}

// Start listens and serves in the background. It returns startstop.ErrStarted if the server was
// started or stopped before, and an error if an address can't be listened on or would serve plain
// HTTP to other machines.
func (s *Server) Start(ctx context.Context) error {
	if err := s.main.Start(ctx); err != nil || s.metrics == nil {
		return err
	}
	if err := s.metrics.Start(ctx); err != nil {
		return errors.Join(err, s.main.Stop(ctx))
	}
	return nil
}

// Stop takes no more requests and waits for the batches that are being evaluated, until ctx ends.
func (s *Server) Stop(ctx context.Context) error {
	err := s.main.Stop(ctx)
	if s.metrics != nil {
		err = errors.Join(err, s.metrics.Stop(ctx))
	}
	return err
}

// URL returns the URL that agencies use. It is valid after Start.
func (s *Server) URL() string { return s.scheme + "://" + s.main.Addr() }

// MetricsURL returns the URL of the metrics, and an empty string if they are not served. It is
// valid after Start.
func (s *Server) MetricsURL() string {
	if s.metrics == nil {
		return ""
	}
	return "http://" + s.metrics.Addr() + "/metrics"
}
