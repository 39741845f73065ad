package memory

import (
	"maps"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// standing returns the known businesses, and how what each agency filed turned out.
func (s *Evidence) standing() (standing evidence.Standing) {
	for id, k := range s.records.known {
		standing.Known = append(standing.Known, evidence.Known{
			ID: id, Token: k.Identifier.Token, Business: k.Business, ValidUntil: evidence.SecondOf(k.ValidUntil),
		})
	}
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

func (s *Evidence) judgedRings() (all []evidence.Judged) {
	for _, f := range s.feedback {
		for id, latest := range f.about {
			if r := s.rings[id]; latest && r != nil {
				all = append(all, evidence.Judged{
					ID: id, Judge: f.Agency.ID, Verdict: f.Verdict, Reports: evidence.CountByAgency(r.ReportIDs),
				})
			}
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
