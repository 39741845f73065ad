package memory

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// AddCredential implements graph.CredentialStore.
func (s *Register) AddCredential(ctx context.Context, agencyID string, c graph.Credential, lifetime time.Duration) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return s.addAudited(agencyID, c, lifetime, s.entry(graph.AuditCredentialAdded, agencyID, c.ID(), c.Summary(lifetime)))
}

func (s *Register) addAudited(agencyID string, c graph.Credential, lifetime time.Duration, entry graph.AuditEntry) error {
	if s.agencies[agencyID] == nil {
		return graph.ErrNotFound
	}
	if !s.mayHold(agencyID, c.Hash) {
		return fmt.Errorf("this or another agency has it already: %w", graph.ErrConflict)
	}
	if err := s.append([]graph.AuditEntry{entry}); err != nil {
		return err
	}
	s.addCredential(agencyID, c, lifetime)
	return nil
}

// entry returns an audit entry for a change by this process.
func (s *Register) entry(action graph.AuditAction, agencyID, credentialID, detail string) graph.AuditEntry {
	return graph.AuditEntry{ID: rand.Text(), Action: action, Actor: s.actor, Agency: agencyID, Credential: credentialID, Detail: detail}
}

// mayHold reports whether the agency may get the credential: no agency ever had it, or this one had
// it and it is no longer valid.
func (s *Register) mayHold(agencyID, hash string) bool {
	c := s.credentials[hash]
	return c == nil || c.AgencyID == agencyID && !c.Credential.ValidAt(s.now())
}

func (s *Register) addCredential(agencyID string, c graph.Credential, lifetime time.Duration) {
	c.CreatedAt, c.ExpiresAt, c.RevokedAt, c.Scopes = s.now(), time.Time{}, time.Time{}, slices.Clone(c.Scopes)
	if lifetime > 0 {
		c.ExpiresAt = c.CreatedAt.Add(lifetime)
	}
	s.credentials[c.Hash] = &graph.AgencyCredential{AgencyID: agencyID, Credential: c}
}

// RotateKeys implements graph.CredentialStore.
func (s *Register) RotateKeys(ctx context.Context, agencyID string, key graph.Credential, lifetime,
	overlap time.Duration,
) (expiring int, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	entry := s.entry(graph.AuditCredentialRotated, agencyID, key.ID(), key.Summary(lifetime)+"; those before it end in "+overlap.String())
	if err := s.addAudited(agencyID, key, lifetime, entry); err != nil {
		return 0, err
	}
	end := s.now().Add(overlap)
	for _, c := range s.validCredentialsOf(agencyID) {
		if c.Kind != graph.KeyCredential || c.Hash == key.Hash {
			continue
		}
		if c.ExpiresAt.IsZero() || end.Before(c.ExpiresAt) {
			c.ExpiresAt = end
		}
		expiring++
	}
	return expiring, nil
}

// RevokeCredential implements graph.CredentialStore.
func (s *Register) RevokeCredential(ctx context.Context, agencyID, credentialID string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	valid := slices.DeleteFunc(s.validCredentialsOf(agencyID),
		func(c *graph.Credential) bool { return !strings.HasPrefix(c.Hash, credentialID) })
	if len(valid) == 0 {
		return graph.ErrNotFound
	}
	if err := s.append([]graph.AuditEntry{s.entry(graph.AuditCredentialRevoked, agencyID, credentialID, "")}); err != nil {
		return err
	}
	for _, c := range valid {
		c.RevokedAt = s.now()
	}
	return nil
}

// ListCredentials implements graph.CredentialStore.
func (s *Register) ListCredentials(ctx context.Context, agencyID string) (credentials []graph.Credential, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.agencies[agencyID] == nil {
		return nil, graph.ErrNotFound
	}
	for _, c := range s.credentialsOf(agencyID) {
		credentials = append(credentials, copyCredential(c))
	}
	return credentials, nil
}

// credentialsOf returns an agency's credentials, the earliest first.
func (s *Register) credentialsOf(agencyID string) (credentials []*graph.Credential) {
	for _, c := range s.credentials {
		if c.AgencyID == agencyID {
			credentials = append(credentials, &c.Credential)
		}
	}
	slices.SortFunc(credentials, func(a, b *graph.Credential) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.Hash, b.Hash))
	})
	return credentials
}

func (s *Register) validCredentialsOf(agencyID string) []*graph.Credential {
	return slices.DeleteFunc(s.credentialsOf(agencyID), func(c *graph.Credential) bool { return !c.ValidAt(s.now()) })
}

func copyCredential(c *graph.Credential) graph.Credential {
	other := *c
	other.Scopes = slices.Clone(c.Scopes)
	return other
}
