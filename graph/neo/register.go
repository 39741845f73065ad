package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.AgencyStore     = (*Register)(nil)
	_ graph.CredentialStore = (*Register)(nil)
	_ graph.RegisterReader  = (*Register)(nil)
)

// Register stores the agencies and their credentials. Each change is logged in the audit log, in
// the transaction that makes it.
type Register struct{ db *DB }

// AddAgency stores an agency and, if keyHash is not empty, a key of it. An agency without a kind is
// one whose kind is not known yet. Scopes and regions that are given replace the stored ones. It
// returns graph.ErrConflict where the agency is stored with another kind, and graph.ErrUnavailable.
func (s *Register) AddAgency(ctx context.Context, agency graph.Agency, keyHash string) error {
	var entries []graph.AuditEntry
	if agency.Kind != "" {
		entries = append(entries, s.db.auditEntry(graph.AuditAgencyChanged, agency.ID, "", agency.Summary()))
	}
	key := graph.Credential{Kind: graph.KeyCredential, Hash: keyHash}
	if keyHash != "" {
		entries = append(entries, s.db.auditEntry(graph.AuditCredentialAdded, agency.ID, key.ID(), key.Summary(0)))
	}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := saveAgency(ctx, tx, &agency); err != nil {
			return err
		}
		if keyHash != "" {
			if err := addCredential(ctx, tx, agency.ID, &key, 0); err != nil {
				return err
			}
		}
		return appendEntries(ctx, tx, entries)
	})
	if err != nil {
		return fmt.Errorf("adding agency %s: %w", agency.ID, err)
	}
	return nil
}

func saveAgency(ctx context.Context, tx neo4j.ManagedTransaction, agency *graph.Agency) error {
	params := map[string]any{
		"id": agency.ID, "name": agency.Name, "kind": text(string(agency.Kind)),
		"scopes": textsOrNull(agency.Scopes), "regions": textsOrNull(agency.Regions),
	}
	var kind graph.AgencyKind
	err := query(ctx, tx, cypher.SaveAgency, params, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		kind = graph.AgencyKind(f.text("kind"))
		return f.err("Agency", agency.ID)
	})
	if err == nil && agency.Kind != "" && kind != agency.Kind {
		err = fmt.Errorf("it exists as %s, which does not change: give that kind, or choose another id: %w", withArticle(kind), graph.ErrConflict)
	}
	return err
}

// withArticle returns a kind of agency with its article.
func withArticle(kind graph.AgencyKind) string {
	switch kind {
	case graph.Operator:
		return "an operator"
	case graph.Police:
		return "police"
	}
	return "a " + string(kind)
}

// ListAgencies lists all agencies, in the order of their ids. Agencies that can't be read are
// logged and left out. It returns graph.ErrUnavailable.
func (s *Register) ListAgencies(ctx context.Context) (agencies []graph.Agency, err error) {
	agencies, err = readList(ctx, s.db, cypher.ReadAgencies, nil, agencyOf)
	if err != nil {
		return nil, fmt.Errorf("listing the agencies: %w", err)
	}
	return agencies, nil
}

// AgencyOfKey returns the agency that holds a valid credential. It returns graph.ErrNotFound, a
// *DamageError, and graph.ErrUnavailable.
func (s *Register) AgencyOfKey(ctx context.Context, keyHash string) (holder graph.Agency, err error) {
	holder, err = readOne(ctx, s.db, cypher.ReadCredentialHolder, map[string]any{"hash": keyHash}, agencyOf)
	if err != nil {
		return graph.Agency{}, fmt.Errorf("finding the holder of a key: %w", err)
	}
	return holder, nil
}

// Register reads the agencies and their valid credentials. It does not retry: it is polled, and the
// caller prefers an error to waiting. Agencies and credentials that can't be read are logged and
// left out. It returns graph.ErrUnavailable.
func (s *Register) Register(ctx context.Context) (register graph.Register, err error) {
	if register.Secret, err = s.secret(ctx); err == nil {
		err = s.db.read(ctx, cypher.ReadRegister, nil, func(r *neo4j.Record) error { return s.addTo(&register, r) })
	}
	if err != nil {
		return graph.Register{}, fmt.Errorf("reading the agencies and their credentials: %w", err)
	}
	return register, nil
}

func (s *Register) addTo(register *graph.Register, r *neo4j.Record) error {
	agency, err := agencyOf(r)
	if s.db.logDamage(err) {
		return nil
	}
	credentials, err := s.credentialsOf(r)
	for _, c := range credentials {
		register.Credentials = append(register.Credentials, graph.AgencyCredential{AgencyID: agency.ID, Credential: c})
	}
	agency.CredentialCount = len(credentials)
	register.Agencies = append(register.Agencies, agency)
	return err
}

// secret returns the platform's secret. The first process that needs it creates it.
func (s *Register) secret(ctx context.Context) (secret []byte, err error) {
	read := func() error {
		return s.db.read(ctx, cypher.ReadSecret, nil, func(r *neo4j.Record) error {
			f := fieldsOf(r)
			secret = []byte(f.needText("secret"))
			return f.err("Seal", "platform")
		})
	}
	if err := read(); err != nil || len(secret) > 0 {
		return secret, err
	}
	if err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error { return execute(ctx, tx, cypher.CreateSecret, nil) }); err != nil {
		return nil, err
	}
	err = read()
	return secret, err
}

func agencyOf(r *neo4j.Record) (graph.Agency, error) {
	f := fieldsOf(r)
	agency := graph.Agency{
		ID: f.needText("id"), Name: f.text("name"), Kind: graph.AgencyKind(f.text("kind")),
		Scopes: scopesOf(f), Regions: f.texts("regions"), CreatedAt: f.time("created_at"), CredentialCount: f.count("keys"),
	}
	return agency, f.err("Agency", agency.ID)
}

func scopesOf(f *fields) (scopes []graph.Scope) {
	for _, scope := range f.texts("scopes") {
		scopes = append(scopes, graph.Scope(scope))
	}
	return scopes
}
