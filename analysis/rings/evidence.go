package rings

import "math"

// Kind is the kind of an identifier.
type Kind uint8

// The kinds of identifiers.
const (
	Number Kind = iota
	Device
	Account
	kindCount
)

// NoDay is the day of a record that has none.
const NoDay = math.MinInt32

// Evidence is the input of a detection, in columns. An identifier is an index into Kinds. A region,
// category or channel is a code: an index into Words, where code 0 means that the record has none.
// Days count from 1 January 1970, UTC.
type Evidence struct {
	Kinds   []Kind
	Words   []string
	Reports Reports
	Links   Links
	// Trust is, by the code of an agency, how probably what it files is true: 0 to 1. Code 0 stands
	// for a record of an unknown agency. Nil means that nothing is known: all are trusted fully.
	Trust []float64
	// Known says which identifiers belong to businesses in the register. Nil means none.
	Known []bool
	// Verified says of which identifiers a telco found that the holder is the registered
	// subscriber. Nil means none.
	Verified []bool
	// repeated says for each link whether an earlier one is the same but for the day within its
	// period. Set by normalise.
	repeated []bool
	// incidents holds for each report the first report of its incident: see incident.go. Nil means
	// that each report is one. Set by normalise.
	incidents []uint32
}

// Reports are the columns of the reports. Report i names Identifiers[Offsets[i]:Offsets[i+1]], in
// any order; naming one twice is the same as naming it once.
type Reports struct {
	Offsets     []uint32
	Identifiers []uint32
	Day         []int32
	Category    []uint32 // codes
	Channel     []uint32 // codes
	Region      []uint32 // codes
	// The columns below may be nil, which means that no report has the attribute.

	Agency []uint32  // codes of their own, from 1; 0 is unknown
	Source []uint32  // codes of their own, from 1, different for each agency; 0 is unknown
	Loss   []float64 // in units of the currency; negative if unknown
}

// Relation is the way in which a link connects two identifiers.
type Relation uint8

// The relations.
const (
	UsedIn Relation = iota
	LinkedTo
	AccessedFrom
	TransferredTo
	relationCount
)

// Links are the columns of the links.
type Links struct {
	From, To []uint32
	Relation []Relation
	Day      []int32
	Agency   []uint32 // codes as in Reports; nil means that none is known
}

// isKnown reports whether an identifier belongs to a business in the register.
func (e *Evidence) isKnown(u uint32) bool { return len(e.Known) > 0 && e.Known[u] }

// isVerified reports whether the holder of an identifier is the registered subscriber.
func (e *Evidence) isVerified(u uint32) bool { return len(e.Verified) > 0 && e.Verified[u] }

// Count returns the number of reports.
func (r *Reports) Count() int { return max(len(r.Offsets)-1, 0) }

// Named returns the identifiers that a report names. It is a part of the evidence: do not write to
// it.
func (r *Reports) Named(report int) []uint32 {
	return r.Identifiers[r.Offsets[report]:r.Offsets[report+1]]
}

// Count returns the number of links.
func (l *Links) Count() int { return len(l.From) }
