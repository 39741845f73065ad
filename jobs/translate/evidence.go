package translate

import (
	"fmt"
	"time"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Evidence returns a snapshot in the columns that analysis works on, and the ids of the agencies by
// their codes there. Identifiers, reports and links keep their indices. It shares columns with the
// snapshot. Categories are those of graph.ModusOf. Businesses are known if their entry is valid at
// asOf, and numbers verified if that was found in the 365 days before. It returns an error for an
// identifier of an unknown kind or a link of an unknown relation.
func Evidence(s *evidence.Snapshot, asOf time.Time) (e *rings.Evidence, agencies []string, err error) {
	words, categories := modusCodes(s)
	e = &rings.Evidence{
		Kinds: make([]rings.Kind, len(s.Identifiers)), Words: words,
		Reports: rings.Reports{
			Offsets: offsets(s), Identifiers: s.Mentions.Identifier, Day: daysOf(s.Second),
			Category: categories, Channel: s.Channel, Region: s.Region,
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
			return nil, nil, fmt.Errorf("an identifier has the unknown kind %q", id.Kind)
		}
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
			return nil, nil, fmt.Errorf("a link has the unknown relation %q", relation)
		}
	}
	return e, setProvenance(e, s, evidence.SecondOf(asOf)), nil
}

// offsets returns where the mentions of each report start: those of report i are
// Mentions[offsets[i]:offsets[i+1]]. Mentions are sorted by report; reports are numbered after the
// identifiers there.
func offsets(s *evidence.Snapshot) []uint32 {
	all := make([]uint32, 1, len(s.ReportIDs)+1)
	end := uint32(0)
	for report := range s.ReportIDs {
		node := uint32(len(s.Identifiers) + report)
		for int(end) < len(s.Mentions.Report) && s.Mentions.Report[end] == node {
			end++
		}
		all = append(all, end)
	}
	return all
}

func daysOf(seconds []evidence.Second) []int32 {
	all := make([]int32, len(seconds))
	for i, second := range seconds {
		all[i] = int32(second.Day())
	}
	return all
}

func days(column []evidence.Day) []int32 {
	all := make([]int32, len(column))
	for i, day := range column {
		all[i] = int32(day)
	}
	return all
}
