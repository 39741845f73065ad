package jobs

import (
	"fmt"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// evidenceOf puts a snapshot into the columns that analysis works on. Identifiers,
// reports and links keep their order.
func evidenceOf(s *evidence.Snapshot) (*rings.Evidence, error) {
	e := &rings.Evidence{
		Kinds: make([]rings.Kind, len(s.Identifiers)), Words: s.Dictionary,
		Reports: rings.Reports{
			Offsets: make([]uint32, 1, len(s.ReportIDs)+1), Identifiers: s.Mentions.Identifier, Day: daysOf(s.Second),
			Category: s.Category, Channel: s.Channel, Region: s.Region,
		},
		Links: rings.Links{From: s.Links.From, To: s.Links.To, Relation: make([]rings.Relation, len(s.Links.From)), Day: days(s.Links.Day)},
	}
	for i, id := range s.Identifiers {
		switch id.Kind {
		case graph.Number:
			e.Kinds[i] = rings.Number
		case graph.Device:
			e.Kinds[i] = rings.Device
		case graph.Account:
			e.Kinds[i] = rings.Account
		default:
			return nil, fmt.Errorf("an identifier is of the unknown kind %q", id.Kind)
		}
	}
	named := uint32(0)
	for report := range s.ReportIDs {
		node := uint32(len(s.Identifiers) + report)
		for int(named) < len(s.Mentions.Report) && s.Mentions.Report[named] == node {
			named++
		}
		e.Reports.Offsets = append(e.Reports.Offsets, named)
	}
	for i, relation := range s.Links.Relation {
		switch relation {
		case graph.UsedIn:
			e.Links.Relation[i] = rings.UsedIn
		case graph.LinkedTo:
			e.Links.Relation[i] = rings.LinkedTo
		case graph.AccessedFrom:
			e.Links.Relation[i] = rings.AccessedFrom
		case graph.TransferredTo:
			e.Links.Relation[i] = rings.TransferredTo
		default:
			return nil, fmt.Errorf("a link is of the unknown relation %q", relation)
		}
	}
	return e, nil
}

func daysOf(seconds []evidence.Second) []int32 {
	all := make([]int32, len(seconds))
	for i, second := range seconds {
		all[i] = int32(second.Day())
	}
	return all
}

func days(of []evidence.Day) []int32 {
	all := make([]int32, len(of))
	for i, day := range of {
		all[i] = int32(day)
	}
	return all
}
