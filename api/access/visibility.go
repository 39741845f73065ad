package access

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// visibility is what a kind of agency sees of the rings that it may see.
type visibility struct {
	members []graph.Kind // the kinds whose tokens are shown
	records recordVisibility
}

// recordVisibility is what an agency sees of the records that others filed. The ids of its own are
// always shown.
type recordVisibility string

const (
	ownRecords recordVisibility = "its own"
	allRecords recordVisibility = "its own; of others the filing agency's kind and a reference"
)

// visibilities is the visibility of each kind of agency: telcos see what they can disconnect, banks
// what they can hold and whom it belongs to. Regulators supervise and need no token.
var visibilities = map[graph.AgencyKind]visibility{
	graph.Telco:     {[]graph.Kind{graph.Number, graph.Device}, ownRecords},
	graph.Bank:      {[]graph.Kind{graph.Number, graph.Account}, ownRecords},
	graph.Police:    {graph.Kinds[:], allRecords},
	graph.Regulator: {nil, allRecords},
	graph.Operator:  {graph.Kinds[:], allRecords},
}

// SeesTokens reports whether the caller may see the tokens of identifiers of a kind.
func (c *Caller) SeesTokens(kind graph.Kind) bool {
	return slices.Contains(c.visibility.members, kind)
}

// SeesRegions reports whether the caller may see what concerns these regions: it is restricted to
// none, or to one of them.
func (c *Caller) SeesRegions(regions []string) bool {
	if len(c.Agency.Regions) == 0 {
		return true
	}
	return slices.ContainsFunc(regions, func(r string) bool { return slices.Contains(c.Agency.Regions, r) })
}
