package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/panics"
)

const (
	// credentialsMaxAge is how old the credentials in memory may be: a revoked one works no longer
	// than that.
	credentialsMaxAge = time.Second
	// credentialsMaxAgeForChecks is how long checks accept the credentials that were last read.
	// Nobody can revoke one while Neo4j is down, but a process may be cut off from a Neo4j that
	// others reach.
	credentialsMaxAgeForChecks = time.Hour
	// unknownCredentialReads is how many times a second an unknown credential makes the API read
	// the register, because it may be new.
	unknownCredentialReads = 20
	// registerTimeout bounds reading the register and the number of the publication, so that
	// waiting requests soon learn that Neo4j hangs.
	registerTimeout = 3 * time.Second
)

// errUnknownCredential is for every credential that is not valid. Clients do not learn whether it
// is unknown, revoked or expired.
var errUnknownCredential = errors.New("the credential is unknown, revoked or expired")

// newCredentialsCache caches the register. While that cannot be read, older credentials are not
// accepted: one of them may have been revoked.
func (a *API) newCredentialsCache() *check.Cache[access.Credentials] {
	return check.NewCache(check.Options[access.Credentials]{
		Now:     a.now,
		OnPanic: func(d panics.Description) { a.loadPanicked("credentials", d) },
		Load: func(ctx context.Context, _ *access.Credentials) (*access.Credentials, error) {
			ctx, cancel := context.WithTimeout(ctx, registerTimeout)
			defer cancel()
			r, err := a.Stores.Register.Register(ctx)
			if err != nil {
				return nil, a.loadFailed("credentials", err)
			}
			return access.NewCredentials(&r), nil
		},
	})
}

// authenticate finds the caller by the header Authorization, or without it by the client
// certificate of the connection.
func (a *API) authenticate(c *gin.Context) {
	state := stateOf(c)
	if state.endpoint.public {
		return
	}
	headers := c.Request.Header["Authorization"]
	var caller *access.Caller
	var err error
	switch {
	case len(headers) > 1:
		respondUnauthenticated(c, "The header Authorization is given more than once. Send it once.")
		return
	case len(headers) == 1:
		scheme, secret, _ := strings.Cut(headers[0], " ")
		switch {
		case strings.EqualFold(scheme, "Bearer") && access.IsKey(secret):
			caller, err = a.callerByHash(c, access.KeyHash(secret))
		case strings.EqualFold(scheme, "Bearer") && a.Issuer != nil && strings.Count(secret, ".") == 2:
			caller, err = a.callerByToken(c, secret)
		default:
			respondUnauthenticated(c, a.expectedAuthorization())
			return
		}
	case c.Request.TLS != nil && len(c.Request.TLS.VerifiedChains) > 0:
		caller, err = a.callerByCertificate(c)
	default:
		respondUnauthenticated(c,
			"The request has no credential. Send the header Authorization: Bearer KEY, with a key from ringwatch "+
				"agency add.")
		return
	}
	switch {
	case errors.Is(err, errUnknownCredential):
		respondUnauthenticated(c, "The credential is unknown, revoked or expired. Ask the operator for a new one.")
	case err != nil:
		a.respondError(c, err)
	default:
		state.caller = caller
	}
}

func (a *API) expectedAuthorization() string {
	expected := "The header Authorization is not Bearer and a key. A key is rwk_ and 52 of a-z and 2-7"
	if a.Issuer != nil {
		expected += "; a token of the issuer is accepted too"
	}
	return expected + "."
}

// callerByHash finds the caller whose credential has a hash. Checks use only the credentials in
// memory; other requests wait for Neo4j if those were read too long ago.
func (a *API) callerByHash(c *gin.Context, hash [sha256.Size]byte) (*access.Caller, error) {
	state := stateOf(c)
	now := state.startedAt // nothing has waited since
	credentials, err := a.credentialsFor(c, now)
	if err != nil {
		return nil, err
	}
	if caller, ok := credentials.Find(&hash, now); ok {
		return caller, nil
	}
	// It may be newer than the credentials in memory.
	if state.endpoint.scope != graph.ChecksMake && a.unknownCredentials.Allow() {
		if credentials, err = a.credentials.Refresh(c.Request.Context()); err != nil {
			return nil, err
		}
		if caller, ok := credentials.Find(&hash, now); ok {
			return caller, nil
		}
	}
	return nil, errUnknownCredential
}

func (a *API) credentialsFor(c *gin.Context, now time.Time) (*access.Credentials, error) {
	if stateOf(c).endpoint.scope != graph.ChecksMake {
		return a.credentials.Get(c.Request.Context(), credentialsMaxAge)
	}
	if e := a.credentials.Entry(); e != nil && now.Sub(e.ReadAt) <= credentialsMaxAgeForChecks {
		return e.Value, nil
	}
	return nil, graph.ErrUnavailable
}

// callerByName finds the caller whose credential has a name instead of a secret.
func (a *API) callerByName(c *gin.Context, kind graph.CredentialKind, name string) (*access.Caller, error) {
	hash, err := hex.DecodeString(graph.CredentialHash(kind, name))
	if err != nil {
		return nil, err
	}
	return a.callerByHash(c, [sha256.Size]byte(hash))
}

func (a *API) callerByToken(c *gin.Context, token string) (*access.Caller, error) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	subject, err := a.Issuer.Subject(ctx, token)
	if errors.Is(err, graph.ErrNotFound) {
		return nil, errUnknownCredential
	}
	if err != nil {
		return nil, err
	}
	return a.callerByName(c, graph.SubjectCredential, subject)
}

// callerByCertificate tries the names of the client certificate: its URIs, its DNS names, then its
// common name. The first that is an agency's credential counts.
func (a *API) callerByCertificate(c *gin.Context) (*access.Caller, error) {
	certificate := c.Request.TLS.VerifiedChains[0][0]
	if now := time.Now(); now.After(certificate.NotAfter) || now.Before(certificate.NotBefore) {
		return nil, errUnknownCredential // it expired after the connection was made
	}
	var names []string
	for _, uri := range certificate.URIs {
		names = append(names, uri.String())
	}
	names = append(append(names, certificate.DNSNames...), certificate.Subject.CommonName)
	for _, name := range names {
		caller, err := a.callerByName(c, graph.CertificateCredential, name)
		if !errors.Is(err, errUnknownCredential) {
			return caller, err
		}
	}
	return nil, errUnknownCredential
}

func respondUnauthenticated(c *gin.Context, detail string) {
	c.Header("WWW-Authenticate", `Bearer realm="ringwatch"`)
	respondProblem(c, gen.ProblemUnauthenticated, detail)
}
