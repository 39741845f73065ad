package translate

import (
	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// The prior of an agency's trust: as if 19 rings that rest on its reports had been confirmed and 1
// dismissed. Its mean is .95.
const priorConfirmed, priorAgainst = 19, 1

// withdrawalsPer is of how many records an agency's withdrawals are counted.
const withdrawalsPer = 20

// setProvenance sets who filed the reports and links, how far each agency is trusted, and which
// identifiers belong to a known business or a re-verified subscriber at the moment asOf. It returns
// the agencies by code.
func setProvenance(e *rings.Evidence, s *evidence.Snapshot, asOf evidence.Second) (agencies []string) {
	var work parallel.Group
	work.Go(func() error { e.Reports.Source = sourceCodes(s.Source); return nil })
	work.Go(func() error { e.Reports.Loss = losses(s); return nil })
	filers := s.Filers()
	e.Reports.Agency, e.Links.Agency, e.Trust = filers.Reports, filers.Links, trust(s, filers)
	e.Known, e.Verified = s.KnownAt(asOf), s.VerifiedAt(asOf)
	_ = work.Wait() // no worker fails
	return filers.Agencies
}

// trust returns how probably what an agency files is true, by the agency's code. It is the mean of
// the posterior of a Beta-Bernoulli model (Gelman et al., Bayesian Data Analysis, 3rd edition,
// section 2.1) with the prior Beta(19, 1):
//
//	trust = (19 + confirmed) / (20 + confirmed + against)
//	against = dismissed + overturned + 20 withdrawn / (20 + filed)
//
// where filed counts the agency's records, the withdrawn ones included. Withdrawals count as a
// rate, per 20 records: an agency with a million reports takes back hundreds and is right, while
// each ring and dispute stands for itself. An agency of which nothing is known has .95, and so has
// an unknown one: leaving the agency out gains nothing.
func trust(s *evidence.Snapshot, filers *evidence.Filers) []float64 {
	filed := make([]int, len(filers.Agencies))
	for _, codes := range [][]uint32{filers.Reports, filers.Links} {
		for _, code := range codes {
			filed[code]++
		}
	}
	outcomes := make(map[string]evidence.Outcomes, len(s.Standing.Agencies))
	for _, o := range s.Standing.Agencies {
		outcomes[o.Agency] = o
	}
	delete(outcomes, "") // code 0 is no agency
	all := make([]float64, len(filers.Agencies))
	for code, agency := range filers.Agencies {
		o := outcomes[agency]
		withdrawn := float64(o.Withdrawn)
		against := o.Dismissed + o.Overturned + withdrawalsPer*withdrawn/(withdrawalsPer+float64(filed[code])+withdrawn)
		all[code] = (priorConfirmed + o.Confirmed) / (priorConfirmed + priorAgainst + o.Confirmed + against)
	}
	return all
}

// sourceCodes returns a code for each source, counted from 1 in the order in which the sources
// first occur; nil if no report has one.
func sourceCodes(sources []evidence.SourceHash) []uint32 {
	var codes []uint32
	known := map[evidence.SourceHash]uint32{}
	for report, source := range sources {
		if source == 0 {
			continue
		}
		if codes == nil {
			codes = make([]uint32, len(sources))
		}
		code, ok := known[source]
		if !ok {
			code = uint32(len(known) + 1)
			known[source] = code
		}
		codes[report] = code
	}
	return codes
}

// losses returns the loss of each report, in units of its currency, and -1 where the amount or the
// currency is unknown; nil if all are unknown.
func losses(s *evidence.Snapshot) []float64 {
	var all []float64
	for report, amount := range s.Loss {
		units, ok := amount.Units()
		if !ok || s.Dictionary[s.Currency[report]] == "" {
			if all != nil {
				all[report] = -1
			}
			continue
		}
		if all == nil {
			all = make([]float64, len(s.Loss))
			for i := range report {
				all[i] = -1
			}
		}
		all[report] = float64(units) / 10_000
	}
	return all
}
