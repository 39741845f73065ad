package jobs

import (
	"fmt"
	"slices"

	"ringwatch/analysis/rings"
	"ringwatch/graph"
)

// evidenceOf puts a snapshot into the columns that analysis works on. Identifiers,
// reports and links keep their order.
func evidenceOf(s *graph.Snapshot) (*rings.Evidence, error) {
	e := &rings.Evidence{
		Kinds: make([]rings.Kind, len(s.Identifiers)), Words: s.Words,
		Reports: rings.Reports{
			Offsets: make([]int, len(s.ReportIDs)+1), Day: daysOf(s.Second),
			Category: s.Category, Channel: s.Channel, Region: s.Region,
		},
	}
	for i, id := range s.Identifiers {
		kind, ok := kinds[id.Kind]
		if !ok {
			return nil, fmt.Errorf("an identifier is of the unknown kind %q", id.Kind)
		}
		e.Kinds[i] = kind
	}
	for _, node := range s.Named.Report {
		report, _ := s.Report(int(node))
		e.Reports.Offsets[report+1]++
	}
	for report := range s.ReportIDs {
		e.Reports.Offsets[report+1] += e.Reports.Offsets[report]
	}
	e.Reports.Names = make([]uint32, len(s.Named.Report))
	next := slices.Clone(e.Reports.Offsets)
	for i, node := range s.Named.Report {
		report, _ := s.Report(int(node))
		e.Reports.Names[next[report]] = s.Named.Identifier[i]
		next[report]++
	}
	e.Links = rings.Links{From: s.Links.From, To: s.Links.To, Relation: make([]rings.Relation, len(s.Links.From)), Day: days(s.Links.Day)}
	for i, of := range s.Links.Relation {
		relation, ok := relations[of]
		if !ok {
			return nil, fmt.Errorf("a link is of the unknown relation %q", of)
		}
		e.Links.Relation[i] = relation
	}
	return e, nil
}

var kinds = map[graph.Kind]rings.Kind{graph.Number: rings.Number, graph.Device: rings.Device, graph.Account: rings.Account}

var relations = map[graph.Relation]rings.Relation{
	graph.UsedIn: rings.UsedIn, graph.LinkedTo: rings.LinkedTo, graph.AccessedFrom: rings.AccessedFrom, graph.TransferredTo: rings.TransferredTo,
}

func daysOf(seconds []graph.Second) []int32 {
	all := make([]int32, len(seconds))
	for i, second := range seconds {
		all[i] = int32(second.Day())
	}
	return all
}

func days(of []graph.Day) []int32 {
	all := make([]int32, len(of))
	for i, day := range of {
		all[i] = int32(day)
	}
	return all
}
