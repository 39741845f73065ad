package rings

import (
	"cmp"
	"slices"
)

// maxNamed is how many identifiers a report may name. A longer one is a list of suspects, and
// counts as one that names none: a single list must not join the rings that it names, nor strangers
// to them (docs/attacks.md).
const maxNamed = 100

// normalise returns the evidence with the identifiers of each report ascending and without
// duplicates, without those of lists, with repeated links marked and with incidents. It copies what
// it changes. It returns an error for evidence whose columns do not fit together.
func normalise(s sections, e *Evidence) (*Evidence, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	normal := *e
	err := s.together(normaliseSection,
		func() error {
			normal.repeated = e.Links.repeated()
			return nil
		},
		func() error {
			if !e.Reports.sorted() {
				normal.Reports.Offsets, normal.Reports.Identifiers = e.Reports.sort()
			}
			return nil
		})
	if err == nil {
		normal.incidents = incidentsOf(&normal)
	}
	return &normal, err
}

// sorted reports whether each report names identifiers in ascending order and none twice, and none
// is a list.
func (r *Reports) sorted() bool {
	for report := range r.Count() {
		named := r.Named(report)
		if len(named) > maxNamed {
			return false
		}
		for i := 1; i < len(named); i++ {
			if named[i-1] >= named[i] {
				return false
			}
		}
	}
	return true
}

// sort returns the columns with each report's identifiers ascending and without duplicates, and
// none for lists.
func (r *Reports) sort() (offsets, identifiers []uint32) {
	offsets = make([]uint32, 1, len(r.Offsets)+1)
	identifiers = make([]uint32, 0, len(r.Identifiers))
	for report := range r.Count() {
		first := len(identifiers)
		identifiers = append(identifiers, r.Named(report)...)
		slices.Sort(identifiers[first:])
		distinct := len(slices.Compact(identifiers[first:]))
		if distinct > maxNamed {
			distinct = 0
		}
		identifiers = identifiers[:first+distinct]
		offsets = append(offsets, uint32(len(identifiers)))
	}
	return offsets, identifiers
}

// repeated marks each link that an earlier one repeats: the same ends, relation and period. It
// counts for nothing in the background and in tallies. Otherwise one pair that is linked a hundred
// thousand times would decide which periods are common.
func (l *Links) repeated() []bool {
	order := make([]uint32, l.Count())
	for link := range order {
		order[link] = uint32(link)
	}
	compare := func(a, b uint32) int {
		return cmp.Or(
			cmp.Compare(l.From[a], l.From[b]), cmp.Compare(l.To[a], l.To[b]),
			cmp.Compare(periodOf(l.Day[a]), periodOf(l.Day[b])), cmp.Compare(l.Relation[a], l.Relation[b]),
		)
	}
	if !slices.IsSortedFunc(order, compare) { // the links of a snapshot are
		slices.SortStableFunc(order, compare)
	}
	repeated := make([]bool, len(order))
	for i := 1; i < len(order); i++ {
		repeated[order[i]] = l.Day[order[i]] != NoDay && compare(order[i-1], order[i]) == 0
	}
	return repeated
}
