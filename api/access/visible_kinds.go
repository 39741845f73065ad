package access

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// visibleKinds is what a kind of agency sees inside the rings that are visible to it: the tokens of
// some kinds of identifier, and its own or all records. visible_rings.go decides about whole rings.
type visibleKinds struct {
	tokens  []graph.Kind
	records recordVisibility
}

// recordVisibility is what an agency sees of the records that others filed. The ids of its own are
// always shown.
type recordVisibility string

const (
	ownRecords recordVisibility = "its own"
	allRecords recordVisibility = "its own; of others the filing agency's kind and a reference"
)

// kindsVisibleTo has what each kind of agency sees: telcos see what they can disconnect, banks what
// they can hold and whom it belongs to. Regulators supervise and need no token.
var kindsVisibleTo = map[graph.AgencyKind]visibleKinds{
	graph.Telco:     {[]graph.Kind{graph.Number, graph.Device}, ownRecords},
	graph.Bank:      {[]graph.Kind{graph.Number, graph.Account}, ownRecords},
	graph.Police:    {graph.Kinds[:], allRecords},
	graph.Regulator: {nil, allRecords},
	graph.Operator:  {graph.Kinds[:], allRecords},
}

// SeesTokens reports whether the caller may see the tokens of identifiers of a kind.
func (c *Caller) SeesTokens(kind graph.Kind) bool { return slices.Contains(c.kinds.tokens, kind) }
