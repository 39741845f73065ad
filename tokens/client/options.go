package client

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/tokens"
)

// Options configure a Client. URL, Public and Credential are required.
type Options struct {
	// URL is the custodian's service, https://HOST:PORT. It may be http:// on loopback only.
	URL string
	// Public is the custodian's public key, pinned: no response of another key is accepted.
	Public *tokens.PublicKey
	// Credential is one line, as ringwatch tokens agency add prints it.
	Credential string
	// CA is the path of a PEM file with the authorities that may sign the service's certificate.
	// Empty means the system's.
	CA string
	// Connections is the maximum number of connections. 0 means 4.
	Connections int
	// Patience is for how long a batch is retried while the service can't be reached or is busy. 0
	// means 2 minutes.
	Patience time.Duration
	// OnRetry, if set, is called before each pause with the reason and its length. It may be called
	// concurrently.
	OnRetry func(reason error, pause time.Duration)
}

const (
	defaultConnections = 4
	defaultPatience    = 2 * time.Minute
)

// Bounds of one request.
const (
	// requestTimeout bounds it all: a busy service evaluates some hundred batches before this one.
	requestTimeout = time.Minute
	connectTimeout = 10 * time.Second
	idleTimeout    = time.Minute
)

func (o *Options) validate() error {
	if o.Public == nil {
		return errors.New("token client options: Public is missing: the public key that the custodian gave out")
	}
	if o.Credential == "" {
		return errors.New("token client options: Credential is missing")
	}
	if strings.ContainsFunc(o.Credential, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("token client options: Credential: want one line, as ringwatch tokens agency add printed it")
	}
	if o.Connections < 0 {
		return errors.New("token client options: Connections must not be negative")
	}
	if o.Patience < 0 {
		return errors.New("token client options: Patience must not be negative")
	}
	if o.Connections == 0 {
		o.Connections = defaultConnections
	}
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	return nil
}

// evaluationsURL returns the URL to send batches to. Its errors repeat nothing of the URL, which
// may hold a password.
func (o *Options) evaluationsURL() (string, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") ||
		base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return "", errors.New("the service's URL: want https://HOST:PORT, without a user or password")
	}
	if base.Scheme == "http" && !isLoopback(base.Hostname()) {
		return "", errors.New("the service's URL: want https: plain http would reveal the credential to the network")
	}
	return fmt.Sprintf("%s/v1/epochs/%s/evaluations", strings.TrimSuffix(base.String(), "/"), strconv.Itoa(o.Public.Epoch())), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (o *Options) transport() (*http.Transport, error) {
	// A config of our own also keeps the client on HTTP/1.1: one connection for each batch in
	// flight.
	config := &tls.Config{MinVersion: tls.VersionTLS13}
	if o.CA != "" {
		pem, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, fmt.Errorf("reading the authorities: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("reading the authorities: %s holds no certificate in PEM", o.CA)
		}
	}
	return &http.Transport{
		TLSClientConfig:     config,
		MaxConnsPerHost:     o.Connections,
		MaxIdleConnsPerHost: o.Connections,
		IdleConnTimeout:     idleTimeout,
		TLSHandshakeTimeout: connectTimeout,
		DialContext:         (&net.Dialer{Timeout: connectTimeout}).DialContext,
		DisableCompression:  true,
	}, nil
}
