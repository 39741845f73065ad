package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// CredentialKind says by what an agency shows who it is.
type CredentialKind string

// The kinds of credential.
const (
	KeyCredential         CredentialKind = "key"         // a secret of the platform's making
	SubjectCredential     CredentialKind = "subject"     // of a bearer token by the configured issuer
	CertificateCredential CredentialKind = "certificate" // a name in a client's certificate
)

// Credential is something by which an agency shows who it is. All kinds are added, listed,
// revoked and put on record alike.
type Credential struct {
	Kind CredentialKind
	// Hash is the SHA-256, in hexadecimal, of the key, or of the kind and name.
	Hash   string
	Name   string  // the subject's or the certificate's; empty for a key
	Scopes []Scope // all that it may do, of what its agency may; empty where that is everything
	// By the database's clock; ExpiresAt is zero for one that doesn't expire, RevokedAt
	// for one that wasn't revoked.
	CreatedAt, ExpiresAt, RevokedAt time.Time
}

// ID is what a credential is called: the beginning of its hash, which tells nothing of a
// key of 256 random bits.
func (c *Credential) ID() string { return CredentialID(c.Hash) }

// credentialIDLength is 48 bits in hexadecimal.
const credentialIDLength = 12

// CredentialID is what the credential with a hash is called.
func CredentialID(hash string) string { return hash[:min(len(hash), credentialIDLength)] }

// NamedHash is the hash of a credential that is not a secret.
func CredentialHash(kind CredentialKind, name string) string {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + name))
	return hex.EncodeToString(sum[:])
}

// Good reports whether a credential may be used at a time.
func (c *Credential) ValidAt(at time.Time) bool {
	return c.RevokedAt.IsZero() && (c.ExpiresAt.IsZero() || at.Before(c.ExpiresAt))
}

// Credentials keeps by what agencies show who they are. Every change is put on record in
// the same transaction.
type CredentialStore interface {
	// AddCredential gives an agency one more, good for a time, or until it is revoked
	// where that is 0. It fails with ErrNotFound where there is no such agency, with
	// ErrConflict where it or another has the same, and with ErrUnavailable.
	AddCredential(ctx context.Context, agencyID string, c Credential, lasts time.Duration) error
	// RotateKeys gives an agency a new key and lets the keys that it had end after the
	// overlap, if they don't end sooner; it tells how many those are. It fails with
	// ErrNotFound and ErrUnavailable.
	RotateKeys(ctx context.Context, agencyID string, fresh Credential, lasts, overlap time.Duration) (ending int, err error)
	// RevokeCredential ends one at once. It fails with ErrNotFound where the agency has
	// no such credential that is good, and with ErrUnavailable.
	RevokeCredential(ctx context.Context, agencyID, credentialID string) error
	// ListCredentials lists all that an agency ever had, the earliest first. It fails
	// with ErrNotFound and ErrUnavailable.
	ListCredentials(ctx context.Context, agencyID string) ([]Credential, error)
}

// Holding is a credential and whose it is.
type AgencyCredential struct {
	AgencyID   string
	Credential Credential
}

// Register is who may use the platform, at one moment.
type Register struct {
	Agencies    []Agency
	Credentials []AgencyCredential // those that are good
	// Secret is the platform's own, the same for every process on one graph: what agencies
	// are handed back is sealed with it.
	Secret []byte
}

// Registrar is where the register is read.
type RegisterReader interface {
	// Register reads it whole: a quick look. It fails with ErrUnavailable.
	Register(ctx context.Context) (Register, error)
}
