package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

var _ graph.VerificationStore = (*Reviews)(nil)

// Reviews holds what agencies say about rings and identifiers: feedback, findings and disputes.
type Reviews struct{ db *DB }

// Verify keeps a finding on a number, and the entry on record, and fills in its At and the
// token that the number is kept under. It fails with graph.ErrNotFound, graph.ErrConflict and
// graph.ErrUnavailable.
func (s *Reviews) AddVerification(ctx context.Context, v *graph.Verification, asked bool, on graph.AuditEntry) (fresh bool, err error) {
	found := *v
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		found = *v // a try that failed may have filled it in
		last, passed, err := s.lastVerification(ctx, tx, &found)
		switch {
		case err != nil:
			return err
		case last.Finding == "" && !asked:
			return graph.ErrNotFound
		case passed:
			return graph.ErrConflict
		}
		if fresh = !last.Same(&found); !fresh {
			found.At = last.At
			return nil
		}
		if len(found.Regions) == 0 { // it puts an earlier one right
			found.Regions = last.Regions
		}
		return s.keepVerification(ctx, tx, &found, last.At, on)
	})
	if err != nil {
		return false, fmt.Errorf("keeping what was found of a number: %w", err)
	}
	*v = found
	return fresh, nil
}

// lastVerification reads what the agency found of a number last, and puts the token that it is
// kept under in place of the one that was given; passed where it has another holder since
// the finding's day.
func (s *Reviews) lastVerification(ctx context.Context, tx neo4j.ManagedTransaction, v *graph.Verification) (last graph.Verification, passed bool, err error) {
	token, err := firstToken(ctx, tx, v.Identifier.Token)
	if err != nil {
		return last, false, err
	}
	there := false
	params := map[string]any{"token": string(token), "agency": v.Agency.ID, "day": v.Day.UTC()}
	err = query(ctx, tx, cypher.ReadVerification, params, func(r *neo4j.Record) error {
		there, last = true, verificationOf(r)
		v.Identifier = last.Identifier
		passed, err = truth(r, "passed")
		return err
	})
	if err == nil && !there {
		err = graph.ErrNotFound
	}
	return last, passed, err
}

func (s *Reviews) keepVerification(ctx context.Context, tx neo4j.ManagedTransaction, v *graph.Verification, before time.Time, on graph.AuditEntry) error {
	answer, err := queryOne(ctx, tx, cypher.SaveVerification, map[string]any{
		"token": string(v.Identifier.Token), "agency": v.Agency.ID, "before": when(before), "properties": map[string]any{
			"finding": string(v.Finding), "reason": v.Reason, "day": v.Day.UTC(), "note": said(v.Note), "regions": listOf(v.Regions),
		},
	})
	if err != nil {
		return err
	}
	v.At = properties(answer.AsMap()).time("at")
	return appendIn(ctx, tx, []graph.AuditEntry{on})
}

// firstToken is the token that an identifier is kept under.
func firstToken(ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token) (graph.Token, error) {
	firsts, err := firstTokens(ctx, tx, []string{string(token)})
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

// Verified lists the findings that count of some numbers, by the tokens that are given: the
// latest of each agency, the latest first. It fails with graph.ErrUnavailable.
func (s *Reviews) Verifications(ctx context.Context, tokens []graph.Token) (map[graph.Token][]graph.Verification, error) {
	found := map[graph.Token][]graph.Verification{}
	err := s.db.read(ctx, cypher.ReadVerifications, inBatch("tokens", textsOf(tokens)), func(r *neo4j.Record) error {
		asked := graph.Token(properties(r.AsMap()).text("asked"))
		found[asked] = append(found[asked], verificationOf(r))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was found of %d numbers: %w", len(tokens), err)
	}
	return found, nil
}

// Revoked lists numbers that telcos disconnected. It fails with graph.ErrUnavailable.
func (s *Reviews) Revocations(ctx context.Context, q graph.RevocationQuery) (revoked []graph.Verification, err error) {
	since := q.Since.UTC()
	if since.IsZero() {
		since = time.Unix(0, 0).UTC()
	}
	err = s.db.read(ctx, cypher.ReadRevocations, map[string]any{"after": string(q.After), "since": since, "regions": listOf(q.Regions), "asker": q.Caller, "limit": q.Limit}, func(r *neo4j.Record) error {
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
