package world

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Evaluation measures a detection against the truth. A flagged ring and a planted
// one match where their Jaccard index over identifiers, the size of what they share
// over the size of what they hold together, is at least a half.
type Evaluation struct {
	Flagged     int              `json:"flagged"` // rings
	Correct     int              `json:"right"`   // flagged rings that match a planted one
	Planted     int              `json:"planted"` // rings
	Found       int              `json:"found"`   // planted rings that match a flagged one
	Precision   float64          `json:"precision"`
	Recall      float64          `json:"recall"`
	F1          float64          `json:"f1"` // their harmonic mean
	ByKind      []KindRecall     `json:"by_kind"`
	ByBand      []BandPrecision  `json:"by_band"`
	Reliability []ReliabilityBin `json:"reliability"` // by score, from the lowest
	BestMatches []BestMatch      `json:"-"`           // of every planted ring, in their order
}

// KindRecall is how many of a kind of planted ring were found.
type KindRecall struct {
	Kind    Kind    `json:"kind"`
	Planted int     `json:"planted"`
	Found   int     `json:"found"`
	Recall  float64 `json:"recall"`
}

// BandPrecision is how many of the rings flagged in a band were right.
type BandPrecision struct {
	Band      graph.Band `json:"band"`
	Flagged   int        `json:"flagged"`
	Correct   int        `json:"right"`
	Precision float64    `json:"precision"`
}

// BestMatch is the flagged ring that a planted one shares most with.
type BestMatch struct {
	Flagged int     // its index; -1 where none shares anything
	Jaccard float64 // 0 to 1
}

// Evaluate measures flagged rings against planted ones. A share of nothing is 0: so
// is the precision where nothing was flagged. Kinds come in the order of their
// names, bands and scores from the least certain; those of which there is none are
// left out.
//
// It takes time in proportion to the members, times the rings that share one.
func Evaluate(flagged []Flagged, planted []Ring) Evaluation {
	e := Evaluation{Flagged: len(flagged), Planted: len(planted), BestMatches: make([]BestMatch, len(planted)), ByKind: []KindRecall{}, ByBand: []BandPrecision{}}
	right := match(flagged, planted, e.BestMatches)
	e.Reliability = reliability(flagged, right)
	kinds, bands := map[Kind]KindRecall{}, map[graph.Band]BandPrecision{}
	for i, r := range planted {
		k := kinds[r.Kind]
		k.Kind = r.Kind
		k.Planted++
		if e.BestMatches[i].Jaccard >= 0.5 {
			k.Found++
			e.Found++
		}
		kinds[r.Kind] = k
	}
	for i, f := range flagged {
		b := bands[f.Band]
		b.Band = f.Band
		b.Flagged++
		if right[i] {
			b.Correct++
			e.Correct++
		}
		bands[f.Band] = b
	}
	for _, k := range kinds {
		k.Recall = share(k.Found, k.Planted)
		e.ByKind = append(e.ByKind, k)
	}
	slices.SortFunc(e.ByKind, func(a, b KindRecall) int { return cmp.Compare(a.Kind, b.Kind) })
	for _, band := range graph.Bands {
		if b, ok := bands[band]; ok {
			b.Precision = share(b.Correct, b.Flagged)
			e.ByBand = append(e.ByBand, b)
		}
	}
	e.Precision, e.Recall = share(e.Correct, e.Flagged), share(e.Found, e.Planted)
	if sum := e.Precision + e.Recall; sum > 0 {
		e.F1 = 2 * e.Precision * e.Recall / sum
	}
	return e
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// match finds the nearest flagged ring of every planted one, the first of equals,
// and tells which flagged rings match any.
func match(flagged []Flagged, planted []Ring, nearest []BestMatch) (right []bool) {
	right = make([]bool, len(flagged))
	holders := map[graph.Token][]int{} // the planted rings that a token belongs to
	size := make([]int, len(planted))
	for i, r := range planted {
		nearest[i] = BestMatch{Flagged: -1}
		for _, token := range distinct(r.Members) {
			holders[token] = append(holders[token], i)
			size[i]++
		}
	}
	for f := range flagged {
		members := distinct(flagged[f].Members)
		shared := map[int]int{}
		for _, token := range members {
			for _, i := range holders[token] {
				shared[i]++
			}
		}
		for i, n := range shared {
			jaccard := float64(n) / float64(size[i]+len(members)-n)
			if jaccard > nearest[i].Jaccard {
				nearest[i] = BestMatch{Flagged: f, Jaccard: jaccard}
			}
			right[f] = right[f] || jaccard >= 0.5
		}
	}
	return right
}

func distinct(tokens []graph.Token) []graph.Token {
	sorted := slices.Clone(tokens)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// Matched tells which flagged rings match a planted one.
func Matched(flagged []Flagged, planted []Ring) []bool {
	return match(flagged, planted, make([]BestMatch, len(planted)))
}
