package evaluation

// ReliabilityBin is one bin of a reliability diagram: the rings whose scores lie in one tenth.
// Scores are well calibrated if in each bin the precision is about the mean score (Niculescu-Mizil
// and Caruana 2005, "Predicting good probabilities with supervised learning",
// doi:10.1145/1102351.1102430).
type ReliabilityBin struct {
	From      float64 `json:"from"` // included
	To        float64 `json:"to"`   // excluded, except for 1
	Flagged   int     `json:"flagged"`
	MeanScore float64 `json:"mean_score"`
	Correct   int     `json:"right"`
	Precision float64 `json:"precision"`
}

// reliability returns the bins that have rings, ascending.
func reliability(flagged []Flagged, correct []bool) []ReliabilityBin {
	var all [10]ReliabilityBin
	for i, f := range flagged {
		bin := &all[binOf(f.Score)]
		bin.Flagged++
		bin.MeanScore += f.Score
		if correct[i] {
			bin.Correct++
		}
	}
	return finishBins(&all)
}

// finishBins returns the bins that have rings, ascending, with their means. MeanScore is a sum
// before.
func finishBins(all *[10]ReliabilityBin) []ReliabilityBin {
	bins := []ReliabilityBin{}
	for i, bin := range all {
		if bin.Flagged == 0 {
			continue
		}
		bin.From, bin.To = float64(i)/10, float64(i+1)/10
		bin.MeanScore /= float64(bin.Flagged)
		bin.Precision = ratio(bin.Correct, bin.Flagged)
		bins = append(bins, bin)
	}
	return bins
}

// binOf returns the index of a score's bin. It compares with bounds as they are printed, so that no
// rounding error puts 0.3 into the bin below.
func binOf(score float64) int {
	for i := 9; i > 0; i-- {
		if score >= float64(i)/10 {
			return i
		}
	}
	return 0
}
