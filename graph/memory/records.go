package memory

import (
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// records are what agencies filed, by agency-scoped id.
type records struct {
	reports     map[string]*report
	links       map[string]*link
	releases    map[string]*release
	withdrawals map[string]withdrawal
	claims      map[string]*claim
	known       map[string]*known
}

// report is a stored report. Its identifiers have canonical tokens; filed are those that it was
// filed with.
type report struct {
	graph.Report
	filed    []graph.Identifier
	received time.Time
}

// link is a stored link. Its ends have canonical tokens.
type link struct {
	graph.Link
	filedFrom, filedTo graph.Identifier
	received           time.Time
}

// release is a stored release, or the clearance of an upheld dispute.
type release struct {
	graph.Release
	filed    graph.Identifier
	received time.Time
	cleared  bool
}

// known is a stored entry of the register of known businesses. Its identifier has its canonical
// token.
type known struct {
	graph.Known
	filed graph.Identifier
}

// withdrawal is a stored withdrawal.
type withdrawal struct {
	withdraws string // agency-scoped id
	reason    string
	received  time.Time
}

// claim is a stored equivalence record: an agency claims that a later token equals an earlier one.
type claim struct {
	evidence.Claim
	received time.Time
}

// verification is a stored finding. Its identifier has its canonical token; filed is the token that
// it was given on.
type verification struct {
	graph.Verification
	filed graph.Token
}
