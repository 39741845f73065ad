package evaluation

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// minJaccard is the Jaccard index from which a flagged and a planted ring match: the number of
// identifiers in both over the number in either (Jaccard 1912,
// doi:10.1111/j.1469-8137.1912.tb05611.x).
const minJaccard = 0.5

// Evaluation is how well flagged rings match planted ones.
type Evaluation struct {
	Flagged     int              `json:"flagged"` // rings
	Correct     int              `json:"right"`   // flagged rings that match a planted one: true positives
	Planted     int              `json:"planted"` // rings
	Found       int              `json:"found"`   // planted rings that match a flagged one
	Precision   float64          `json:"precision"`
	Recall      float64          `json:"recall"`
	F1          float64          `json:"f1"` // the harmonic mean of the two
	ByKind      []KindRecall     `json:"by_kind"`
	ByBand      []BandPrecision  `json:"by_band"`
	Reliability []ReliabilityBin `json:"reliability"`         // by score, ascending
	BestMatches []BestMatch      `json:"-"`                   // of each planted ring, in their order
	Innocents   []InnocentFlags  `json:"innocents,omitempty"` // by kind; set by the caller, from CountInnocents
}

// KindRecall is how many of the planted rings of a kind were found.
type KindRecall struct {
	Kind    world.Kind `json:"kind"`
	Planted int        `json:"planted"`
	Found   int        `json:"found"`
	Recall  float64    `json:"recall"`
}

// BandPrecision is how many of the rings flagged in a band are correct.
type BandPrecision struct {
	Band      graph.Band `json:"band"`
	Flagged   int        `json:"flagged"`
	Correct   int        `json:"right"`
	Precision float64    `json:"precision"`
}

// BestMatch is the flagged ring with the largest Jaccard index to a planted one.
type BestMatch struct {
	Flagged int     // its index; -1 if none shares an identifier
	Jaccard float64 // 0 to 1
}

// Evaluate measures flagged rings against planted ones. With nothing flagged the precision is 0,
// with nothing planted the recall. Kinds are ordered by name, bands and scores from the lowest;
// those without a ring are left out.
//
// It takes time in proportion to the number of members, times the rings that share one.
func Evaluate(flagged []Flagged, planted []world.Ring) Evaluation {
	e := Evaluation{Flagged: len(flagged), Planted: len(planted)}
	var correct []bool
	correct, e.BestMatches = match(flagged, planted)
	e.Reliability = reliability(flagged, correct)
	kinds, bands := map[world.Kind]KindRecall{}, map[graph.Band]BandPrecision{}
	for i, r := range planted {
		k := kinds[r.Kind]
		k.Kind = r.Kind
		k.Planted++
		if e.BestMatches[i].Jaccard >= minJaccard {
			k.Found++
			e.Found++
		}
		kinds[r.Kind] = k
	}
	for i, f := range flagged {
		b := bands[f.Band]
		b.Band = f.Band
		b.Flagged++
		if correct[i] {
			b.Correct++
			e.Correct++
		}
		bands[f.Band] = b
	}
	e.ByKind, e.ByBand = sortedKinds(kinds), sortedBands(bands)
	e.setRatios()
	return e
}

// sortedKinds returns the kinds ordered by name, with their recall.
func sortedKinds(kinds map[world.Kind]KindRecall) []KindRecall {
	sorted := make([]KindRecall, 0, len(kinds))
	for _, k := range kinds {
		k.Recall = ratio(k.Found, k.Planted)
		sorted = append(sorted, k)
	}
	slices.SortFunc(sorted, func(a, b KindRecall) int { return cmp.Compare(a.Kind, b.Kind) })
	return sorted
}

// sortedBands returns the bands from the lowest, with their precision.
func sortedBands(bands map[graph.Band]BandPrecision) []BandPrecision {
	sorted := make([]BandPrecision, 0, len(bands))
	for _, band := range graph.Bands {
		if b, ok := bands[band]; ok {
			b.Precision = ratio(b.Correct, b.Flagged)
			sorted = append(sorted, b)
		}
	}
	return sorted
}

// setRatios sets precision, recall and F1 by the counts.
func (e *Evaluation) setRatios() {
	e.Precision, e.Recall = ratio(e.Correct, e.Flagged), ratio(e.Found, e.Planted)
	if sum := e.Precision + e.Recall; sum > 0 {
		e.F1 = 2 * e.Precision * e.Recall / sum
	}
}

// Correct returns for each flagged ring whether it matches a planted one.
func Correct(flagged []Flagged, planted []world.Ring) []bool {
	correct, _ := match(flagged, planted)
	return correct
}

// ratio returns part/whole; 0 if whole is 0.
func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// match returns for each flagged ring whether it matches any planted one, and for each planted ring
// its best match, the first of equals.
func match(flagged []Flagged, planted []world.Ring) (correct []bool, best []BestMatch) {
	correct, best = make([]bool, len(flagged)), make([]BestMatch, len(planted))
	ringsOf := map[graph.Token][]int{} // the planted rings of a token
	sizes := make([]int, len(planted))
	for i, r := range planted {
		best[i] = BestMatch{Flagged: -1}
		for _, token := range distinct(r.Members) {
			ringsOf[token] = append(ringsOf[token], i)
			sizes[i]++
		}
	}
	for f := range flagged {
		members := distinct(flagged[f].Members)
		intersections := map[int]int{} // by planted ring
		for _, token := range members {
			for _, i := range ringsOf[token] {
				intersections[i]++
			}
		}
		for i, n := range intersections {
			jaccard := float64(n) / float64(sizes[i]+len(members)-n)
			if jaccard > best[i].Jaccard {
				best[i] = BestMatch{Flagged: f, Jaccard: jaccard}
			}
			correct[f] = correct[f] || jaccard >= minJaccard
		}
	}
	return correct, best
}

func distinct(tokens []graph.Token) []graph.Token {
	sorted := slices.Clone(tokens)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
