package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// AuditAction classifies audit entries by what was done.
type AuditAction string

// The audited actions.
const (
	AuditMembersRead         AuditAction = "members_read"
	AuditGraphRead           AuditAction = "graph_read"
	AuditReverificationsRead AuditAction = "reverifications_read"
	AuditRevocationsRead     AuditAction = "revocations_read"
	AuditDisputesRead        AuditAction = "disputes_read"
	AuditChecksMade          AuditAction = "checks_made" // how many in a period, not which tokens
	AuditAgencyChanged       AuditAction = "agency_changed"
	AuditCredentialAdded     AuditAction = "credential_added"
	AuditCredentialRotated   AuditAction = "credential_rotated"
	AuditCredentialRevoked   AuditAction = "credential_revoked"
	AuditFindingGiven        AuditAction = "finding_given"
	AuditDisputeFiled        AuditAction = "dispute_filed"
	AuditDisputeDecided      AuditAction = "dispute_decided"
)

// AuditEntry is one entry of the audit log: who did what, when, and for what purpose. Entries are
// chained: each holds the hash of the one before.
//
// The canonical form of an entry is its JSON on one line, with the members in the order of the
// fields below, without empty members and without hash. Its hash is the SHA-256 of that, in
// hexadecimal.
type AuditEntry struct {
	Sequence int64       `json:"seq"` // from 1, without gaps
	At       string      `json:"at"`  // RFC 3339 in UTC, by the database's clock
	ID       string      `json:"id"`  // unique; for a request, the request's id
	Action   AuditAction `json:"action"`
	// Actor is the id of the agency that acted, or the host and user of a command.
	Actor      string `json:"actor"`
	Credential string `json:"credential,omitempty"` // that the actor used, or that was changed
	Agency     string `json:"agency,omitempty"`     // whose credential or rights were changed
	Ring       string `json:"ring,omitempty"`
	Purpose    string `json:"purpose,omitempty"`
	Detail     string `json:"detail,omitempty"`
	Since      string `json:"since,omitempty"`    // of checks: RFC 3339, the start of the period
	Requests   int64  `json:"requests,omitempty"` // of checks: how many requests
	Count      int64  `json:"count,omitempty"`    // members or tokens
	Found      int64  `json:"found,omitempty"`    // of checks: tokens that are in a ring
	Previous   string `json:"prev"`               // the hash of the entry before; ZeroHash for the first
	Hash       string `json:"hash,omitempty"`
}

// ZeroHash is the Previous of the first entry: 64 zeros.
const ZeroHash = "0000000000000000000000000000000000000000000000000000000000000000"

// Canonical returns the canonical form of the entry, from which its hash is computed.
func (e *AuditEntry) Canonical() ([]byte, error) {
	bare := *e
	bare.Hash = ""
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(&bare); err != nil {
		return nil, fmt.Errorf("encoding an audit entry: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// ComputeHash returns the hash of the entry, as computed from its other fields.
func (e *AuditEntry) ComputeHash() (string, error) {
	canonical, err := e.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// Chain makes the entry the one that follows head: it sets Sequence, Previous, At and Hash.
func (e *AuditEntry) Chain(head AuditHead, at time.Time) (err error) {
	e.Sequence, e.Previous, e.At = head.Sequence+1, head.Hash, at.UTC().Format(time.RFC3339Nano)
	e.Hash, err = e.ComputeHash()
	return err
}

// AuditHead identifies the last entry of the audit log. A head that was noted elsewhere proves
// later that no entry up to it was changed or removed.
type AuditHead struct {
	Sequence int64 // 0 if the log is empty
	Hash     string
}

// Head returns the head of a log that ends with the entry.
func (e *AuditEntry) Head() AuditHead { return AuditHead{e.Sequence, e.Hash} }

// String returns the head as people note it, sequence:hash.
func (h AuditHead) String() string { return fmt.Sprintf("%d:%s", h.Sequence, h.Hash) }
