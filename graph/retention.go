package graph

// Expired counts what retention deleted.
type Expired struct {
	Reports      int
	Links        int
	Withdrawals  int
	Releases     int
	Equivalences int
	Known        int // entries of the register of known businesses
	Findings     int
	Disputes     int
	Identifiers  int // orphans
	Rings        int // closed rings, with their history
}
