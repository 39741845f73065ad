package evidence

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/parallel"
)

// SourceHash stands for a source of an agency: a pseudonym of a complainant or case. It is 0 where
// the record has none. Two sources have the same hash once in 2^64 pairs.
type SourceHash uint64

// HashSource returns the hash of a record's source. The record's id is agency-scoped.
func HashSource(id, source string) SourceHash {
	if source == "" {
		return 0
	}
	return SourceHash(max(hash(graph.ScopedID(graph.AgencyOfID(id), source)), 1))
}

// Filers say who filed the reports and links of a snapshot. An agency is a code: an index into
// Agencies. Code 0 stands for an unknown one.
type Filers struct {
	Agencies       []string // the first is empty, the others are ascending
	Reports, Links []uint32 // by report and link; nil if all are unknown
}

// Filers returns who filed the reports and links. Those of graph.UnnamedAgency are unknown.
func (s *Snapshot) Filers() *Filers {
	var reports, links agencyCodes
	var work parallel.Group
	work.Go(func() error { links.add(s.Links.ID); return nil })
	reports.add(s.ReportIDs)
	_ = work.Wait() // no worker fails
	f := &Filers{Agencies: slices.Concat(reports.agencies, links.agencies)}
	slices.Sort(f.Agencies)
	f.Agencies = slices.Compact(append([]string{""}, f.Agencies...))
	f.Reports, f.Links = reports.codesIn(f.Agencies), links.codesIn(f.Agencies)
	return f
}

// agencyCodes holds the agencies of a list of ids, in the order in which they first occur, and a
// code for each id: 0, or one more than the index of its agency.
type agencyCodes struct {
	agencies []string
	codes    []uint32
}

func (f *agencyCodes) add(ids []string) {
	known := map[string]uint32{graph.UnnamedAgency: 0, "": 0}
	f.codes = make([]uint32, len(ids))
	for i, id := range ids {
		agency := graph.AgencyOfID(id)
		code, ok := known[agency]
		if !ok {
			f.agencies = append(f.agencies, agency)
			code = uint32(len(f.agencies))
			known[agency] = code
		}
		f.codes[i] = code
	}
}

// codesIn returns the codes as indices into all agencies; nil if all are 0. It overwrites the
// codes.
func (f *agencyCodes) codesIn(all []string) []uint32 {
	if len(f.agencies) == 0 {
		return nil
	}
	final := make([]uint32, 1+len(f.agencies))
	for i, agency := range f.agencies {
		at, _ := slices.BinarySearch(all, agency)
		final[i+1] = uint32(at)
	}
	for i, code := range f.codes {
		f.codes[i] = final[code]
	}
	return f.codes
}
