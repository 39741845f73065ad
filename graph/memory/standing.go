package memory

import (
	"fmt"
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// standing returns the known businesses, the verified numbers, and how what each agency filed
// turned out.
func (s *Evidence) standing() (standing evidence.Standing) {
	for id, k := range s.records.known {
		standing.Known = append(standing.Known, evidence.Known{
			ID: id, Token: k.Identifier.Token, Business: k.Business, ValidUntil: evidence.SecondOf(k.ValidUntil),
		})
	}
	standing.Verified = evidence.VerifiedOf(s.uncontested())
	inError := map[string]bool{}
	for _, w := range s.records.withdrawals {
		if evidence.ErroneousWithdrawal(w.reason) {
			inError[w.withdraws] = true
		}
	}
	standing.Agencies = evidence.OutcomesOf(
		evidence.CountByAgency(slices.Collect(maps.Keys(inError))), slices.Concat(s.judgedRings(), s.clearedIdentifiers()),
	)
	return standing
}

// uncontested returns the findings that count, without those that a number is verified where a
// dispute about it is open or was rejected since.
func (s *Evidence) uncontested() (findings []graph.Verification) {
	for i := range s.verifications {
		v := &s.verifications[i].Verification
		contests := func(d *graph.Dispute) bool {
			return d.Identifier.Token == v.Identifier.Token &&
				(d.Status == graph.DisputeOpen || d.Status == graph.DisputeRejected && !d.Decision.At.Before(v.At))
		}
		if s.counts(v) && !(v.Finding == graph.Verified && slices.ContainsFunc(s.disputes, contests)) {
			findings = append(findings, *v)
		}
	}
	return findings
}

// judgedRings returns each verdict that is the agency's latest on a ring. A ring that split since
// is one: what a run publishes must not change what the next run trusts.
func (s *Evidence) judgedRings() (all []evidence.Judged) {
	for i, f := range s.feedback {
		latest := false
		for id, isLatest := range f.about {
			latest = latest || isLatest && s.rings[id] != nil
		}
		if latest {
			all = append(all, evidence.Judged{ID: fmt.Sprint(f.RingID, " ", i), Judge: f.Agency.ID, Verdict: f.Verdict, Reports: f.reports})
		}
	}
	return all
}

func (s *Evidence) clearedIdentifiers() (all []evidence.Judged) {
	for clearance, c := range s.records.releases {
		if !c.cleared {
			continue
		}
		var before []string
		for id, r := range s.records.reports {
			names := slices.ContainsFunc(r.Identifiers, func(named graph.Identifier) bool { return named.Token == c.Identifier.Token })
			if names && (r.received.Before(c.ReleasedAt) || !r.OccurredAt.IsZero() && r.OccurredAt.Before(c.ReleasedAt)) {
				before = append(before, id)
			}
		}
		all = append(all, evidence.Judged{ID: clearance, Reports: evidence.CountByAgency(before)})
	}
	return all
}
