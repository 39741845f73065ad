package neo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var (
	_ graph.CredentialStore = (*Register)(nil)
	_ graph.RegisterReader  = (*Register)(nil)
)

// AddCredential gives an agency one more credential, good for a time, or until it is revoked
// where that is 0. It fails with graph.ErrNotFound, graph.ErrConflict and
// graph.ErrUnavailable.
func (s *Register) AddCredential(ctx context.Context, agencyID string, c graph.Credential, lasts time.Duration) error {
	entries := []graph.AuditEntry{s.changed(graph.AuditCredentialAdded, agencyID, c.ID(), told(&c, lasts))}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := addCredential(ctx, tx, agencyID, &c, lasts); err != nil {
			return err
		}
		return appendIn(ctx, tx, entries)
	})
	if err != nil {
		return fmt.Errorf("adding a credential of agency %s: %w", agencyID, err)
	}
	return nil
}

func addCredential(ctx context.Context, tx neo4j.ManagedTransaction, agencyID string, c *graph.Credential, lasts time.Duration) error {
	found, free := false, false
	err := query(ctx, tx, cypher.AddCredential, map[string]any{
		"id": agencyID, "hash": c.Hash, "type": string(c.Kind), "name": said(c.Name), "scopes": listOrNil(c.Scopes), "lasts": lasts.Milliseconds(),
	}, func(r *neo4j.Record) (err error) {
		found = true
		free, err = truth(r, "free")
		return err
	})
	switch {
	case err != nil:
		return err
	case !found:
		return graph.ErrNotFound
	case !free:
		return fmt.Errorf("this or another agency has it already: %w", graph.ErrConflict)
	}
	return nil
}

// RotateKeys gives an agency a new key and lets the keys that it had end after the overlap,
// if they don't end sooner; it tells how many those are. It fails with graph.ErrNotFound and
// graph.ErrUnavailable.
func (s *Register) RotateKeys(ctx context.Context, agencyID string, fresh graph.Credential, lasts, overlap time.Duration) (int, error) {
	entries := []graph.AuditEntry{s.changed(graph.AuditCredentialRotated, agencyID, fresh.ID(), told(&fresh, lasts)+"; those before it end in "+overlap.String())}
	ending := int64(0)
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := addCredential(ctx, tx, agencyID, &fresh, lasts); err != nil {
			return err
		}
		err := query(ctx, tx, cypher.ExpireKeys, map[string]any{"id": agencyID, "fresh": fresh.Hash, "overlap": overlap.Milliseconds()},
			func(r *neo4j.Record) (err error) { ending, err = number(r, "ending"); return err })
		if err != nil {
			return err
		}
		return appendIn(ctx, tx, entries)
	})
	if err != nil {
		return 0, fmt.Errorf("rotating the keys of agency %s: %w", agencyID, err)
	}
	return int(ending), nil
}

// RevokeCredential ends one at once. It fails with graph.ErrNotFound where the agency has no
// such credential that is good, and with graph.ErrUnavailable.
func (s *Register) RevokeCredential(ctx context.Context, agencyID, credentialID string) error {
	entries := []graph.AuditEntry{s.changed(graph.AuditCredentialRevoked, agencyID, credentialID, "")}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		revoked := int64(0)
		err := query(ctx, tx, cypher.RevokeCredential, map[string]any{"id": agencyID, "credential": credentialID},
			func(r *neo4j.Record) (err error) { revoked, err = number(r, "revoked"); return err })
		if err != nil {
			return err
		}
		if revoked == 0 {
			return graph.ErrNotFound
		}
		return appendIn(ctx, tx, entries)
	})
	if err != nil {
		return fmt.Errorf("revoking a credential of agency %s: %w", agencyID, err)
	}
	return nil
}

// ListCredentials lists all that an agency ever had, the earliest first. It fails with
// graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) ListCredentials(ctx context.Context, agencyID string) ([]graph.Credential, error) {
	var list []graph.Credential
	found := false
	err := s.db.read(ctx, cypher.ReadCredentials, map[string]any{"id": agencyID}, func(r *neo4j.Record) (err error) {
		found = true
		list, err = credentialsOf(r)
		return err
	})
	if err == nil && !found {
		err = graph.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("listing the credentials of agency %s: %w", agencyID, err)
	}
	return list, nil
}

// Register reads who may use the platform. It asks once, without retrying: whoever looks
// often would rather know that Neo4j is away. It fails with graph.ErrUnavailable.
func (s *Register) Register(ctx context.Context) (graph.Register, error) {
	register, err := s.register(ctx)
	if err != nil {
		return graph.Register{}, fmt.Errorf("reading who may use the platform: %w", err)
	}
	return register, nil
}

func (s *Register) register(ctx context.Context) (register graph.Register, err error) {
	if register.Secret, err = s.seal(ctx); err != nil {
		return register, err
	}
	err = s.db.read(ctx, cypher.ReadRegister, nil, func(r *neo4j.Record) error {
		agency := agencyOf(r)
		credentials, err := credentialsOf(r)
		for _, c := range credentials {
			register.Credentials = append(register.Credentials, graph.AgencyCredential{AgencyID: agency.ID, Credential: c})
		}
		agency.CredentialCount = len(credentials)
		register.Agencies = append(register.Agencies, agency)
		return err
	})
	return register, err
}

// seal is the platform's secret, which is made by the first who asks for it.
func (s *Register) seal(ctx context.Context) (secret []byte, err error) {
	read := func() error {
		return s.db.read(ctx, cypher.ReadSecret, nil, func(r *neo4j.Record) error {
			secret = []byte(properties(r.AsMap()).text("secret"))
			return nil
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

func credentialsOf(r *neo4j.Record) (list []graph.Credential, err error) {
	nodes, err := column[neo4j.Node](r, "credentials")
	for _, node := range nodes {
		p := properties(node.Props)
		c := graph.Credential{
			Kind: graph.CredentialKind(p.text("type")), Hash: p.text("hash"), Name: p.text("name"), Scopes: scopesOf(p),
			CreatedAt: p.time("created_at"), ExpiresAt: p.time("expires_at"), RevokedAt: p.time("revoked_at"),
		}
		if c.Kind == "" { // keys of before there were other kinds
			c.Kind = graph.KeyCredential
		}
		list = append(list, c)
	}
	return list, err
}

func scopesOf(p properties) (scopes []graph.Scope) {
	for _, scope := range p.texts("scopes") {
		scopes = append(scopes, graph.Scope(scope))
	}
	return scopes
}

// listOrNil is texts as Neo4j keeps them, and nothing where there are none.
func listOrNil[T ~string](texts []T) any {
	if len(texts) == 0 {
		return nil
	}
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = string(text)
	}
	return list
}

// told is what the record says of a credential.
func told(c *graph.Credential, lasts time.Duration) string {
	text := string(c.Kind)
	if c.Name != "" {
		text += " " + c.Name
	}
	if len(c.Scopes) > 0 {
		text += " for " + joined(c.Scopes)
	}
	if lasts > 0 {
		text += ", good for " + lasts.String()
	}
	return text
}

func joined[T ~string](texts []T) string {
	var out strings.Builder
	for i, text := range texts {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(string(text))
	}
	return out.String()
}
