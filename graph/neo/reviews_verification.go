package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// AddVerification stores a finding on a number, with its audit entry, and fills in its At and the
// canonical token of the number. Created is false where the agency's last finding is the same.
// Where the number was not requested for re-verification, only a correction of an earlier finding
// is stored. It returns graph.ErrNotFound, graph.ErrConflict, a *DamageError, and
// graph.ErrUnavailable.
func (s *Reviews) AddVerification(
	ctx context.Context, v *graph.Verification, requested bool, entry graph.AuditEntry,
) (created bool, err error) {
	found := *v
	err = s.db.write(ctx, func(tx neo4j.ManagedTransaction) error {
		found = *v // a try that failed may have filled it in
		last, passedOn, err := lastVerification(ctx, tx, &found)
		switch {
		case err != nil:
			return err
		case last.Finding == "" && !requested:
			return graph.ErrNotFound
		case passedOn:
			return graph.ErrConflict
		}
		if created = !last.Same(&found); !created {
			found.At = last.At
			return nil
		}
		if len(found.Regions) == 0 { // it corrects an earlier one
			found.Regions = last.Regions
		}
		return saveVerification(ctx, tx, v.Identifier.Token, &found, last.At, entry)
	})
	if err != nil {
		return false, fmt.Errorf("storing a finding on a number: %w", err)
	}
	*v = found
	return created, nil
}

// lastVerification reads the agency's last finding on a number, and puts the canonical token in
// place of the given one. PassedOn says that the number passed to a new holder after the finding's
// day.
func lastVerification(
	ctx context.Context, tx neo4j.ManagedTransaction, v *graph.Verification,
) (last graph.Verification, passedOn bool, err error) {
	token, err := canonicalToken(ctx, tx, v.Identifier.Token)
	if err != nil {
		return last, false, err
	}
	exists := false
	params := map[string]any{"token": string(token), "agency": v.Agency.ID, "day": v.Day.UTC()}
	err = query(ctx, tx, cypher.ReadVerification, params, func(r *neo4j.Record) (err error) {
		exists = true
		f := fieldsOf(r)
		passedOn = f.needBool("passed")
		last, err = verificationOf(f)
		v.Identifier = last.Identifier
		return err
	})
	if err == nil && !exists {
		err = graph.ErrNotFound
	}
	return last, passedOn, err
}

// saveVerification stores a finding that was given on a token.
func saveVerification(
	ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token, v *graph.Verification, before time.Time, entry graph.AuditEntry,
) error {
	as := differing(token, string(v.Identifier.Token))
	answer, err := queryOne(ctx, tx, cypher.SaveVerification, map[string]any{
		"token": string(v.Identifier.Token), "as": text(as), "agency": v.Agency.ID, "before": datetime(before),
		"properties": map[string]any{
			"finding": string(v.Finding), "reason": v.Reason, "day": v.Day.UTC(), "note": text(v.Note), "regions": texts(v.Regions),
		},
	})
	if err != nil {
		return err
	}
	v.At = fieldsOf(answer).time("at")
	return appendEntries(ctx, tx, []graph.AuditEntry{entry})
}

// verificationOf reads a finding. One without an agency stands for an identifier on which there is
// none.
func verificationOf(f *fields) (graph.Verification, error) {
	v := graph.Verification{
		Identifier: identifierOf(f), Agency: graph.Agency{ID: f.text("agency")}, Regions: f.texts("regions"), Note: f.text("note"),
	}
	if f.values["agency"] != nil {
		v.Finding, v.Reason = graph.Finding(f.needText("finding")), f.needText("reason")
		v.Day, v.At = f.needTime("day"), f.needTime("at")
	}
	return v, f.err("Verification", fmt.Sprint(v.Identifier.Token))
}

func identifierOf(f *fields) graph.Identifier {
	return graph.Identifier{Kind: graph.Kind(f.needText("kind")), Token: graph.Token(f.needText("token"))}
}

// Verifications returns the findings that count on some numbers, by the tokens that are given: the
// latest of each agency, the latest first. Findings that can't be read are logged and left out. It
// returns graph.ErrUnavailable.
func (s *Reviews) Verifications(ctx context.Context, tokens []graph.Token) (map[graph.Token][]graph.Verification, error) {
	found := map[graph.Token][]graph.Verification{}
	err := s.db.read(ctx, cypher.ReadVerifications, inBatch("tokens", texts(tokens)), func(r *neo4j.Record) error {
		f := fieldsOf(r)
		requested := graph.Token(f.text("requested"))
		v, err := verificationOf(f)
		if s.db.logDamage(err) {
			return nil
		}
		found[requested] = append(found[requested], v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the findings on %d numbers: %w", len(tokens), err)
	}
	return found, nil
}

// Revocations lists numbers that telcos disconnected, each once, in the order of their tokens.
// Findings that can't be read are logged and left out. It returns graph.ErrUnavailable.
func (s *Reviews) Revocations(ctx context.Context, q graph.RevocationQuery) (revoked []graph.Verification, err error) {
	since := q.Since.UTC()
	if since.IsZero() {
		since = time.Unix(0, 0).UTC()
	}
	params := map[string]any{"after": string(q.After), "since": since, "regions": texts(q.Regions), "caller": q.Caller, "limit": q.Limit}
	revoked, err = readList(ctx, s.db, cypher.ReadRevocations, params, func(r *neo4j.Record) (graph.Verification, error) {
		return verificationOf(fieldsOf(r))
	})
	if err != nil {
		return nil, fmt.Errorf("reading which numbers are disconnected: %w", err)
	}
	return revoked, nil
}
