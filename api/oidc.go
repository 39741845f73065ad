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

// errIssuerAway: the issuer of bearer tokens can't be asked for its keys now.
var errIssuerAway = errors.New("the token issuer can't be reached")

const (
	// issuerTimeout bounds one question to the issuer.
	issuerTimeout = 5 * time.Second
	// issuerAgain is how long nobody asks an issuer again that could not be reached.
	issuerAgain = 5 * time.Second
	// maxSubject bounds a token's subject; OpenID Connect says 255.
	maxSubject = 255
)

// tokenAlgorithms are those whose keys an issuer publishes. A token is never checked by the
// algorithm that it names alone: neither none nor one with a shared secret, for which a
// published key would do, is among them.
var tokenAlgorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// openID is an issuer by OpenID Connect Discovery 1.0. It is asked for what it publishes
// when the first token comes, so that a process starts without it.
type openID struct {
	issuer, audience string
	client           *http.Client

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
	failed   time.Time
}

// NewIssuer returns the issuer at a URL, of whose tokens those for the audience are taken.
func NewIssuer(issuer, audience string) (Issuer, error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname()))) {
		return nil, errors.New("the token issuer: want an https URL")
	}
	if audience == "" {
		return nil, errors.New("the audience of the issuer's tokens is empty")
	}
	return &openID{issuer: issuer, audience: audience, client: &http.Client{Timeout: issuerTimeout}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Subject is whom a token is for. It fails with graph.ErrNotFound and errIssuerAway.
func (o *openID) Subject(ctx context.Context, token string) (string, error) {
	ctx = oidc.ClientContext(ctx, o.client)
	verifier, err := o.discovered(ctx)
	if err != nil {
		return "", err
	}
	checked, err := verifier.Verify(ctx, token)
	switch {
	// The library wraps no error of this; others quote what the token says.
	case err != nil && strings.HasPrefix(err.Error(), "failed to verify signature: fetching keys"):
		return "", errIssuerAway
	case err != nil:
		return "", fmt.Errorf("checking a bearer token: %w", graph.ErrNotFound) // what it holds is nobody's business
	case checked.Subject == "" || len(checked.Subject) > maxSubject:
		return "", fmt.Errorf("reading a bearer token: %w", graph.ErrNotFound)
	}
	return checked.Subject, nil
}

func (o *openID) discovered(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.verifier != nil {
		return o.verifier, nil
	}
	if time.Since(o.failed) < issuerAgain {
		return nil, errIssuerAway
	}
	// Everyone's, so it doesn't end with the request that came first; the client bounds it.
	ctx = context.WithoutCancel(ctx)
	provider, err := oidc.NewProvider(ctx, o.issuer)
	if err != nil {
		o.failed = time.Now()
		return nil, errIssuerAway
	}
	o.verifier = provider.VerifierContext(ctx, &oidc.Config{ClientID: o.audience, SupportedSigningAlgs: tokenAlgorithms})
	return o.verifier, nil
}
