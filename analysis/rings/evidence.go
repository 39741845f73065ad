package rings

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
)

// Kind says what an identifier identifies.
type Kind uint8

// The kinds of identifier.
const (
	Number Kind = iota
	Device
	Account
	kinds
)

// NoDay stands for a day that is not known.
const NoDay = math.MinInt32

// Evidence is what detection works on, in columns. Identifiers are known by their
// index in Kinds, words by their index in Words; word 0 is for what is not known.
// Days are counted from 1 January 1970, UTC.
type Evidence struct {
	Kinds   []Kind
	Words   []string
	Reports Reports
	Links   Links
	again   []bool // of each link, once prepared: whether one before it says the same of the same period
}

// Reports are columns of what each report says. Report i names
// Names[Offsets[i]:Offsets[i+1]], in any order; one that is named twice is named.
type Reports struct {
	Offsets     []uint32
	Identifiers []uint32
	Day         []int32
	Category    []uint32 // words
	Channel     []uint32 // words
	Region      []uint32 // words
}

// Relation says how a link joins two identifiers.
type Relation uint8

// The relations.
const (
	UsedIn Relation = iota
	LinkedTo
	AccessedFrom
	TransferredTo
	relations
)

// Links are columns of what each link says.
type Links struct {
	From, To []uint32
	Relation []Relation
	Day      []int32
}

// Count returns how many reports there are.
func (r *Reports) Count() int { return max(len(r.Offsets)-1, 0) }

// Named lists the identifiers that a report names. It is a part of the evidence:
// don't write to it.
func (r *Reports) Named(report int) []uint32 {
	return r.Identifiers[r.Offsets[report]:r.Offsets[report+1]]
}

// Count returns how many links there are.
func (l *Links) Count() int { return len(l.From) }

// prepared is the evidence with what each report names in ascending order, each once, and
// with links that repeat others told; or why it can't be used.
func (e *Evidence) prepared() (*Evidence, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	own := *e
	var beside sync.WaitGroup
	beside.Go(func() { own.again = e.Links.repeats() })
	if !e.Reports.tidy() {
		own.Reports.Offsets = make([]uint32, 1, len(e.Reports.Offsets)+1)
		own.Reports.Identifiers = make([]uint32, 0, len(e.Reports.Identifiers))
		for report := range e.Reports.Count() {
			first := len(own.Reports.Identifiers)
			own.Reports.Identifiers = append(own.Reports.Identifiers, e.Reports.Named(report)...)
			slices.Sort(own.Reports.Identifiers[first:])
			own.Reports.Identifiers = own.Reports.Identifiers[:first+len(slices.Compact(own.Reports.Identifiers[first:]))]
			own.Reports.Offsets = append(own.Reports.Offsets, uint32(len(own.Reports.Identifiers)))
		}
	}
	beside.Wait()
	return &own, nil
}

// tidy tells whether each report names in ascending order, and nothing twice.
func (r *Reports) tidy() bool {
	for report := range r.Count() {
		named := r.Named(report)
		for i := 1; i < len(named); i++ {
			if named[i-1] >= named[i] {
				return false
			}
		}
	}
	return true
}

// repeats tells of each link whether one before it says the same of the same period: then
// it counts for nothing, lest one pair that is linked a hundred thousand times decides
// what is usual.
func (l *Links) repeats() []bool {
	order := make([]uint32, l.Count())
	for link := range order {
		order[link] = uint32(link)
	}
	said := func(a, b uint32) int {
		return cmp.Or(
			cmp.Compare(l.From[a], l.From[b]), cmp.Compare(l.To[a], l.To[b]),
			cmp.Compare(periodOf(l.Day[a]), periodOf(l.Day[b])), cmp.Compare(l.Relation[a], l.Relation[b]),
		)
	}
	// A snapshot's are in this order already.
	if !slices.IsSortedFunc(order, said) {
		slices.SortStableFunc(order, said)
	}
	again := make([]bool, len(order))
	for i := 1; i < len(order); i++ {
		again[order[i]] = l.Day[order[i]] != NoDay && said(order[i-1], order[i]) == 0
	}
	return again
}

// validate tells columns of different lengths, and indices that lead nowhere.
func (e *Evidence) validate() error {
	reports, links := e.Reports.Count(), e.Links.Count()
	for name, n := range map[string]int{
		"Day": len(e.Reports.Day), "Category": len(e.Reports.Category), "Channel": len(e.Reports.Channel), "Region": len(e.Reports.Region),
	} {
		if n != reports {
			return fmt.Errorf("evidence: %d reports, and a column %s of %d", reports, name, n)
		}
	}
	for name, n := range map[string]int{"To": len(e.Links.To), "Relation": len(e.Links.Relation), "Day": len(e.Links.Day)} {
		if n != links {
			return fmt.Errorf("evidence: %d links, and a column %s of %d", links, name, n)
		}
	}
	for i := range reports {
		if e.Reports.Offsets[i] > e.Reports.Offsets[i+1] || int(e.Reports.Offsets[i+1]) > len(e.Reports.Identifiers) {
			return fmt.Errorf("evidence: report %d has no place among the names", i)
		}
	}
	for _, column := range [][]uint32{e.Reports.Identifiers, e.Links.From, e.Links.To} {
		for _, u := range column {
			if int(u) >= len(e.Kinds) {
				return fmt.Errorf("evidence: identifier %d of %d", u, len(e.Kinds))
			}
		}
	}
	for _, column := range [][]uint32{e.Reports.Category, e.Reports.Channel, e.Reports.Region} {
		for _, w := range column {
			if int(w) >= max(len(e.Words), 1) {
				return fmt.Errorf("evidence: word %d of %d", w, len(e.Words))
			}
		}
	}
	for i := range links {
		if e.Links.Relation[i] >= relations {
			return fmt.Errorf("evidence: link %d is of an unknown relation", i)
		}
	}
	for i, k := range e.Kinds {
		if k >= kinds {
			return fmt.Errorf("evidence: identifier %d is of an unknown kind", i)
		}
	}
	return nil
}
