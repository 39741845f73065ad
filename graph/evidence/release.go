package evidence

import (
	"cmp"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Release is one agency's word that an identifier passed to a new holder.
type Release struct {
	Agency   string
	Operator bool // the agency operates the platform
	At       time.Time
}

// ConfirmationWindow is the greatest distance between the days of two releases that confirm each
// other.
const ConfirmationWindow = 30 * 24 * time.Hour

// Confirms reports whether two agencies can confirm what each other says: they are two, and both
// are known.
func Confirms(agency, other string) bool {
	return agency != other && known(agency) && known(other)
}

func known(agency string) bool { return agency != "" && agency != graph.UnnamedAgency }

// Bounds say from when on evidence of an identifier counts.
type Bounds struct {
	All time.Time            // what happened before is void, whoever filed it; zero: nothing is
	Own map[string]time.Time // by agency: what happened before is void if that agency filed it
}

// BoundsOf returns what the releases of one identifier make void at present. One that is later than
// present has no effect yet.
//
// A release binds its own agency's evidence alone. It binds all evidence if an operator filed it.
// Two releases by different agencies whose days are at most ConfirmationWindow apart bind all
// evidence from the earlier of the two days on. graph.UnnamedAgency confirms nothing: it may be any
// agency.
func BoundsOf(releases []Release, present time.Time) Bounds {
	b := Bounds{Own: map[string]time.Time{}}
	var confirming []Release
	for _, r := range releases {
		if r.At.After(present) {
			continue
		}
		b.Own[r.Agency] = latest(b.Own[r.Agency], r.At)
		if r.Operator {
			b.All = latest(b.All, r.At)
		}
		if known(r.Agency) {
			confirming = append(confirming, r)
		}
	}
	slices.SortFunc(confirming, func(x, y Release) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.Agency, y.Agency)) })
	var near, other Release // the earliest so far, and the earliest so far by another agency
	for _, r := range confirming {
		for _, later := range [...]Release{near, other} {
			if Confirms(later.Agency, r.Agency) && later.At.Sub(r.At) <= ConfirmationWindow {
				b.All = latest(b.All, r.At)
				return b // all others are earlier
			}
		}
		if r.Agency != near.Agency {
			other = near
		}
		near = r
	}
	return b
}

// Voids reports whether evidence that an agency filed does not count. Evidence without a time may
// be of before any day.
func (b *Bounds) Voids(agency string, happened time.Time) bool {
	before := func(day time.Time) bool { return !day.IsZero() && (happened.IsZero() || happened.Before(day)) }
	return before(b.All) || before(b.Own[agency])
}

func latest(x, y time.Time) time.Time {
	if y.After(x) {
		return y
	}
	return x
}
