package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/ringwatch/ringwatch/graph"
)

// Issuer verifies the bearer tokens of somebody whom the operator trusts to authenticate agencies.
type Issuer interface {
	// Subject returns the subject of a token. It returns graph.ErrNotFound if the token is not
	// valid here and now, and another error if that cannot be found out.
	Subject(ctx context.Context, token string) (string, error)
}

// errIssuerUnavailable is returned while the issuer cannot be reached for its keys.
var errIssuerUnavailable = errors.New("the token issuer can't be reached")

const (
	// issuerTimeout bounds one request to the issuer.
	issuerTimeout = 5 * time.Second
	// issuerBackoff is the pause before the next request to an issuer that could not be reached.
	issuerBackoff = 5 * time.Second
	// maxSubject is the longest subject of a token, in bytes (OpenID Connect Core 1.0, section 2).
	maxSubject = 255
)

// tokenAlgorithms are those with public keys. Tokens without a signature or with one by a shared
// secret are refused, whatever algorithm they name: a published key would do as the secret.
var tokenAlgorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// openID is an issuer by OpenID Connect Discovery 1.0. It reads what the issuer publishes when the
// first token arrives, so that a process can start without the issuer.
type openID struct {
	issuer, audience string
	client           *http.Client
	backoff          time.Duration

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
	failedAt time.Time
}

// NewIssuer returns the issuer at a URL. Its tokens are accepted if they are for the audience. It
// returns an error unless the URL is https, or http on loopback, and the audience is not empty.
func NewIssuer(issuer, audience string) (Issuer, error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname()))) {
		return nil, errors.New("the token issuer: want an https URL")
	}
	if audience == "" {
		return nil, errors.New("the audience of the issuer's tokens is empty")
	}
	return &openID{issuer: issuer, audience: audience, client: &http.Client{Timeout: issuerTimeout}, backoff: issuerBackoff}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Subject returns the subject of a token. It returns graph.ErrNotFound or errIssuerUnavailable.
func (o *openID) Subject(ctx context.Context, token string) (string, error) {
	ctx = oidc.ClientContext(ctx, o.client)
	verifier, err := o.discover(ctx)
	if err != nil {
		return "", err
	}
	verified, err := verifier.Verify(ctx, token)
	switch {
	// The library has no error value for this. Its other errors quote the token, so they are
	// dropped.
	case err != nil && strings.HasPrefix(err.Error(), "failed to verify signature: fetching keys"):
		return "", errIssuerUnavailable
	case err != nil:
		return "", fmt.Errorf("verifying a bearer token: %w", graph.ErrNotFound)
	case verified.Subject == "" || len(verified.Subject) > maxSubject:
		return "", fmt.Errorf("reading the subject of a bearer token: %w", graph.ErrNotFound)
	}
	return verified.Subject, nil
}

func (o *openID) discover(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.verifier != nil {
		return o.verifier, nil
	}
	if time.Since(o.failedAt) < o.backoff {
		return nil, errIssuerUnavailable
	}
	// All requests share the result, so it does not end with the first one. The client has a
	// timeout.
	ctx = context.WithoutCancel(ctx)
	provider, err := oidc.NewProvider(ctx, o.issuer)
	if err != nil {
		o.failedAt = time.Now()
		return nil, errIssuerUnavailable
	}
	o.verifier = provider.VerifierContext(ctx, &oidc.Config{ClientID: o.audience, SupportedSigningAlgs: tokenAlgorithms})
	return o.verifier, nil
}
