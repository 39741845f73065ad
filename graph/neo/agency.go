package neo

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.AgencyStore = (*Register)(nil)

// Register holds the agencies and their credentials.
type Register struct{ db *DB }

// AddAgency keeps an agency and, where keyHash is not empty, a key of it. An agency
// without a kind is one whose kind is not known yet. Scopes and regions that are given are
// what it is held to from now on. It fails with graph.ErrConflict where the agency is there
// as another kind, and with graph.ErrUnavailable.
func (s *Register) AddAgency(ctx context.Context, agency graph.Agency, keyHash string) error {
	var entries []graph.AuditEntry
	if agency.Kind != "" {
		entries = append(entries, s.changed(graph.AuditAgencyChanged, agency.ID, "", toldOfAgency(&agency)))
	}
	key := graph.Credential{Kind: graph.KeyCredential, Hash: keyHash}
	if keyHash != "" {
		entries = append(entries, s.changed(graph.AuditCredentialAdded, agency.ID, key.ID(), told(&key, 0)))
	}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		params := map[string]any{"id": agency.ID, "name": agency.Name, "kind": said(string(agency.Kind)),
			"scopes": listOrNil(agency.Scopes), "regions": listOrNil(agency.Regions)}
		var kind graph.AgencyKind
		err := query(ctx, tx, cypher.SaveAgency, params, func(r *neo4j.Record) error {
			kind = graph.AgencyKind(properties(r.AsMap()).text("kind"))
			return nil
		})
		if err != nil {
			return err
		}
		if agency.Kind != "" && kind != agency.Kind {
			return fmt.Errorf("it is there as %s, which does not change: give that kind, or choose another id: %w", withArticle(kind), graph.ErrConflict)
		}
		if keyHash != "" {
			if err := addCredential(ctx, tx, agency.ID, &key, 0); err != nil {
				return err
			}
		}
		return appendIn(ctx, tx, entries)
	})
	if err != nil {
		return fmt.Errorf("adding agency %s: %w", agency.ID, err)
	}
	return nil
}

// toldOfAgency is what the record says of an agency that is added or changed.
func toldOfAgency(a *graph.Agency) string {
	text := string(a.Kind)
	if len(a.Scopes) > 0 {
		text += " for " + joined(a.Scopes)
	}
	if len(a.Regions) > 0 {
		text += " in " + joined(a.Regions)
	}
	return text
}

// withArticle says a kind as people do.
func withArticle(kind graph.AgencyKind) string {
	switch kind {
	case graph.Operator:
		return "an operator"
	case graph.Police:
		return "police"
	}
	return "a " + string(kind)
}

// ListAgencies lists all, in the order of their ids.
func (s *Register) ListAgencies(ctx context.Context) ([]graph.Agency, error) {
	var list []graph.Agency
	err := s.db.read(ctx, cypher.ReadAgencies, nil, func(r *neo4j.Record) error {
		list = append(list, agencyOf(r))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the agencies: %w", err)
	}
	return list, nil
}

// RevokeKeys ends all credentials of an agency at once and tells how many. It fails with
// graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) RevokeKeys(ctx context.Context, agencyID string) (int, error) {
	revoked, found := int64(0), false
	entries := []graph.AuditEntry{s.changed(graph.AuditCredentialRevoked, agencyID, "", "all")}
	err := s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		err := query(ctx, tx, cypher.RevokeCredentials, map[string]any{"id": agencyID}, func(r *neo4j.Record) (err error) {
			found = true
			revoked, err = number(r, "revoked")
			return err
		})
		if err != nil || revoked == 0 {
			return err
		}
		return appendIn(ctx, tx, entries)
	})
	if err == nil && !found {
		err = graph.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("revoking the keys of agency %s: %w", agencyID, err)
	}
	return int(revoked), nil
}

// KeyHolder finds the agency of a credential that is good. It fails with
// graph.ErrNotFound and graph.ErrUnavailable.
func (s *Register) AgencyOfKey(ctx context.Context, keyHash string) (graph.Agency, error) {
	var holder graph.Agency
	err := s.db.read(ctx, cypher.ReadCredentialHolder, map[string]any{"hash": keyHash}, func(r *neo4j.Record) error {
		holder = agencyOf(r)
		return nil
	})
	if err == nil && holder.ID == "" {
		err = graph.ErrNotFound
	}
	if err != nil {
		return graph.Agency{}, fmt.Errorf("finding the holder of a key: %w", err)
	}
	return holder, nil
}

func agencyOf(r *neo4j.Record) graph.Agency {
	p := properties(r.AsMap())
	return graph.Agency{ID: p.text("id"), Name: p.text("name"), Kind: graph.AgencyKind(p.text("kind")),
		Scopes: scopesOf(p), Regions: p.texts("regions"), CreatedAt: p.time("created_at"), CredentialCount: p.number("keys")}
}
