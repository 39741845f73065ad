package evaluation

import (
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// LargestShares returns for each flagged ring the largest share of its members that are of one
// planted ring.
func LargestShares(flagged []Flagged, planted []world.Ring) []float64 {
	ringsOf := map[graph.Token][]int{} // the planted rings of a token
	for i, r := range planted {
		for _, token := range distinct(r.Members) {
			ringsOf[token] = append(ringsOf[token], i)
		}
	}
	shares := make([]float64, len(flagged))
	for f := range flagged {
		members := distinct(flagged[f].Members)
		shared := map[int]int{} // by planted ring
		for _, token := range members {
			for _, i := range ringsOf[token] {
				shared[i]++
				shares[f] = max(shares[f], ratio(shared[i], len(members)))
			}
		}
	}
	return shares
}

// Sum returns the evaluation of several worlds as if they were one. BestMatches are left out.
func Sum(all []Evaluation) Evaluation {
	sum := Evaluation{}
	kinds, bands := map[world.Kind]KindRecall{}, map[graph.Band]BandPrecision{}
	innocents := map[world.Kind]InnocentFlags{}
	var bins [10]ReliabilityBin
	for i := range all {
		e := &all[i]
		sum.Flagged, sum.Correct = sum.Flagged+e.Flagged, sum.Correct+e.Correct
		sum.Planted, sum.Found = sum.Planted+e.Planted, sum.Found+e.Found
		for _, k := range e.ByKind {
			old := kinds[k.Kind]
			kinds[k.Kind] = KindRecall{Kind: k.Kind, Planted: old.Planted + k.Planted, Found: old.Found + k.Found}
		}
		for _, b := range e.ByBand {
			old := bands[b.Band]
			bands[b.Band] = BandPrecision{Band: b.Band, Flagged: old.Flagged + b.Flagged, Correct: old.Correct + b.Correct}
		}
		for _, k := range e.Innocents {
			old := innocents[k.Kind]
			innocents[k.Kind] = InnocentFlags{
				Kind: k.Kind, Groups: old.Groups + k.Groups, Flagged: old.Flagged + k.Flagged, VeryHigh: old.VeryHigh + k.VeryHigh,
			}
		}
		for _, b := range e.Reliability {
			bin := &bins[binOf(b.From)]
			bin.Flagged, bin.Correct = bin.Flagged+b.Flagged, bin.Correct+b.Correct
			bin.MeanScore += b.MeanScore * float64(b.Flagged)
		}
	}
	sum.ByKind, sum.ByBand, sum.Reliability = sortedKinds(kinds), sortedBands(bands), finishBins(&bins)
	if len(innocents) > 0 {
		sum.Innocents = sortedInnocents(innocents)
	}
	sum.setRatios()
	return sum
}
