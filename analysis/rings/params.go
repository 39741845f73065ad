package rings

import (
	"cmp"
	"fmt"
	"math"
)

// Params are the settings of a detection. The zero value means the defaults.
type Params struct {
	Resolution   float64 // γ of the constant Potts model that fragments are found under; 0 means 0.2
	Seed         uint64  // of the random choices; 0 means 1
	MinHubDegree int     // an identifier of this degree or more is checked for being a hub; 0 means 20
	MinMembers   int     // identifiers of a ring; 0 means 3
	MaxMembers   int     // a group of more identifiers is parted by stronger evidence; 0 means 5,000
	MinReports   int     // reports of a ring; 0 means 2
	MinScore     float64 // of a ring; 0 means 0.5
	// UncorroboratedScore bounds the score of a ring that one agency alone supports, where records
	// say who filed them. 0 means 0.97, below the band very_high; 1 bounds nothing.
	UncorroboratedScore float64
	Model               *Model // nil means DefaultModel
	Without             Step   // steps to leave out, to measure what each contributes

	provenance bool // whether any record of the evidence names its agency
}

// Step is a part of the detection that can be left out. Steps are bits: add them up to leave out
// several.
type Step uint8

// The steps.
const (
	HubRemoval     Step = 1 << iota // no hub is set aside
	Merging                         // every fragment is a candidate
	MergeCoherence                  // fragments are merged by their edges alone
)

// without reports whether a step is left out.
func (p Params) without(step Step) bool { return p.Without&step != 0 }

// WithDefaults returns the parameters with the defaults filled in, or an error for a value that is
// out of range.
func (p Params) WithDefaults() (Params, error) {
	if p.Resolution < 0 || math.IsNaN(p.Resolution) || math.IsInf(p.Resolution, 0) {
		return p, fmt.Errorf("resolution is %v: want a finite number above 0", p.Resolution)
	}
	if p.MinHubDegree < 0 || p.MinMembers < 0 || p.MaxMembers < 0 || p.MinReports < 0 {
		return p, fmt.Errorf("minimum hub degree %d, members %d to %d, minimum reports %d: none may be negative",
			p.MinHubDegree, p.MinMembers, p.MaxMembers, p.MinReports)
	}
	if !(p.MinScore >= 0 && p.MinScore <= 1) { // refuses NaN too
		return p, fmt.Errorf("minimum score is %v: want 0 to 1", p.MinScore)
	}
	if !(p.UncorroboratedScore >= 0 && p.UncorroboratedScore <= 1) {
		return p, fmt.Errorf("highest score of an uncorroborated ring is %v: want 0 to 1", p.UncorroboratedScore)
	}
	if p.Model == nil {
		model, err := DefaultModel()
		if err != nil {
			return p, err
		}
		p.Model = model
	}
	p.UncorroboratedScore = cmp.Or(p.UncorroboratedScore, 0.97)
	p.Resolution = cmp.Or(p.Resolution, 0.2)
	p.Seed = cmp.Or(p.Seed, 1)
	p.MinHubDegree = cmp.Or(p.MinHubDegree, 20)
	p.MinMembers = cmp.Or(p.MinMembers, 3)
	p.MaxMembers = cmp.Or(p.MaxMembers, 5000)
	p.MinReports = cmp.Or(p.MinReports, 2)
	p.MinScore = cmp.Or(p.MinScore, 0.5)
	return p, nil
}
