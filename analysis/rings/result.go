package rings

// Result is what a detection found.
type Result struct {
	Rings  []Ring // ordered by their first members
	Hubs   []Hub  // set aside, ascending
	Groups int    // number of groups that the identifiers other than hubs fall into
	// Oversized holds the identifiers, ascending, of each group with more than MaxMembers, ordered
	// by their first. Detect parted them, so that Rings may hold parts of them; DetectLouvain and
	// ScoreGroups left them out.
	Oversized [][]int
	// Identifiers of the largest connected component of the network without hubs, and with them; 0
	// except from Detect.
	LargestComponent, LargestComponentBeforeHubs int
	// Modularity of the partition into communities; 0 except from DetectLouvain.
	Modularity float64
}

// Ring is a group of identifiers that probably act together.
type Ring struct {
	Members  []Member // ascending
	Reports  []int    // those that name a member, ascending
	Score    float64  // the probability that the group is a ring
	Features Features
	Reasons  []Reason // what the score is made of
	Sources  int      // different sources of its reports; a report without one is one of its own
	Agencies []uint32 // codes of the agencies that filed its reports and the links inside it, ascending; 0 is unknown
	// Corroborated says that the score is 0.5 or more without the records of any one agency, too.
	Corroborated bool
	// ScoreWithoutStrongest is the score without the agency or source whose records add most to it.
	ScoreWithoutStrongest float64
}

// Member is an identifier of a ring.
type Member struct {
	Identifier int
	// Strength measures how firmly the identifier belongs to the ring, above 0 and at most 1:
	// inside/degree × (1 − 2^−inside), where inside counts its edges to other members. One edge
	// gives at most 1/2, two 3/4. The only member of a ring has 0.
	Strength float64
}

// Hub is an identifier that was set aside because it connects strangers: a helpline, a gateway's
// account, a cloned IMEI, a repair shop's handset.
type Hub struct {
	Identifier int
	Degree     int
	Related    int // neighbours that have something else in common with other neighbours
}
