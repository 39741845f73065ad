package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// CredentialKind is the kind of proof that a credential is.
type CredentialKind string

// The kinds of credential.
const (
	KeyCredential         CredentialKind = "key"         // a secret that the platform generated
	SubjectCredential     CredentialKind = "subject"     // the subject of a bearer token of the configured issuer
	CertificateCredential CredentialKind = "certificate" // a name in a client certificate
)

// Credential proves which agency is calling. All kinds are added, revoked and audited alike.
type Credential struct {
	Kind CredentialKind
	// Hash is the SHA-256, in hexadecimal, of the key, or of the kind and name (CredentialHash).
	Hash   string
	Name   string  // of the subject or certificate; empty for a key
	Scopes []Scope // limit what it may do, within the scopes of its agency; empty: no limit
	// Times are by the database's clock. ExpiresAt is zero if it does not expire, RevokedAt if it
	// was not revoked.
	CreatedAt, ExpiresAt, RevokedAt time.Time
}

// ID returns the public id of the credential: the first characters of its hash.
func (c *Credential) ID() string { return CredentialID(c.Hash) }

// credentialIDLength is 48 bits in hexadecimal. They reveal nothing of a key of 256 random bits.
const credentialIDLength = 12

// CredentialID returns the id of the credential with the hash.
func CredentialID(hash string) string { return hash[:min(len(hash), credentialIDLength)] }

// CredentialHash returns the hash of a credential that is no secret: a subject or a certificate.
func CredentialHash(kind CredentialKind, name string) string {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + name))
	return hex.EncodeToString(sum[:])
}

// ValidAt reports whether the credential is neither revoked nor expired at the time.
func (c *Credential) ValidAt(at time.Time) bool {
	return c.RevokedAt.IsZero() && (c.ExpiresAt.IsZero() || at.Before(c.ExpiresAt))
}

// Summary returns the audit log's text on a credential that was added: its kind, name and scopes,
// and its lifetime unless that is 0.
func (c *Credential) Summary(lifetime time.Duration) string {
	text := string(c.Kind)
	if c.Name != "" {
		text += " " + c.Name
	}
	if len(c.Scopes) > 0 {
		text += " for " + joinScopes(c.Scopes)
	}
	if lifetime > 0 {
		text += ", good for " + lifetime.String()
	}
	return text
}

// AgencyCredential is a credential and the agency that holds it.
type AgencyCredential struct {
	AgencyID   string
	Credential Credential
}

// Register lists who may use the platform, at one moment.
type Register struct {
	Agencies    []Agency
	Credentials []AgencyCredential // valid ones
	// Secret seals what the platform hands out and accepts back, such as cursors. It is the same
	// for every process on one graph.
	Secret []byte
}
