package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Register stores the agencies that may use the platform, and their credentials.
type Register struct {
	*state
	actor string // who the audit log names for changes
}

var (
	_ graph.RegisterReader  = (*Register)(nil)
	_ graph.AgencyStore     = (*Register)(nil)
	_ graph.CredentialStore = (*Register)(nil)
)

// AddAgency implements graph.AgencyStore.
func (s *Register) AddAgency(ctx context.Context, agency graph.Agency, keyHash string) error {
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

// agency returns the agency, and stores one without a kind if there is none. Its CreatedAt is zero
// until an operator adds it.
func (s *state) agency(id string) *graph.Agency {
	if s.agencies[id] == nil {
		s.agencies[id] = &graph.Agency{ID: id}
	}
	return s.agencies[id]
}

// describe returns an agency with the number of its valid credentials.
func (s *Register) describe(agency *graph.Agency) graph.Agency {
	a := *agency
	a.Scopes, a.Regions = slices.Clone(agency.Scopes), slices.Clone(agency.Regions)
	a.CredentialCount = len(s.validCredentialsOf(a.ID))
	return a
}

// ListAgencies implements graph.AgencyStore.
func (s *Register) ListAgencies(ctx context.Context) (agencies []graph.Agency, err error) {
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
func (s *Register) RevokeKeys(ctx context.Context, agencyID string) (int, error) {
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
func (s *Register) AgencyOfKey(ctx context.Context, keyHash string) (graph.Agency, error) {
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

// Register implements graph.RegisterReader.
func (s *Register) Register(ctx context.Context) (register graph.Register, err error) {
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
