package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Outcomes says how what an agency filed turned out. A ring counts 1 for each agency that judged
// it, and a cleared identifier counts 1. An agency has the share of it that its reports are of
// those of the ring when it was judged, or of those that named the identifier. What an agency says
// about a ring does not count for itself, and what one says about another counts at most 5: one
// agency can't destroy the trust in another.
type Outcomes struct {
	Agency     string
	Withdrawn  int     // records that it took back as filed in error
	Confirmed  float64 // rings
	Dismissed  float64 // rings
	Overturned float64 // identifiers that an upheld dispute cleared
}

// maxJudgement is the limit of what one agency's verdicts on rings count for another agency.
const maxJudgement = 5

// FiledInError is the reason of a withdrawal that counts against the agency. A withdrawal without a
// reason does, too.
const FiledInError = "filed_in_error"

// ErroneousWithdrawal reports whether a withdrawal for the reason counts against its agency.
func ErroneousWithdrawal(reason string) bool { return reason == "" || reason == FiledInError }

// Judged is a ring on which an agency gave a verdict, or an identifier that an upheld dispute
// cleared.
type Judged struct {
	ID      string         // of the verdict or the clearance
	Judge   string         // the agency that gave the verdict; empty for a clearance
	Verdict graph.Verdict  // empty for a clearance
	Reports map[string]int // how many reports of the ring, or on the identifier, each agency filed
}

// OutcomesOf returns the outcomes of each agency, in any order. Withdrawn counts what each took
// back as filed in error.
func OutcomesOf(withdrawn map[string]int, all []Judged) []Outcomes {
	// In one order: sums of fractions depend on it.
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Judged) int { return cmp.Or(cmp.Compare(x.Judge, y.Judge), cmp.Compare(x.ID, y.ID)) })
	of := map[string]*Outcomes{}
	outcomes := func(agency string) *Outcomes {
		if of[agency] == nil {
			of[agency] = &Outcomes{Agency: agency}
		}
		return of[agency]
	}
	for agency, n := range withdrawn {
		outcomes(agency).Withdrawn = n
	}
	type pair struct {
		judge, agency string
		verdict       graph.Verdict
	}
	var pairs []pair // in order
	judgement := map[pair]float64{}
	for _, judged := range all {
		total := 0
		for _, n := range judged.Reports {
			total += n
		}
		for agency, n := range judged.Reports {
			share := float64(n) / float64(total)
			p := pair{judged.Judge, agency, judged.Verdict}
			switch {
			case judged.Verdict == "":
				outcomes(agency).Overturned += share
				continue
			case judged.Judge == agency:
				continue
			case judgement[p] == 0:
				pairs = append(pairs, p)
			}
			judgement[p] += share
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Compare(x.judge, y.judge) })
	for _, p := range pairs {
		counts := maxJudgement * judgement[p] / (maxJudgement + judgement[p])
		switch p.verdict {
		case graph.Confirms:
			outcomes(p.agency).Confirmed += counts
		case graph.Dismisses:
			outcomes(p.agency).Dismissed += counts
		}
	}
	list := make([]Outcomes, 0, len(of))
	for _, o := range of {
		list = append(list, *o)
	}
	return list
}

// CountByAgency counts agency-scoped ids by their agency.
func CountByAgency(ids []string) map[string]int {
	counts := map[string]int{}
	for _, id := range ids {
		counts[graph.AgencyOfID(id)]++
	}
	return counts
}
