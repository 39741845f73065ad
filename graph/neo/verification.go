package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

var _ graph.Verifications = (*Store)(nil)

// Verify keeps a finding on a number, and the entry on record, and fills in its At and the
// token that the number is kept under. It fails with graph.ErrNotFound, with what may fails
// with, and with graph.ErrUnavailable.
func (s *Store) Verify(ctx context.Context, v *graph.Verification, on graph.AuditEntry, may func(*graph.Verification) error) (fresh bool, err error) {
	found := *v
	err = s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		found = *v // a try that failed may have filled it in
		last, err := s.lastVerification(ctx, tx, &found)
		if err == nil {
			err = may(&last)
		}
		if err != nil {
			return err
		}
		if fresh = !last.Same(&found); !fresh {
			found.At = last.At
			return nil
		}
		if len(found.Regions) == 0 { // it puts an earlier one right
			found.Regions = last.Regions
		}
		if err := s.appendIn(ctx, tx, []graph.AuditEntry{on}); err != nil {
			return err
		}
		return s.rows(ctx, tx, "save_verification", map[string]any{
			"token": string(found.Identifier.Token), "agency": found.Agency.ID, "properties": map[string]any{
				"finding": string(found.Finding), "reason": found.Reason, "day": found.Day.UTC(), "note": said(found.Note), "regions": listOf(found.Regions),
			},
		}, takeTime(&found.At))
	})
	if err != nil {
		return false, fmt.Errorf("keeping what was found of a number: %w", err)
	}
	*v = found
	return fresh, nil
}

// lastVerification reads what was found of a number last, and puts the token that it is kept
// under in place of a later one.
func (s *Store) lastVerification(ctx context.Context, tx neo4j.ManagedTransaction, v *graph.Verification) (last graph.Verification, err error) {
	if v.Identifier.Token, err = s.firstToken(ctx, tx, v.Identifier.Token); err != nil {
		return last, err
	}
	there := false
	err = s.rows(ctx, tx, "read_verification", map[string]any{"token": string(v.Identifier.Token)}, func(r *neo4j.Record) error {
		there, last = true, verificationOf(r)
		return nil
	})
	if err == nil && !there {
		err = graph.ErrNotFound
	}
	return last, err
}

// firstToken is the token that an identifier is kept under.
func (s *Store) firstToken(ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token) (graph.Token, error) {
	firsts, err := s.firstTokens(ctx, tx, []string{string(token)})
	if first, other := firsts[token]; other {
		return first, err
	}
	return token, err
}

func verificationOf(r *neo4j.Record) graph.Verification {
	p := properties(r.AsMap())
	return graph.Verification{
		Identifier: identifierOf(p), Agency: graph.Agency{ID: p.text("agency")}, Finding: graph.Finding(p.text("finding")),
		Reason: p.text("reason"), Day: p.time("day"), Note: p.text("note"), Regions: p.texts("regions"), At: p.time("at"),
	}
}

func identifierOf(p properties) graph.Identifier {
	return graph.Identifier{Kind: graph.Kind(p.text("kind")), Token: graph.Token(p.text("token"))}
}

// Verified lists the findings that count of some numbers. It fails with graph.ErrUnavailable.
func (s *Store) Verified(ctx context.Context, tokens []graph.Token) (map[graph.Token]graph.Verification, error) {
	found := map[graph.Token]graph.Verification{}
	err := s.each(ctx, "read_verified", inBatch("tokens", textsOf(tokens)), func(r *neo4j.Record) error {
		v := verificationOf(r)
		found[v.Identifier.Token] = v
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was found of %d numbers: %w", len(tokens), err)
	}
	return found, nil
}

// Revoked lists numbers that telcos disconnected. It fails with graph.ErrUnavailable.
func (s *Store) Revoked(ctx context.Context, q graph.RevokedQuery) (revoked []graph.Verification, err error) {
	since := q.Since.UTC()
	if since.IsZero() {
		since = time.Unix(0, 0).UTC()
	}
	err = s.each(ctx, "read_revoked", map[string]any{"after": string(q.After), "since": since, "regions": listOf(q.Regions), "limit": q.Limit}, func(r *neo4j.Record) error {
		revoked = append(revoked, verificationOf(r))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading which numbers are disconnected: %w", err)
	}
	return revoked, nil
}

func textsOf(tokens []graph.Token) []string {
	texts := make([]string, len(tokens))
	for i, token := range tokens {
		texts[i] = string(token)
	}
	return texts
}

// listOf is a list as a statement takes it, which can't take nil for one without anything.
func listOf(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
