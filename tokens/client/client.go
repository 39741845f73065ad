package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/ringwatch/ringwatch/tokens"
)

// Errors that say what the caller can do.
var (
	// ErrUnreachable: the service did not respond before Options.Patience ended. Try again later.
	ErrUnreachable = errors.New("the custodian's service can't be reached")
	// ErrAllowance: the day's allowance is used up. Try again tomorrow, or ask for a larger one.
	ErrAllowance = errors.New("the custodian's allowance is used up")
	// ErrRefused: the service does not accept the credential, the epoch or the request, or its
	// certificate is not trusted. Trying again does not help.
	ErrRefused = errors.New("the custodian's service refused")
)

// Client gets tokens from a custodian's service. It is safe for concurrent use.
type Client struct {
	options Options
	url     string
	http    http.Client
}

// batchSize is how many identifiers go into one request: enough that the proof and the round trip
// weigh little, and few enough that several batches can be in flight.
const batchSize = 500

// New returns a client. It does not connect yet. The error names the option that is wrong.
func New(o Options) (*Client, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	url, err := o.evaluationsURL()
	if err != nil {
		return nil, err
	}
	transport, err := o.transport()
	if err != nil {
		return nil, err
	}
	return &Client{options: o, url: url, http: http.Client{
		Timeout:   requestTimeout,
		Transport: transport,
		// The credential goes to the given service and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Tokens returns the tokens of any number of identifiers, in their order. It sends them in batches,
// one after the other. It returns [ErrUnreachable], [ErrAllowance], [ErrRefused],
// [tokens.ErrIdentifier], [tokens.ErrEvaluation] or the context's cause. No error holds any part of
// an identifier.
func (c *Client) Tokens(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
	all := make([]string, 0, len(ids))
	for len(ids) > 0 {
		part := ids[:min(batchSize, len(ids))]
		ids = ids[len(part):]
		batch, err := c.options.Public.Blind(part)
		if err != nil {
			return nil, err
		}
		response, err := c.evaluate(ctx, batch.Request())
		if err != nil {
			return nil, err
		}
		finalised, err := batch.Finalise(response)
		if err != nil {
			return nil, err
		}
		all = append(all, finalised...)
	}
	return all, nil
}

// evaluate sends a batch until the service responds, fails for good, or patience ends.
func (c *Client) evaluate(ctx context.Context, request []byte) ([]byte, error) {
	pauses := newPauses()
	response, err := backoff.Retry(ctx, func() ([]byte, error) {
		response, retryAfter, err := c.post(ctx, request)
		pauses.min = retryAfter
		return response, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxElapsedTime(c.options.Patience), backoff.WithNotify(c.options.OnRetry))
	if err != nil {
		return nil, err
	}
	return response, nil
}

// post sends a batch once. It returns the service's Retry-After, if it sent one, with an error that
// may be retried, and a [backoff.PermanentError] otherwise.
func (c *Client) post(ctx context.Context, request []byte) (response []byte, retryAfter time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(request))
	if err != nil {
		return nil, 0, backoff.Permanent(fmt.Errorf("calling the custodian: %w", err))
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Authorization", "Bearer "+c.options.Credential)
	r.Header.Set("User-Agent", "ringwatch")
	got, err := c.http.Do(r)
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return nil, 0, backoff.Permanent(fmt.Errorf("%w: no trusted authority signed its certificate: %w", ErrRefused, err))
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer func() { _ = got.Body.Close() }() // it was only read
	want := len(request) + tokens.ProofBytes
	body, err := io.ReadAll(io.LimitReader(got.Body, int64(max(want+1, maxProblemBytes))))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: its response ended early: %w", ErrUnreachable, err)
	}
	if got.StatusCode == http.StatusOK {
		return body, 0, nil
	}
	return nil, parseRetryAfter(got.Header), statusError(got.StatusCode, body)
}
