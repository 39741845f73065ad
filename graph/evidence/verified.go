package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// VerifiedDays is for how many days a finding that a number is verified counts.
const VerifiedDays = 365

// Verified is a number whose holder a telco found to be the registered subscriber.
type Verified struct {
	Token graph.Token // canonical
	Day   Day         // of the latest such finding
}

// VerifiedOf returns the numbers that are verified, in any order. Findings are those that count, in
// any order: the latest of each telco, as graph.VerificationStore has them, without those that a
// dispute contests. A number is verified if one telco found so, and no other found the contrary:
// that its holder could not be shown to be the subscriber, or that it is disconnected. A telco
// whose subscriber the holder is not says nothing.
func VerifiedOf(findings []graph.Verification) (all []Verified) {
	contrary := map[graph.Token]bool{}
	for i := range findings {
		if v := &findings[i]; v.Finding != graph.Verified && v.Decides() {
			contrary[v.Identifier.Token] = true
		}
	}
	for i := range findings {
		if v := &findings[i]; v.Finding == graph.Verified && !contrary[v.Identifier.Token] {
			all = append(all, Verified{Token: v.Identifier.Token, Day: SecondOf(v.Day).Day()})
		}
	}
	return all
}

// sortVerified sorts by token, and leaves the latest of several findings on one number.
func sortVerified(all []Verified) []Verified {
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Verified) int { return cmp.Or(cmp.Compare(x.Token, y.Token), cmp.Compare(y.Day, x.Day)) })
	return slices.CompactFunc(all, func(x, y Verified) bool { return x.Token == y.Token })
}

// VerifiedAt returns which identifiers of the snapshot are verified at the moment, by their
// indices; nil if none is. At NoSecond no finding is too old.
func (s *Snapshot) VerifiedAt(at Second) (verified []bool) {
	for _, v := range s.Standing.Verified {
		if v.Day+VerifiedDays < at.Day() {
			continue
		}
		if identifier, ok := s.findIdentifier(v.Token); ok {
			if verified == nil {
				verified = make([]bool, len(s.Identifiers))
			}
			verified[identifier] = true
		}
	}
	return verified
}
