package graph

import (
	"context"
	"time"
)

// AgencyStore stores agencies. Every change of what an agency may do or see adds an audit entry in
// the same transaction.
type AgencyStore interface {
	// AddAgency stores an agency and, if keyHash is not empty, a key for it. An existing agency
	// keeps its kind and name, gets the key, and gets the scopes and regions if any are given. An
	// agency may be added without a kind, as when it files records first; it gets one when it is
	// added again. It returns ErrConflict if the agency exists with another kind, or if an agency
	// has the key already, and ErrUnavailable.
	AddAgency(ctx context.Context, agency Agency, keyHash string) error
	// ListAgencies returns all agencies in the order of their ids. It returns ErrUnavailable.
	ListAgencies(ctx context.Context) ([]Agency, error)
	// RevokeKeys revokes all credentials of an agency and returns how many. It returns ErrNotFound
	// and ErrUnavailable.
	RevokeKeys(ctx context.Context, agencyID string) (int, error)
	// AgencyOfKey returns the agency that holds a valid credential with the hash. It returns
	// ErrNotFound and ErrUnavailable.
	AgencyOfKey(ctx context.Context, keyHash string) (Agency, error)
}

// CredentialStore stores credentials. Every change adds an audit entry in the same transaction.
type CredentialStore interface {
	// AddCredential gives an agency a credential that is valid for lifetime, or until it is revoked
	// if lifetime is 0. An agency may get back a credential that expired or was revoked. It returns
	// ErrNotFound if there is no such agency, ErrConflict if it has a valid credential with the
	// hash or another agency ever had one, and ErrUnavailable.
	AddCredential(ctx context.Context, agencyID string, c Credential, lifetime time.Duration) error
	// RotateKeys gives an agency a new key, lets its other keys expire after overlap unless they
	// expire sooner, and returns how many other keys there are. It returns ErrNotFound, ErrConflict
	// as AddCredential does, and ErrUnavailable.
	RotateKeys(ctx context.Context, agencyID string, key Credential, lifetime, overlap time.Duration) (expiring int, err error)
	// RevokeCredential revokes a credential immediately. It returns ErrNotFound if the agency has
	// no such valid credential, and ErrUnavailable.
	RevokeCredential(ctx context.Context, agencyID, credentialID string) error
	// ListCredentials returns all credentials that an agency ever had, the earliest first. It
	// returns ErrNotFound and ErrUnavailable.
	ListCredentials(ctx context.Context, agencyID string) ([]Credential, error)
}

// AuditReader reads the audit log.
type AuditReader interface {
	// Entries calls take for every entry in the order of their sequence, and returns the head that
	// the log has stored. It returns the error of take, and ErrUnavailable.
	Entries(ctx context.Context, take func(AuditEntry) error) (AuditHead, error)
}
