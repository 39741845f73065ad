package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/graph"
)

// callerOf is the agency whose credential came with the request; an empty caller, who may
// do nothing, where none did.
func callerOf(c *gin.Context) *caller { return askedOf(c).by }

// errUnknownCredential is all that is said of a credential which isn't good: whether it is
// unknown, revoked or expired is nobody's business.
var errUnknownCredential = errors.New("the credential is unknown, revoked or expired")

// authenticate finds out which agency asks: by the Authorization that it sends, or where it
// sends none by the client certificate of its connection.
func (a *API) authenticate(c *gin.Context) {
	own := askedOf(c)
	if own.at.open {
		return
	}
	given := c.Request.Header["Authorization"]
	var by *caller
	var err error
	switch {
	case len(given) > 1:
		unauthorised(c, "Authorization is given more than once.")
		return
	case len(given) == 1:
		scheme, secret, _ := strings.Cut(given[0], " ")
		switch {
		case strings.EqualFold(scheme, "Bearer") && keyShaped(secret):
			by, err = a.byHash(c, hashed(secret))
		case strings.EqualFold(scheme, "Bearer") && a.Issuer != nil && strings.Count(secret, ".") == 2:
			by, err = a.byToken(c, secret)
		default:
			unauthorised(c, a.wantedAuthorization())
			return
		}
	case c.Request.TLS != nil && len(c.Request.TLS.VerifiedChains) > 0:
		by, err = a.byCertificate(c)
	default:
		unauthorised(c, "Send Authorization: Bearer KEY, with a key from ringwatch agency add.")
		return
	}
	switch {
	case errors.Is(err, errUnknownCredential):
		unauthorised(c, "The credential is unknown, revoked or expired.")
	case err != nil:
		a.fail(c, err)
	default:
		own.by = by
	}
}

func (a *API) wantedAuthorization() string {
	want := "Authorization is not Bearer and a key: want rwk_ and 52 of a-z and 2-7"
	if a.Issuer != nil {
		want += ", or a token of the issuer"
	}
	return want + "."
}

// hashed is a key's hash. A key fits into the array, so that no memory is asked for.
func hashed(key string) [sha256.Size]byte {
	var room [64]byte
	return sha256.Sum256(append(room[:0], key...))
}

// unknownLooks bounds how often a second an unknown credential makes us look whether it is
// a new one.
const unknownLooks = 20

// byHash finds whose credential has a hash. Checks ask memory alone; everything else wants
// to have looked within a second, and waits for Neo4j where nothing did.
func (a *API) byHash(c *gin.Context, hash [sha256.Size]byte) (*caller, error) {
	own := askedOf(c)
	now := own.began // nothing was waited for since
	reg, err := a.registerFor(c, now)
	if err != nil {
		return nil, err
	}
	if by, ok := reg.holder(&hash, now); ok {
		return by, nil
	}
	// It may be newer than the last look.
	if own.at.scope != graph.ChecksMake && a.unknown.Allow() {
		if reg, err = a.registrar.anew(c.Request.Context()); err != nil {
			return nil, err
		}
		if by, ok := reg.holder(&hash, now); ok {
			return by, nil
		}
	}
	return nil, errUnknownCredential
}

func (a *API) registerFor(c *gin.Context, now time.Time) (*register, error) {
	if askedOf(c).at.scope != graph.ChecksMake {
		return a.registrar.within(c.Request.Context(), keysFreshFor)
	}
	if h := a.registrar.held.Load(); h != nil && now.Sub(h.looked) <= keysKnownFor {
		return h.value, nil
	}
	return nil, graph.ErrUnavailable
}

// byNamed finds whose credential is named so.
func (a *API) byNamed(c *gin.Context, kind graph.CredentialKind, name string) (*caller, error) {
	hash, err := hex.DecodeString(graph.CredentialHash(kind, name))
	if err != nil {
		return nil, err
	}
	return a.byHash(c, [sha256.Size]byte(hash))
}

// Issuer checks bearer tokens of somebody that the operator trusts to say who asks.
type Issuer interface {
	// Subject is whom a token is for. It fails with graph.ErrNotFound where the token is
	// not one that is good now, here.
	Subject(ctx context.Context, token string) (string, error)
}

func (a *API) byToken(c *gin.Context, token string) (*caller, error) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	subject, err := a.Issuer.Subject(ctx, token)
	if errors.Is(err, graph.ErrNotFound) {
		return nil, errUnknownCredential
	}
	if err != nil {
		return nil, err
	}
	return a.byNamed(c, graph.SubjectCredential, subject)
}

// byCertificate takes the names of the certificate that the connection was made with: its
// URIs, then its DNS names, then its common name. The first that is an agency's counts.
func (a *API) byCertificate(c *gin.Context) (*caller, error) {
	certificate := c.Request.TLS.VerifiedChains[0][0]
	if now := time.Now(); now.After(certificate.NotAfter) || now.Before(certificate.NotBefore) {
		return nil, errUnknownCredential // the connection may outlive it
	}
	var names []string
	for _, uri := range certificate.URIs {
		names = append(names, uri.String())
	}
	names = append(append(names, certificate.DNSNames...), certificate.Subject.CommonName)
	for _, name := range names {
		by, err := a.byNamed(c, graph.CertificateCredential, name)
		if !errors.Is(err, errUnknownCredential) {
			return by, err
		}
	}
	return nil, errUnknownCredential
}

func unauthorised(c *gin.Context, detail string) {
	c.Header("WWW-Authenticate", `Bearer realm="ringwatch"`)
	answerProblem(c, http.StatusUnauthorized, detail)
}
