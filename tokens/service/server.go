package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	stdlog "log"
	"net"
	"net/http"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/sync/errgroup"
)

// Bounds on a connection. A request is at most 32 KB.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 8 << 10
	// stopWithin is how long batches under way may take to end.
	stopWithin = 10 * time.Second
)

// ServerOptions says where to listen.
type ServerOptions struct {
	Address string // HOST:PORT; port 0 is any free one
	// Certificate and its key, PEM files. Without them the service speaks plain HTTP, and on loopback alone.
	Certificate, CertificateKey string
	// Metrics is where metrics are served, over plain HTTP on loopback alone; empty is nowhere.
	Metrics string
}

// Serve answers until the context ends, lets what is under way end, and returns. It tells ready where it listens.
func (s *Service) Serve(ctx context.Context, l ServerOptions, ready func(url, metrics string)) error {
	var config *tls.Config
	scheme := "http"
	if l.Certificate != "" || l.CertificateKey != "" {
		pair, err := tls.LoadX509KeyPair(l.Certificate, l.CertificateKey)
		if err != nil {
			return fmt.Errorf("loading the certificate: %w", err)
		}
		config, scheme = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13}, "https"
	}
	listener, err := listen(ctx, l.Address, config == nil)
	if err != nil {
		return err
	}
	url, metricsURL := scheme+"://"+listener.Addr().String(), ""
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	servers := []*http.Server{newServer(s, s.log)}
	listeners := []net.Listener{listener}
	if l.Metrics != "" {
		listener, err := listen(ctx, l.Metrics, true)
		if err != nil {
			return errors.Join(err, listeners[0].Close())
		}
		metricsURL = "http://" + listener.Addr().String() + "/metrics"
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", s.Metrics())
		servers, listeners = append(servers, newServer(mux, s.log)), append(listeners, listener)
	}
	ready(url, metricsURL)
	work, ctx := errgroup.WithContext(ctx)
	for i, server := range servers {
		work.Go(func() error {
			if err := server.Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serving: %w", err)
			}
			return nil
		})
		work.Go(func() error {
			<-ctx.Done()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
			defer cancel()
			if err := server.Shutdown(last); err != nil {
				return errors.Join(fmt.Errorf("stopping: %w", err), server.Close())
			}
			return nil
		})
	}
	return work.Wait()
}

// listen refuses to speak plain HTTP to other machines: credentials would be seen on the way.
func listen(ctx context.Context, address string, plain bool) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	if at, ok := listener.Addr().(*net.TCPAddr); plain && (!ok || !at.IP.IsLoopback()) {
		return nil, errors.Join(fmt.Errorf("%s is not on loopback: other machines are served over TLS alone", address), listener.Close())
	}
	return listener, nil
}

func newServer(handler http.Handler, log logrus.FieldLogger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          stdlog.New(warnings{log}, "", 0),
	}
}

// warnings takes what net/http logs of its own. That may quote a client, so only that there was something is kept at
// this level.
type warnings struct{ log logrus.FieldLogger }

func (w warnings) Write(line []byte) (int, error) {
	w.log.Debug("a connection failed")
	return len(line), nil
}
