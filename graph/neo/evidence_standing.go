package neo

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// standing reads the known businesses, the verified numbers, and how what each agency filed turned
// out.
func (s *Evidence) standing(ctx context.Context) (*evidence.Standing, error) {
	standing := &evidence.Standing{}
	withdrawn := map[string]int{}
	var judged []evidence.Judged
	var findings []graph.Verification
	there := map[string]bool{} // what there is any of
	err := s.db.read(ctx, cypher.CountStanding, nil, func(r *neo4j.Record) error {
		f := fieldsOf(r)
		for _, what := range []string{"known", "findings", "withdrawals", "verdicts", "releases"} {
			there[what] = f.count(what) > 0
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting known businesses, findings and verdicts: %w", err)
	}
	for _, step := range []struct {
		what, from string
		statement  cypher.Statement
		take       func(*neo4j.Record) error
	}{
		{"the known businesses", "known", cypher.ReadKnown, takeKnown(&standing.Known)},
		{"the verified numbers", "findings", cypher.ReadFindingsOnVerified, takeFindings(&findings)},
		{"what was filed in error", "withdrawals", cypher.ReadErroneousWithdrawals, func(r *neo4j.Record) error {
			f := fieldsOf(r)
			withdrawn[f.text("agency")] = f.count("withdrawn")
			return nil
		}},
		{"the verdicts on rings", "verdicts", cypher.ReadJudgedRings, takeJudged(&judged)},
		{"what disputes cleared", "releases", cypher.ReadClearedReports, takeJudged(&judged)},
	} {
		if !there[step.from] { // mostly so, and planning a statement takes a while
			continue
		}
		if err := s.db.read(ctx, step.statement, nil, step.take); err != nil {
			return nil, fmt.Errorf("reading %s: %w", step.what, err)
		}
	}
	standing.Verified = evidence.VerifiedOf(findings)
	standing.Agencies = evidence.OutcomesOf(withdrawn, judged)
	return standing, nil
}

// takeKnown appends entries of the register of known businesses.
func takeKnown(all *[]evidence.Known) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		if err != nil {
			return err
		}
		tokens, err := columnAlong[string](r, "tokens", len(ids))
		if err != nil {
			return err
		}
		businesses, err := columnAlong[string](r, "businesses", len(ids))
		if err != nil {
			return err
		}
		seconds, err := columnAlong[int64](r, "seconds", len(ids))
		if err != nil {
			return err
		}
		for i, id := range ids {
			*all = append(*all, evidence.Known{
				ID: id, Token: graph.Token(tokens[i]), Business: businesses[i], ValidUntil: evidence.Second(seconds[i]),
			})
		}
		return nil
	}
}

// takeFindings appends findings on numbers.
func takeFindings(all *[]graph.Verification) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		tokens, err := column[string](r, "tokens")
		if err != nil {
			return err
		}
		findings, err := columnAlong[string](r, "findings", len(tokens))
		if err != nil {
			return err
		}
		reasons, err := columnAlong[string](r, "reasons", len(tokens))
		if err != nil {
			return err
		}
		days, err := columnAlong[time.Time](r, "days", len(tokens))
		for i := range days {
			*all = append(*all, graph.Verification{
				Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(tokens[i])},
				Finding:    graph.Finding(findings[i]), Reason: reasons[i], Day: days[i],
			})
		}
		return err
	}
}

// takeJudged appends a ring with a verdict on it, or a cleared identifier.
func takeJudged(all *[]evidence.Judged) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		f := fieldsOf(r)
		judged := evidence.Judged{
			ID: f.text("id"), Judge: f.text("judge"), Verdict: graph.Verdict(f.text("verdict")), Reports: map[string]int{},
		}
		agencies, err := column[string](r, "agencies")
		if err != nil {
			return err
		}
		reports, err := columnAlong[int64](r, "reports", len(agencies))
		for i, n := range reports {
			judged.Reports[agencies[i]] = int(n)
		}
		*all = append(*all, judged)
		return err
	}
}
