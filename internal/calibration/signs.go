package calibration

// sign is the sign that a weight may have.
type sign int8

const (
	free     sign = 0
	positive sign = 1  // or 0
	negative sign = -1 // or 0
)

// signs says which sign the weight of a feature may have, by what the feature means. A fit to a few
// generators can find that rings agree less than strangers do; in the next world that is false. A
// feature that is not listed is free.
//
// A disagreement is the lower, the less reports agree, so its weight is positive too.
var signs = map[string]sign{
	"region_agrees": positive, "region_differs": positive,
	"category_agrees": positive, "category_differs": positive,
	"period_agrees": positive,
	"channel":       positive, "loss": positive,
	"cycles": positive, "report_cycles": positive, "mixed_cycles": positive,
	"joint": positive, "quick": positive, "passing": positive, "reused": positive, "spread": positive, "supported": positive,
	"incidents": positive, "members": positive, "reported": positive,

	"dominated_number": negative, "dominated_other": negative,
	"repeated": negative, "business": negative, "burst": negative, "mutual": negative, "outside": negative,
}

// violation returns how far a weight is on the wrong side of 0; 0 if it is not.
func (s sign) violation(weight float64) float64 { return max(-float64(s)*weight, 0) }
