package memory

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// AddAgency implements graph.AgencyStore.
func (s *Store) AddAgency(ctx context.Context, agency graph.Agency, keyHash string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	stored := s.agencies[agency.ID]
	if stored != nil && stored.Kind != "" && agency.Kind != "" && stored.Kind != agency.Kind {
		return fmt.Errorf("agency %s exists with the kind %s, which does not change: %w", agency.ID, stored.Kind, graph.ErrConflict)
	}
	key := graph.Credential{Kind: graph.KeyCredential, Hash: keyHash}
	if keyHash != "" && !s.mayHold(agency.ID, keyHash) {
		return fmt.Errorf("this or another agency has the key already: %w", graph.ErrConflict)
	}
	var entries []graph.AuditEntry
	if agency.Kind != "" {
		entries = append(entries, s.entry(graph.AuditAgencyChanged, agency.ID, "", agency.Summary()))
	}
	if keyHash != "" {
		entries = append(entries, s.entry(graph.AuditCredentialAdded, agency.ID, key.ID(), key.Summary(0)))
	}
	if err := s.append(entries); err != nil {
		return err
	}
	if stored == nil {
		stored = s.agency(agency.ID)
		stored.CreatedAt = s.now()
	}
	if stored.Kind == "" {
		stored.Kind, stored.Name = agency.Kind, agency.Name
	}
	if len(agency.Scopes) > 0 {
		stored.Scopes = slices.Clone(agency.Scopes)
	}
	if len(agency.Regions) > 0 {
		stored.Regions = slices.Clone(agency.Regions)
	}
	if keyHash != "" {
		s.addCredential(agency.ID, key, 0)
	}
	return nil
}

// entry returns an audit entry for a change by this process.
func (s *Store) entry(action graph.AuditAction, agencyID, credentialID, detail string) graph.AuditEntry {
	return graph.AuditEntry{ID: rand.Text(), Action: action, Actor: s.actor, Agency: agencyID, Credential: credentialID, Detail: detail}
}

// mayHold reports whether the agency may get the credential: no agency ever had it, or this one had
// it and it is no longer valid.
func (s *Store) mayHold(agencyID, hash string) bool {
	c := s.credentials[hash]
	return c == nil || c.AgencyID == agencyID && !c.Credential.ValidAt(s.now())
}

func (s *Store) addCredential(agencyID string, c graph.Credential, lifetime time.Duration) {
	c.CreatedAt, c.ExpiresAt, c.RevokedAt, c.Scopes = s.now(), time.Time{}, time.Time{}, slices.Clone(c.Scopes)
	if lifetime > 0 {
		c.ExpiresAt = c.CreatedAt.Add(lifetime)
	}
	s.credentials[c.Hash] = &graph.AgencyCredential{AgencyID: agencyID, Credential: c}
}

// credentialsOf returns an agency's credentials, the earliest first.
func (s *Store) credentialsOf(agencyID string) (credentials []*graph.Credential) {
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

func (s *Store) validCredentialsOf(agencyID string) []*graph.Credential {
	return slices.DeleteFunc(s.credentialsOf(agencyID), func(c *graph.Credential) bool { return !c.ValidAt(s.now()) })
}

func copyCredential(c *graph.Credential) graph.Credential {
	other := *c
	other.Scopes = slices.Clone(c.Scopes)
	return other
}

// describe returns an agency with the number of its valid credentials.
func (s *Store) describe(agency *graph.Agency) graph.Agency {
	a := *agency
	a.Scopes, a.Regions = slices.Clone(agency.Scopes), slices.Clone(agency.Regions)
	a.CredentialCount = len(s.validCredentialsOf(a.ID))
	return a
}

// ListAgencies implements graph.AgencyStore.
func (s *Store) ListAgencies(ctx context.Context) (agencies []graph.Agency, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, id := range slices.Sorted(maps.Keys(s.agencies)) {
		agencies = append(agencies, s.describe(s.agencies[id]))
	}
	return agencies, nil
}

// RevokeKeys implements graph.AgencyStore.
func (s *Store) RevokeKeys(ctx context.Context, agencyID string) (int, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	if s.agencies[agencyID] == nil {
		return 0, graph.ErrNotFound
	}
	valid := s.validCredentialsOf(agencyID)
	if len(valid) == 0 {
		return 0, nil
	}
	if err := s.append([]graph.AuditEntry{s.entry(graph.AuditCredentialRevoked, agencyID, "", "all")}); err != nil {
		return 0, err
	}
	for _, c := range valid {
		c.RevokedAt = s.now()
	}
	return len(valid), nil
}

// AgencyOfKey implements graph.AgencyStore.
func (s *Store) AgencyOfKey(ctx context.Context, keyHash string) (graph.Agency, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Agency{}, err
	}
	defer unlock()
	c := s.credentials[keyHash]
	if c == nil || !c.Credential.ValidAt(s.now()) {
		return graph.Agency{}, graph.ErrNotFound
	}
	agency := s.describe(s.agencies[c.AgencyID])
	agency.CredentialCount = 1
	return agency, nil
}

// AddCredential implements graph.CredentialStore.
func (s *Store) AddCredential(ctx context.Context, agencyID string, c graph.Credential, lifetime time.Duration) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return s.addAudited(agencyID, c, lifetime, s.entry(graph.AuditCredentialAdded, agencyID, c.ID(), c.Summary(lifetime)))
}

func (s *Store) addAudited(agencyID string, c graph.Credential, lifetime time.Duration, entry graph.AuditEntry) error {
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

// RotateKeys implements graph.CredentialStore.
func (s *Store) RotateKeys(ctx context.Context, agencyID string, key graph.Credential, lifetime,
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
func (s *Store) RevokeCredential(ctx context.Context, agencyID, credentialID string) error {
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
func (s *Store) ListCredentials(ctx context.Context, agencyID string) (credentials []graph.Credential, err error) {
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

// Register implements graph.RegisterReader.
func (s *Store) Register(ctx context.Context) (register graph.Register, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.Register{}, err
	}
	defer unlock()
	register.Secret = slices.Clone(s.secret)
	for _, id := range slices.Sorted(maps.Keys(s.agencies)) {
		register.Agencies = append(register.Agencies, s.describe(s.agencies[id]))
		for _, c := range s.validCredentialsOf(id) {
			register.Credentials = append(register.Credentials, graph.AgencyCredential{AgencyID: id, Credential: copyCredential(c)})
		}
	}
	return register, nil
}
