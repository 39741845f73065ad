package world

import (
	"math/rand/v2"
	"strings"
)

// brands are whom fraudsters pose as. A list of scam sites states the brand after the category.
var brands = [...]string{
	"bank", "courier", "exchange", "giveaway", "insurer", "lottery", "marketplace", "messenger", "mobile", "tax", "travel", "wallet",
}

// list describes reports that come from a public list of scam sites, one for each site. Such a list
// seldom states a region, and often no category or one for each brand.
type list struct {
	noCategory, noRegion float64 // reports without them, beyond those that lack them anyway
	brands               []string
}

// drawList draws what a list says of one fraudster.
func drawList(rng *rand.Rand) *list {
	l := &list{noRegion: uniform(rng, 0.6, 1), noCategory: uniform(rng, 0, 0.3)}
	if chance(rng, 0.25) {
		l.noCategory = uniform(rng, 0.7, 1)
	}
	if chance(rng, 0.7) {
		for _, i := range rng.Perm(len(brands))[:between(rng, 1, len(brands))] {
			l.brands = append(l.brands, brands[i])
		}
	}
	return l
}

// state returns the category and the region as the list states them.
func (l *list) state(rng *rand.Rand, category, region string) (string, string) {
	if len(l.brands) > 0 && category != "" {
		general, _, _ := strings.Cut(category, "/")
		category = general + "/" + pick(rng, l.brands)
	}
	if chance(rng, l.noCategory) {
		category = ""
	}
	if chance(rng, l.noRegion) {
		region = ""
	}
	return category, region
}
