package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// AuditAction says what an entry of the record tells of.
type AuditAction string

// The actions that are put on record.
const (
	AuditMembersRead         AuditAction = "members_read"
	AuditGraphRead           AuditAction = "graph_read"
	AuditReverificationsRead AuditAction = "reverifications_read"
	AuditRevocationsRead     AuditAction = "revocations_read"
	AuditDisputesRead        AuditAction = "disputes_read"
	AuditChecksMade          AuditAction = "checks_made" // how many in a time, not which
	AuditAgencyChanged       AuditAction = "agency_changed"
	AuditCredentialAdded     AuditAction = "credential_added"
	AuditCredentialRotated   AuditAction = "credential_rotated"
	AuditCredentialRevoked   AuditAction = "credential_revoked"
	AuditFindingGiven        AuditAction = "finding_given"
	AuditDisputeFiled        AuditAction = "dispute_filed"
	AuditDisputeDecided      AuditAction = "dispute_decided"
)

// AuditEntry is one entry of the record: who did what, when, and for what purpose. Entries
// are chained: each holds the hash of the one before.
//
// An entry's canonical form is its JSON on one line, members in the order of the fields
// below, those without a value left out, and without hash. Its hash is the SHA-256 of
// that, in hexadecimal.
type AuditEntry struct {
	Sequence int64       `json:"seq"` // from 1, without gaps
	At       string      `json:"at"`  // RFC 3339 in UTC, by the database's clock
	ID       string      `json:"id"`  // its own; of what a request did, the request's
	Action   AuditAction `json:"action"`
	// Actor is the id of the agency that acted, or the command's host and user.
	Actor      string `json:"actor"`
	Credential string `json:"credential,omitempty"` // by which it acted, or that was changed
	Agency     string `json:"agency,omitempty"`     // whose credential or rights were changed
	Ring       string `json:"ring,omitempty"`
	Purpose    string `json:"purpose,omitempty"`
	Detail     string `json:"detail,omitempty"`
	Since      string `json:"since,omitempty"`    // of checks: RFC 3339, when they began
	Requests   int64  `json:"requests,omitempty"` // of checks
	Count      int64  `json:"count,omitempty"`    // members or tokens
	Found      int64  `json:"found,omitempty"`    // of checks: tokens that are in a ring
	Previous   string `json:"prev"`               // the hash of the entry before; of the first, 64 zeros
	Hash       string `json:"hash,omitempty"`
}

// NoHash is what the first entry follows.
const ZeroHash = "0000000000000000000000000000000000000000000000000000000000000000"

// Canonical is what an entry's hash is taken of.
func (e *AuditEntry) Canonical() ([]byte, error) {
	bare := *e
	bare.Hash = ""
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(&bare); err != nil {
		return nil, fmt.Errorf("writing an entry of the record: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Reckon returns the hash that an entry must have.
func (e *AuditEntry) ComputeHash() (string, error) {
	canonical, err := e.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// Chain sets what makes an entry the one that follows another: its number, its time and its
// hash.
func (e *AuditEntry) Chain(after AuditHead, at time.Time) (err error) {
	e.Sequence, e.Previous, e.At = after.Sequence+1, after.Hash, at.UTC().Format(time.RFC3339Nano)
	e.Hash, err = e.ComputeHash()
	return err
}

// AuditHead is where the record ends: the number and hash of its last entry. Noted outside,
// it shows later that nothing before it was changed or taken off.
type AuditHead struct {
	Sequence int64 // 0 while there is no entry
	Hash     string
}

// Head is where the record ends with an entry.
func (e *AuditEntry) Head() AuditHead { return AuditHead{e.Sequence, e.Hash} }

// String writes a head as it is noted: number:hash.
func (h AuditHead) String() string { return fmt.Sprintf("%d:%s", h.Sequence, h.Hash) }

// Audit keeps the record.
type AuditLog interface {
	// Append adds entries behind all others, whole or not at all, and fills in what
	// chains them. It fails with ErrUnavailable.
	Append(ctx context.Context, entries []AuditEntry) error
}

// AuditReader reads the record.
type AuditReader interface {
	// Entries hands over every entry in the order of their numbers, and then tells where
	// the record says that it ends. It fails with ErrUnavailable and what take fails with.
	Entries(ctx context.Context, take func(AuditEntry) error) (AuditHead, error)
}
