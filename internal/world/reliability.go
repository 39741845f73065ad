package world

// ReliabilityBin is how many of the rings flagged with scores in a tenth were right.
// Where a score means what it says, about as many are as their mean.
type ReliabilityBin struct {
	From      float64 `json:"from"` // included
	To        float64 `json:"to"`   // not included, but for 1
	Flagged   int     `json:"flagged"`
	MeanScore float64 `json:"mean_score"`
	Correct   int     `json:"right"`
	Precision float64 `json:"precision"`
}

// reliability sorts flagged rings into tenths by their scores. Tenths without rings
// are left out.
func reliability(flagged []Flagged, right []bool) []ReliabilityBin {
	var tenths [10]ReliabilityBin
	for i, f := range flagged {
		t := &tenths[tenth(f.Score)]
		t.Flagged++
		t.MeanScore += f.Score
		if right[i] {
			t.Correct++
		}
	}
	found := []ReliabilityBin{}
	for i, t := range tenths {
		if t.Flagged == 0 {
			continue
		}
		t.From, t.To = float64(i)/10, float64(i+1)/10
		t.MeanScore /= float64(t.Flagged)
		t.Precision = share(t.Correct, t.Flagged)
		found = append(found, t)
	}
	return found
}

// tenth is the place of a score. The ends of tenths are written as they are printed,
// so that 0.3 is never in the third by a rounding error.
func tenth(score float64) int {
	for i := 9; i > 0; i-- {
		if score >= float64(i)/10 {
			return i
		}
	}
	return 0
}
