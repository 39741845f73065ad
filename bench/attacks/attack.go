package main

import "github.com/ringwatch/ringwatch/graph"

// attack is a way to mislead detection.
type attack struct {
	name    string
	unit    string // of the effort
	efforts []int  // ascending
	file    func(s *scene, f *filing, effort int) aim
}

// aim is what an attack is about. Of each innocent group it is measured whether it is flagged, and
// of each ring whether it vanishes.
type aim struct {
	innocents [][]graph.Token
	rings     bool // whether the rings of the scene are to vanish
}

// attacks returns all attacks, in the order of the tables.
func attacks() []attack {
	few, many := []int{4, 6, 8, 10, 15, 20, 30, 40, 60}, []int{10, 30, 60, 100, 200, 500}
	return []attack{
		{"false reports by one agency", "reports a group, each naming two of five", few, frame(1, 28, 0)},
		{"false reports by two agencies", "reports a group, each naming two of five", few, frame(2, 28, 0)},
		{"false reports by three agencies", "reports a group, each naming two of five", few, frame(3, 28, 0)},
		{"false reports by an agency with a bad record", "reports a group, each naming two of five", few, frame(1, 28, badRecord)},
		{"false reports by two agencies with a bad record", "reports a group, each naming two of five", few, frame(2, 28, badRecord)},
		{"a stolen key for an hour", "reports a group, all on one day", many, frame(1, 1, 0)},
		{"one person complains at one agency", "reports a group, of one source", few, complain(1, 28)},
		{"one person complains at many agencies", "reports a group within three days, of one source", few, complain(8, 3)},
		{"one person complains at many agencies for a year", "reports a group, of one source", few, complain(8, 300)},
		{"one true incident copied by its agency", "copies", []int{5, 20, 100}, copyIncident(1)},
		{"one true incident copied by many agencies", "copies", []int{5, 20, 100}, copyIncident(8)},
		{"a burst that names strangers with a ring", "reports a ring", []int{10, 30, 100, 300}, burst},
		{"framing by a link", "links of an innocent number to a ring's device", []int{1, 3, 10}, frameByLink},
		{"framing by an equivalence", "claims", []int{1}, frameByEquivalence},
		{"laundering by a release", "agencies that release all members", []int{1, 2}, launder(lastDay)},
		{"laundering by a release in the future", "agencies that release all members", []int{1, 2}, launder(future)},
		{"diluting by camouflage", "transfers or links of each member to popular innocents", []int{1, 3, 10, 30}, camouflage},
		{"a giant report", "reports that name 1,000 tokens, five of each ring", []int{1, 5, 20}, listRings(1000, 40)},
		{"long reports", "reports that name 100 tokens, five of each of four rings", []int{10, 50, 200}, listRings(100, 4)},
		{"a giant star", "links of one device, three to each ring", []int{1000, 10_000}, giantStar},
	}
}

func tokens(ids []graph.Identifier) []graph.Token {
	all := make([]graph.Token, len(ids))
	for i, id := range ids {
		all[i] = id.Token
	}
	return all
}

func (s *scene) groupTokens() (all [][]graph.Token) {
	for _, group := range s.groups {
		all = append(all, tokens(group))
	}
	return all
}
