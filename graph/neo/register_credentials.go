package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// AddCredential gives an agency one more credential, valid for a time, or until it is revoked where
// that is 0. It returns graph.ErrNotFound, graph.ErrConflict and graph.ErrUnavailable.
func (s *Register) AddCredential(ctx context.Context, agencyID string, c graph.Credential, validFor time.Duration) error {
	entry := s.db.auditEntry(graph.AuditCredentialAdded, agencyID, c.ID(), c.Summary(validFor))
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := addCredential(ctx, tx, agencyID, &c, validFor); err != nil {
			return err
		}
		return appendEntries(ctx, tx, []graph.AuditEntry{entry})
	})
	if err != nil {
		return fmt.Errorf("adding a credential of agency %s: %w", agencyID, err)
	}
	return nil
}

func addCredential(ctx context.Context, tx neo4j.ManagedTransaction, agencyID string, c *graph.Credential, validFor time.Duration) error {
	found, free := false, false
	params := map[string]any{
		"id": agencyID, "hash": c.Hash, "type": string(c.Kind), "name": text(c.Name),
		"scopes": textsOrNull(c.Scopes), "lasts": validFor.Milliseconds(),
	}
	err := query(ctx, tx, cypher.AddCredential, params, func(r *neo4j.Record) error {
		found = true
		f := fieldsOf(r)
		free = f.needBool("free")
		return f.err("Key", c.ID())
	})
	switch {
	case err != nil:
		return err
	case !found:
		return graph.ErrNotFound
	case !free:
		return fmt.Errorf("this agency or another one has it already: %w", graph.ErrConflict)
	}
	return nil
}

// RotateKeys gives an agency a new key. The keys that it had expire after the overlap, if they
// don't expire sooner. It returns how many those are, graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) RotateKeys(
	ctx context.Context, agencyID string, created graph.Credential, validFor, overlap time.Duration,
) (int, error) {
	detail := created.Summary(validFor) + "; those before it end in " + overlap.String()
	entry := s.db.auditEntry(graph.AuditCredentialRotated, agencyID, created.ID(), detail)
	expiring := 0
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := addCredential(ctx, tx, agencyID, &created, validFor); err != nil {
			return err
		}
		params := map[string]any{"id": agencyID, "created": created.Hash, "overlap": overlap.Milliseconds()}
		answer, err := queryOne(ctx, tx, cypher.ExpireKeys, params)
		if err != nil {
			return err
		}
		expiring = fieldsOf(answer).count("expiring")
		return appendEntries(ctx, tx, []graph.AuditEntry{entry})
	})
	if err != nil {
		return 0, fmt.Errorf("rotating the keys of agency %s: %w", agencyID, err)
	}
	return expiring, nil
}

// RevokeKeys revokes all credentials of an agency and returns how many. It returns
// graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) RevokeKeys(ctx context.Context, agencyID string) (revoked int, err error) {
	entry := s.db.auditEntry(graph.AuditCredentialRevoked, agencyID, "", "all")
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		found := false
		err := query(ctx, tx, cypher.RevokeCredentials, map[string]any{"id": agencyID}, func(r *neo4j.Record) error {
			found, revoked = true, fieldsOf(r).count("revoked")
			return nil
		})
		switch {
		case err != nil:
			return err
		case !found:
			return graph.ErrNotFound
		case revoked == 0:
			return nil
		}
		return appendEntries(ctx, tx, []graph.AuditEntry{entry})
	})
	if err != nil {
		return 0, fmt.Errorf("revoking the keys of agency %s: %w", agencyID, err)
	}
	return revoked, nil
}

// RevokeCredential revokes one credential. It returns graph.ErrNotFound where the agency has no
// valid credential with that id, and graph.ErrUnavailable.
func (s *Register) RevokeCredential(ctx context.Context, agencyID, credentialID string) error {
	entry := s.db.auditEntry(graph.AuditCredentialRevoked, agencyID, credentialID, "")
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		answer, err := queryOne(ctx, tx, cypher.RevokeCredential, map[string]any{"id": agencyID, "credential": credentialID})
		if err != nil {
			return err
		}
		if fieldsOf(answer).count("revoked") == 0 {
			return graph.ErrNotFound
		}
		return appendEntries(ctx, tx, []graph.AuditEntry{entry})
	})
	if err != nil {
		return fmt.Errorf("revoking a credential of agency %s: %w", agencyID, err)
	}
	return nil
}

// ListCredentials lists all credentials that an agency ever had, the earliest first. Those that
// can't be read are logged and left out. It returns graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) ListCredentials(ctx context.Context, agencyID string) (credentials []graph.Credential, err error) {
	credentials, err = readOne(ctx, s.db, cypher.ReadCredentials, map[string]any{"id": agencyID}, s.credentialsOf)
	if err != nil {
		return nil, fmt.Errorf("listing the credentials of agency %s: %w", agencyID, err)
	}
	return credentials, nil
}

func (s *Register) credentialsOf(r *neo4j.Record) (credentials []graph.Credential, err error) {
	nodes, err := column[neo4j.Node](r, "credentials")
	for _, node := range nodes {
		c, err := credentialOf(&fields{values: node.Props})
		if !s.db.logDamage(err) {
			credentials = append(credentials, c)
		}
	}
	return credentials, err
}

func credentialOf(f *fields) (graph.Credential, error) {
	c := graph.Credential{
		Kind: graph.CredentialKind(f.text("type")), Hash: f.needText("hash"), Name: f.text("name"), Scopes: scopesOf(f),
		CreatedAt: f.time("created_at"), ExpiresAt: f.time("expires_at"), RevokedAt: f.time("revoked_at"),
	}
	if c.Kind == "" { // stored when keys were the only kind
		c.Kind = graph.KeyCredential
	}
	return c, f.err("Key", c.ID())
}
