package rings

import (
	"encoding/binary"
	"math"
	"slices"
)

// addProvenance adds to the evidence of a component who filed its records, its incidents, losses,
// and whom others vouch for. Sources and incidents get numbers of the component's own.
func (c *components) addProvenance(part *Evidence, number int) {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	all := c.e
	part.Trust = all.Trust
	if len(all.Known) > 0 {
		part.Known = make([]bool, len(members))
		for i, u := range members {
			part.Known[i] = all.Known[u]
		}
	}
	if len(all.Verified) > 0 {
		part.Verified = make([]bool, len(members))
		for i, u := range members {
			part.Verified[i] = all.Verified[u]
		}
	}
	if len(all.Links.Agency) > 0 {
		part.Links.Agency = make([]uint32, len(links))
		for i, link := range links {
			part.Links.Agency[i] = all.Links.Agency[link]
		}
	}
	local := newLocalCodes(reports)
	r := &part.Reports
	if len(all.Reports.Agency) > 0 {
		r.Agency = make([]uint32, len(reports))
	}
	if len(all.Reports.Source) > 0 {
		r.Source = make([]uint32, len(reports))
	}
	if len(all.Reports.Loss) > 0 {
		r.Loss = make([]float64, len(reports))
	}
	if all.incidents != nil {
		part.incidents = make([]uint32, len(reports))
	}
	for i, report := range reports {
		if r.Agency != nil {
			r.Agency[i] = all.Reports.Agency[report]
		}
		if r.Source != nil {
			r.Source[i] = local.source(all.Reports.Source[report])
		}
		if r.Loss != nil {
			r.Loss[i] = all.Reports.Loss[report]
		}
		if part.incidents != nil {
			part.incidents[i] = local.incident(all.incidents[report], report, uint32(i))
		}
	}
}

// appendFiled appends who filed a report, its incident, channel and loss.
func (c *components) appendFiled(content []byte, local *localCodes, report int) []byte {
	r := &c.e.Reports
	incident := local.reports
	if c.e.incidents != nil {
		incident = local.incident(c.e.incidents[report], uint32(report), incident)
	}
	for _, code := range [...]uint32{r.agency(report), local.source(r.source(report)), incident, r.Channel[report]} {
		content = binary.LittleEndian.AppendUint32(content, code)
	}
	local.reports++
	return binary.LittleEndian.AppendUint64(content, math.Float64bits(r.loss(report)))
}

// localCodes number the sources and incidents of a component by their first reports in it, so that
// a source that appears elsewhere changes nothing here.
type localCodes struct {
	all       []uint32 // the component's reports, ascending
	reports   uint32   // seen so far
	sources   map[uint32]uint32
	incidents map[uint32]uint32 // whose first reports are not the component's
}

func newLocalCodes(reports []uint32) *localCodes {
	return &localCodes{all: reports} // most components need no map
}

// source returns the component's code of a source, from 1; 0 for an unknown one.
func (l *localCodes) source(code uint32) uint32 {
	if code == 0 {
		return 0
	}
	local, ok := l.sources[code]
	if !ok {
		if l.sources == nil {
			l.sources = map[uint32]uint32{}
		}
		local = uint32(len(l.sources) + 1)
		l.sources[code] = local
	}
	return local
}

// incident returns the component's first report of an incident, where first is the first of all
// reports, and report is the component's report number i.
func (l *localCodes) incident(first, report, i uint32) uint32 {
	if first == report {
		return i
	}
	if at, ok := slices.BinarySearch(l.all, first); ok {
		return uint32(at)
	}
	local, ok := l.incidents[first]
	if !ok {
		if l.incidents == nil {
			l.incidents = map[uint32]uint32{}
		}
		local = i
		l.incidents[first] = local
	}
	return local
}
