// Package client is the agency's side of the VOPRF: it blinds identifiers, asks the custodian's service, verifies the
// proof against the pinned public key, and makes tokens. Nothing but blinded elements leaves it.
package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/tokens"
)

// Options say whom to ask. URL, Public and Credential are mandatory.
type Options struct {
	URL        string            // https://HOST:PORT; http:// on loopback alone
	Public     *tokens.PublicKey // pinned: an answer made with another key is no answer
	Credential string
	// CA is a PEM file of the authorities that may vouch for the service; empty means the system's.
	CA string
	// Connections is how many are kept open; 0 means 4.
	Connections int
	// Patience is how long to go on trying while the service can't be reached or is busy; 0 means 2 minutes.
	Patience time.Duration
	// OnRetry is told why the client waits, and for how long; it may be nil and may be called concurrently.
	OnRetry func(why error, wait time.Duration)
}

// Errors that say what the caller can do.
var (
	// ErrUnreachable: the service did not answer for as long as patience goes.
	ErrUnreachable = errors.New("the custodian's service can't be reached")
	// ErrAllowance: the day's allowance is used up.
	ErrAllowance = errors.New("the custodian's allowance is used up")
	// ErrRefused: the service takes neither this credential nor this epoch, or finds the request wrong.
	ErrRefused = errors.New("the custodian's service refused")
)

// Client asks a custodian. It is safe for concurrent use.
type Client struct {
	options Options
	url     string
	http    http.Client
}

const (
	defaultConnections = 4
	defaultPatience    = 2 * time.Minute
	// answerTimeout is how long one answer may take: a busy service has some hundred batches before this one.
	answerTimeout = time.Minute
)

// New returns a client. It does not connect yet.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, errors.New("the service's URL: want https://HOST:PORT, without a user or password")
	}
	if base.Scheme == "http" && !loopback(base.Hostname()) {
		return nil, errors.New("the service's URL: want https: over plain http the credential would be seen on the way")
	}
	if o.Public == nil || o.Credential == "" {
		return nil, errors.New("the client needs a public key and a credential")
	}
	if strings.ContainsFunc(o.Credential, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the credential is not one: want one line, as ringwatch tokens agency add printed it")
	}
	if o.Connections <= 0 {
		o.Connections = defaultConnections
	}
	if o.Patience <= 0 {
		o.Patience = defaultPatience
	}
	if o.OnRetry == nil {
		o.OnRetry = func(error, time.Duration) {}
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13}
	if o.CA != "" {
		pem, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, fmt.Errorf("reading the authorities: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate in PEM", o.CA)
		}
	}
	c := &Client{options: o, url: strings.TrimSuffix(base.String(), "/") + "/v1/epochs/" + strconv.Itoa(o.Public.Epoch()) + "/evaluations"}
	c.http = http.Client{
		Timeout: answerTimeout,
		Transport: &http.Transport{
			TLSClientConfig:     config, // which keeps it to HTTP/1.1: one connection for each batch under way
			MaxConnsPerHost:     o.Connections,
			MaxIdleConnsPerHost: o.Connections,
			IdleConnTimeout:     time.Minute,
			TLSHandshakeTimeout: 10 * time.Second,
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			DisableCompression:  true,
		},
		// The credential goes to the service that was named and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// batchSize is how many identifiers go into one request: enough that one proof and one round trip weigh little, few
// enough that several are under way at a time.
const batchSize = 500

// Tokens makes the tokens of identifiers, in their order, asking for any number of them in batches one after another.
// The error is [ErrUnreachable], [ErrAllowance], [ErrRefused], [tokens.ErrEvaluation] or the context's, and holds no part of
// an identifier.
func (c *Client) Tokens(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
	made := make([]string, 0, len(ids))
	for len(ids) > 0 {
		some := ids[:min(batchSize, len(ids))]
		ids = ids[len(some):]
		batch, err := c.options.Public.Blind(some)
		if err != nil {
			return nil, err
		}
		answer, err := c.ask(ctx, batch.Request())
		if err != nil {
			return nil, err
		}
		more, err := batch.Finalise(answer)
		if err != nil {
			return nil, err
		}
		made = append(made, more...)
	}
	return made, nil
}

// transient is an error after which the same request may be sent again.
type transient struct {
	error
	after time.Duration // that the service asks for; 0 when it does not say
}

// Waits between tries, which double from the first to the longest.
const firstWait, longestWait = 200 * time.Millisecond, 15 * time.Second

// ask sends one batch until it is answered. A service that comes back in time is never noticed.
func (c *Client) ask(ctx context.Context, request []byte) ([]byte, error) {
	began := time.Now()
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		answer, err := c.post(ctx, request)
		var again transient
		if err == nil || !errors.As(err, &again) {
			return answer, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		// Not all at once after an outage: half of it is chance.
		pause := max(again.after, wait/2+rand.N(wait/2))
		if time.Since(began)+pause > c.options.Patience {
			return nil, again.error
		}
		c.options.OnRetry(again.error, pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (c *Client) post(ctx context.Context, request []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(request))
	if err != nil {
		return nil, fmt.Errorf("asking the custodian: %w", err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Authorization", "Bearer "+c.options.Credential)
	r.Header.Set("User-Agent", "ringwatch")
	response, err := c.http.Do(r)
	var stranger *tls.CertificateVerificationError
	if errors.As(err, &stranger) {
		return nil, fmt.Errorf("%w: nobody known vouches for its certificate: %w", ErrRefused, err)
	}
	if err != nil {
		return nil, transient{error: fmt.Errorf("%w: %w", ErrUnreachable, err)}
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	want := len(request) + tokens.ProofBytes
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(max(want+1, maxProblem))))
	if err != nil {
		return nil, transient{error: fmt.Errorf("%w: its answer ended early: %w", ErrUnreachable, err)}
	}
	if response.StatusCode == http.StatusOK {
		return body, nil
	}
	return nil, refusal(response, body)
}

const maxProblem = 4096

// refusal is the error of a status that is not 200.
func refusal(response *http.Response, body []byte) error {
	said := detail(body)
	after := time.Duration(0)
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		after = time.Duration(min(seconds, 7*24*3600)) * time.Second
	}
	switch status := response.StatusCode; status {
	case http.StatusTooManyRequests:
		return transient{fmt.Errorf("%w: %s", ErrAllowance, said), after}
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return transient{fmt.Errorf("%w: it answered %d: %s", ErrUnreachable, status, said), after}
	default:
		return fmt.Errorf("%w: it answered %d: %s", ErrRefused, status, said)
	}
}

// detail is what a problem says, if that is a line of plain text.
func detail(body []byte) string {
	var p struct {
		Detail string `json:"detail"`
	}
	if err := json.Unmarshal(body, &p); err != nil || p.Detail == "" || len(p.Detail) > 500 ||
		strings.ContainsFunc(p.Detail, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "it did not say why"
	}
	return p.Detail
}
