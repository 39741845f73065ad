package graph

// Expired counts what retention deleted.
type Expired struct {
	Reports      int
	Links        int
	Withdrawals  int
	Releases     int
	Equivalences int
	Findings     int
	Disputes     int
	Identifiers  int // orphans
	Rings        int // closed rings, with their history
}
