// Package truth writes what is true of a world: which rings a detection can find in its records,
// the rings as planned, and the innocent groups.
//
// Rings as planned are no fair truth. Nobody can know that two parts of a ring belong together if
// no record joins them. So each part that records join counts as a ring of its own.
package truth

import "slices"

// The smallest ring that anybody could find.
const (
	MinMembers = 4 // that a record names
	MinReports = 3 // that name a member
)

// Index is an identifier's position in a world.
type Index interface{ ~int32 | ~uint32 }

// Group is a ring or an innocent group.
type Group[I Index] struct {
	Kind    string
	Members []I
	Reports int // that name a member, once Records.Count has counted them
}

// Large reports whether the group has MinMembers members and MinReports reports.
func (g Group[I]) Large() bool { return len(g.Members) >= MinMembers && g.Reports >= MinReports }

// OnlyLarge returns the large ones of the groups, in their order. It reuses the slice.
func OnlyLarge[I Index](groups []Group[I]) []Group[I] {
	return slices.DeleteFunc(groups, func(g Group[I]) bool { return !g.Large() })
}
