package rings

import (
	"cmp"
	"slices"
)

// phrases hold the wording of an agreement, by aspect.
var phrases = [...]struct {
	kind             ReasonKind
	name             string
	singular, plural string // verbs for one report and for several
	unknown          string // what is unknown if no report has the attribute
}{
	byRegion:   {ReasonRegion, "region", "comes from", "come from", "where it happened"},
	byCategory: {ReasonCategory, "category", "tells of", "tell of", "how it was done"},
}

// agreement returns the region or category that most reports have. codes is the column of it. The
// text lacks the background rate: see withRate.
func (x *explanation) agreement(aspect int, codes []uint32) Reason {
	phrase := phrases[aspect]
	t := x.c.measured.tallies[aspect]
	if len(t) == 0 {
		return Reason{Kind: phrase.kind, Text: "no report says " + phrase.unknown}
	}
	mode := t.mode()
	var reports []int
	for _, report := range x.c.reports {
		if codes[report] == uint32(mode.key) {
			reports = append(reports, int(report))
		}
	}
	verb := phrase.plural
	if mode.count == 1 {
		verb = phrase.singular
	}
	share := outOf(int(mode.count), int(t.total()), "report", "reports")
	text := share + " with a known " + phrase.name + " " + verb + " " + x.e.Words[mode.key] + "; among all such reports "
	return Reason{Kind: phrase.kind, Text: text, Reports: samples(reports)}
}

// withRate returns the agreement on an aspect with the background rate added to the text.
func (x *explanation) withRate(aspect int) Reason {
	r := x.c.explanation.agreement[aspect]
	if t := x.c.measured.tallies[aspect]; len(t) > 0 {
		r.Text += howMany(x.rates.by[aspect].of(t.mode().key).observed)
	}
	return r
}

// when returns the shortest time that holds four in five of the dated records.
func (x *explanation) when() Reason {
	type dated struct {
		day      int32
		isReport bool
		record   uint32
	}
	var all []dated
	for _, report := range x.c.reports {
		if day := x.e.Reports.Day[report]; day != NoDay {
			all = append(all, dated{day, true, report})
		}
	}
	for _, link := range x.c.links {
		if day := x.e.Links.Day[link]; day != NoDay {
			all = append(all, dated{day, false, link})
		}
	}
	if len(all) == 0 {
		return Reason{Kind: ReasonTime, Text: "no record says when it happened"}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	days := func(from, to int) int64 { return int64(all[to].day) - int64(all[from].day) }
	n := (4*len(all) + 4) / 5
	first := 0
	for i := range len(all) - n + 1 {
		if days(i, i+n-1) < days(first, first+n-1) {
			first = i
		}
	}
	within := all[first : first+n]
	var reports, links []int
	for _, d := range within {
		if d.isReport {
			reports = append(reports, int(d.record))
		} else {
			links = append(links, int(d.record))
		}
	}
	slices.Sort(reports)
	slices.Sort(links)
	text := outOf(n, len(all), "dated report or link falls", "dated reports and links fall") + between(within[0].day, within[n-1].day)
	return Reason{Kind: ReasonTime, Text: text, Reports: samples(reports), Links: samples(links)}
}
