package rings

import (
	"fmt"
	"math"
)

// flow says how money moves among the accounts.
func (x *explanation) flow() string {
	f := x.c.measured.flow
	part := func(share float64) int { return int(math.Round(share * float64(f.accounts))) }
	text := outOf(part(f.passing), f.accounts, "account with transfers", "accounts with transfers") + " received and paid on"
	switch quick := part(f.quick); {
	case f.passing == 0:
		return text
	case quick == 0:
		return fmt.Sprintf("%s, none within %d days", text, quickDays)
	default:
		return fmt.Sprintf("%s, %s of them within %d days", text, thousands(quick), quickDays)
	}
}

// repeated says how many incidents come from sources that filed others.
func (x *explanation) repeated() string {
	m := x.c.measured
	return outOf(int(math.Round(m.repeated*float64(m.incidents))), m.incidents, "incident comes", "incidents come") +
		" from someone who reported another one"
}

// vouched says how many members are in the register of known businesses, or verified.
func (x *explanation) vouched() string {
	n := len(x.c.members)
	return outOf(int(math.Round(x.c.measured.vouched*float64(n))), n, "identifier belongs", "identifiers belong") +
		" to a known business or a re-verified subscriber"
}

// corroborationText says why a score was bounded.
func corroborationText(origin *provenance) string {
	agencies := "no record names its agency"
	switch n := origin.knownAgencies(); {
	case n == 1:
		agencies = "records of one agency"
	case n > 1:
		agencies = "records of " + thousands(n) + " agencies"
	}
	if origin.corroborated || !origin.known {
		return fmt.Sprintf("without its strongest agency or source the score would be %.2f", origin.without)
	}
	return fmt.Sprintf("not corroborated: %s, and without the strongest agency or source the score would be %.2f", agencies, origin.without)
}
