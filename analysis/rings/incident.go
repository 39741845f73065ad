package rings

import (
	"cmp"
	"slices"
)

// An incident is one fraud, however many reports describe it. A victim files with the bank, the
// police and the telco, or twice with one of them. Evidence counts incidents and not reports.
//
// Two reports that share an identifier describe one incident if nothing that they state differs
// (region and loss), at most incidentDays lie between them, and one of these holds:
//
//   - They are of one source.
//   - They are of two agencies, and state the same loss, or share two identifiers, or name exactly
//     the same ones on the same day.
//
// An incident has at most one report of each agency, except for those of one source: two victims
// of one fraudster who file with the same agency are two incidents.
const (
	incidentDays = 3
	// A report is compared with this many of the reports before it that name the same identifier.
	incidentWindow = 24
)

// incidentsOf returns for each report the first report of its incident. It returns nil if no report
// has an agency or a source: then each report is an incident.
func incidentsOf(e *Evidence) []uint32 {
	r := &e.Reports
	if len(r.Agency)+len(r.Source) == 0 {
		return nil
	}
	incidents := newForest(r.Count())
	b := incidentBuilder{e: e, incidents: incidents, joined: map[uint32][]filing{}}
	naming := newGrouped(len(e.Kinds), func(yield func(owner, item int)) {
		for report := range r.Count() {
			if r.Day[report] == NoDay || r.agency(report)|r.source(report) == 0 {
				continue
			}
			for _, u := range r.Named(report) {
				yield(int(u), report)
			}
		}
	})
	for u := range naming.owners() {
		reports := naming.of(u)
		if len(reports) < 2 {
			continue
		}
		slices.SortStableFunc(reports, r.compare)
		for i, report := range reports {
			for j := i - 1; j >= max(i-incidentWindow, 0); j-- {
				if int64(r.Day[report])-int64(r.Day[reports[j]]) > incidentDays {
					break
				}
				if b.same(int(report), int(reports[j])) && b.join(report, reports[j]) {
					break
				}
			}
		}
	}
	for report := range incidents {
		incidents[report] = incidents.find(uint32(report))
	}
	return incidents
}

// compare orders reports by day, and those of one day by the rest of what they say, so that the
// order of the records doesn't matter.
func (r *Reports) compare(x, y uint32) int {
	i, j := int(x), int(y)
	if byDay := cmp.Compare(r.Day[i], r.Day[j]); byDay != 0 {
		return byDay
	}
	return cmp.Or(
		cmp.Compare(r.agency(i), r.agency(j)), cmp.Compare(r.Region[i], r.Region[j]), cmp.Compare(r.Category[i], r.Category[j]),
		cmp.Compare(r.Channel[i], r.Channel[j]), cmp.Compare(r.loss(i), r.loss(j)), slices.Compare(r.Named(i), r.Named(j)),
		cmp.Compare(r.source(i), r.source(j)), // a component numbers its sources by the order of its records
	)
}

// incidentBuilder joins reports into incidents, whose roots are the first reports.
type incidentBuilder struct {
	e         *Evidence
	incidents forest              // of reports
	joined    map[uint32][]filing // by root, of incidents with several reports; distinct
}

// filing says who filed a report of an incident.
type filing struct{ agency, source uint32 }

// filings returns who filed the reports of an incident.
func (b *incidentBuilder) filings(root uint32) []filing {
	if all := b.joined[root]; all != nil {
		return all
	}
	return []filing{{b.e.Reports.agency(int(root)), b.e.Reports.source(int(root))}}
}

// join makes the incidents of two reports one, unless an agency filed in both for two sources. It
// reports whether they are one.
func (b *incidentBuilder) join(x, y uint32) bool {
	x, y = b.incidents.find(x), b.incidents.find(y)
	if x == y {
		return true
	}
	into, from := min(x, y), max(x, y)
	ours, theirs := b.filings(into), b.filings(from)
	for _, f := range theirs {
		for _, g := range ours {
			if f.agency == g.agency && (f.source == 0 || f.source != g.source) {
				return false
			}
		}
	}
	b.incidents[from] = into
	for _, f := range theirs {
		if !slices.Contains(ours, f) { // or a thousand reports of one source take a million comparisons
			ours = append(ours, f)
		}
	}
	b.joined[into] = ours
	delete(b.joined, from)
	return true
}

// same reports whether two reports that share an identifier describe one incident.
func (b *incidentBuilder) same(x, y int) bool {
	r := &b.e.Reports
	if r.Region[x] != 0 && r.Region[y] != 0 && r.Region[x] != r.Region[y] {
		return false
	}
	lossX, lossY := r.loss(x), r.loss(y)
	if lossX >= 0 && lossY >= 0 && lossX != lossY {
		return false
	}
	if source := r.source(x); source != 0 && source == r.source(y) {
		return true
	}
	if r.agency(x) == 0 || r.agency(y) == 0 || r.agency(x) == r.agency(y) {
		return false
	}
	if lossX > 0 && lossX == lossY {
		return true
	}
	shared := sharedIdentifiers(r.Named(x), r.Named(y))
	equal := shared == len(r.Named(x)) && shared == len(r.Named(y))
	return shared >= 2 || equal && r.Day[x] == r.Day[y]
}

// sharedIdentifiers returns how many identifiers two ascending lists share.
func sharedIdentifiers(x, y []uint32) (n int) {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			n, x, y = n+1, x[1:], y[1:]
		}
	}
	return n
}

// agency returns the code of a report's agency; 0 if it is unknown.
func (r *Reports) agency(report int) uint32 { return at0(r.Agency, report) }

// source returns the code of a report's source; 0 if it is unknown.
func (r *Reports) source(report int) uint32 { return at0(r.Source, report) }

// loss returns a report's loss; negative if it is unknown.
func (r *Reports) loss(report int) float64 {
	if len(r.Loss) == 0 {
		return -1
	}
	return r.Loss[report]
}

// agency returns the code of a link's agency; 0 if it is unknown.
func (l *Links) agency(link int) uint32 { return at0(l.Agency, link) }

// at0 returns an element of a column, and 0 for a column that is nil.
func at0(column []uint32, i int) uint32 {
	if len(column) == 0 {
		return 0
	}
	return column[i]
}

// incidentOf returns the first report of a report's incident.
func (e *Evidence) incidentOf(report int) uint32 {
	if e.incidents == nil {
		return uint32(report)
	}
	return e.incidents[report]
}
