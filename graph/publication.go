package graph

import "time"

// Publication identifies the set of rings that readers see.
type Publication struct {
	Sequence int64     // grows by one with every publication; 0 before the first
	Revision int64     // grows when something is added to the same rings: feedback, or later tokens
	RunID    string    // the run that published it; empty before the first
	At       time.Time // by the database's clock
}

// NextPublication is what a run publishes: the rings that readers will see, and how they differ
// from those that they see now.
type NextPublication struct {
	Rings   []Ring    // all open rings, in the order of their ids
	Closed  []Ring    // rings that were published before and end with this run
	Events  []Event   // for each ring in chronological order
	Lineage []Lineage // that this run adds
}

// Lineage is one step of descent: the ring took in its predecessor, or came out of it.
type Lineage struct {
	RingID      string
	Predecessor string // id of the other ring
	// SplitOff means that the ring came out of its predecessor. It inherits the predecessor's
	// feedback.
	SplitOff bool
}

// PreviousRing is a ring as the last run left it. The next run recognises it by its members.
type PreviousRing struct {
	Ring // a closed ring has the members that it had before
	// Released are members that passed to new holders since, and Cleared those with an upheld
	// dispute. A ring is not recognised by them: they are not among Members.
	Released, Cleared []Identifier
	Verdicts          []LatestVerdict // one of each agency that gave feedback
}
