package rings

import (
	"context"
	"runtime"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// An identifier of high degree is suspected of being a hub: one that connects strangers. What
// clears a suspect is one of:
//
//   - The records around it come from one source (hub_records.go): the odds are clearOdds or more.
//     This clears the only device of a SIM box.
//   - The records probably come from one source, likelyOdds or more, and at most maxElsewhere of
//     its neighbours have other ties. Strangers have a life elsewhere.
//   - The records do not speak against it, and its neighbours are related to each other without it
//     (hub_related.go): the numbers of a SIM box move between its devices.
//
// Popular things share neighbours with other popular things, so a suspect explains nothing until it
// is cleared itself. At first all suspects are hubs. Each round clears those that what is no hub
// explains by then. It only ever clears more, so what remains in the end does not depend on any
// order. Suspects that share their neighbours with each other alone are judged together
// (hub_block.go). An identifier of a known business cannot be cleared.
const (
	minRelatedShare = 0.25
	maxElsewhere    = 0.125

	// log-odds of 20 to 1 that the records around a suspect come from one source, and that they do
	// not.
	clearOdds = 3.0
	doubtOdds = -3.0
	// log-odds of 3 to 1 that they do.
	likelyOdds = 1.0
)

// maxHubRounds bounds the rounds, whose number would otherwise be up to evidence that someone made
// for this. Worlds take two or three.
const maxHubRounds = 30

// findHubs returns the hubs among the identifiers of degree ≥ minDegree, ascending. Suspects are
// checked in parallel.
//
// g is the whole network (network.go). It has an edge for each pair that a report names, or only
// for pairs that are close in the report's list if that names more than 16 identifiers, and for
// each link. Parallel edges count once in the degree.
func findHubs(ctx context.Context, s sections, e *Evidence, g *analysis.Network, rates *background, minDegree int) ([]Hub, error) {
	f := newHubSearch(s, e, g, rates, minDegree)
	if len(f.suspects) == 0 {
		return nil, nil
	}
	if err := f.judgeByRecords(ctx); err != nil {
		return nil, err
	}
	for u := range f.suspects {
		f.suspects[u].stale = f.suspects[u].isHub
	}
	for range maxHubRounds {
		cleared, err := f.clearRelated(ctx)
		if err != nil {
			return nil, err
		}
		if cleared == 0 && f.clearBlocks() == 0 {
			break
		}
	}
	var hubs []Hub
	for i := range f.suspects {
		if h := &f.suspects[i]; h.isHub {
			related := min(int(h.ties.relatedShareOfAll()*float64(g.Degree(h.identifier))), g.Degree(h.identifier))
			hubs = append(hubs, Hub{Identifier: h.identifier, Degree: g.Degree(h.identifier), Related: related})
		}
	}
	return slices.Clip(hubs), nil
}

// hubSearch is the state of a search for hubs.
type hubSearch struct {
	sections
	e        *Evidence
	g        *analysis.Network
	rates    *background
	chance   *tieChance
	suspects []suspect // ascending
	indexOf  []uint32  // of each identifier among the suspects; none for one that is no suspect
	records  hubRecords
	shared   [][]int32 // by worker: counts by identifier, all 0 between calls
}

// suspect is an identifier that may be a hub.
type suspect struct {
	identifier int
	isHub      bool // until it is cleared
	known      bool // belongs to a known business
	stale      bool // ties must be counted again
	odds       float64
	ties       ties
}

func newHubSearch(s sections, e *Evidence, g *analysis.Network, rates *background, minDegree int) *hubSearch {
	f := &hubSearch{sections: s, e: e, g: g, rates: rates, shared: make([][]int32, runtime.GOMAXPROCS(0))}
	f.indexOf = make([]uint32, g.Order())
	for u := range g.Order() {
		f.indexOf[u] = none
		if g.Degree(u) >= minDegree {
			f.indexOf[u] = uint32(len(f.suspects))
			f.suspects = append(f.suspects, suspect{identifier: u, isHub: true, known: e.isKnown(uint32(u))})
		}
	}
	if len(f.suspects) > 0 {
		f.chance = newTieChance(e, g)
	}
	return f
}

// explainsNothing reports whether an identifier is a hub as far as is known, or belongs to a known
// business.
func (f *hubSearch) explainsNothing(u uint32) bool {
	if i := f.indexOf[u]; i != none {
		return f.suspects[i].isHub
	}
	return f.e.isKnown(u)
}

// judgeByRecords judges each suspect by the records around it, and clears those that come from one
// source.
func (f *hubSearch) judgeByRecords(ctx context.Context) error {
	f.records = newHubRecords(f.e, f.g, f.suspects, f.indexOf)
	return f.each(ctx, hubSection, len(f.suspects), func(_, i int) error {
		h := &f.suspects[i]
		h.odds = f.records.odds(f, []int{i})
		h.isHub = h.known || h.odds < clearOdds
		return nil
	})
}

// clearRelated counts the ties of the suspects for which that may have changed, and clears those
// whose neighbours are related. It returns how many.
func (f *hubSearch) clearRelated(ctx context.Context) (cleared int, err error) {
	var stale []int
	for i := range f.suspects {
		if h := &f.suspects[i]; h.isHub && h.stale {
			stale = append(stale, i)
		}
	}
	err = f.each(ctx, relatedSection, len(stale), func(worker, i int) error {
		if f.shared[worker] == nil {
			f.shared[worker] = make([]int32, f.g.Order())
		}
		f.suspects[stale[i]].ties = f.countTies(f.suspects[stale[i]].identifier, f.shared[worker])
		return nil
	})
	if err != nil {
		return 0, err
	}
	var now []int
	for _, i := range stale {
		h := &f.suspects[i]
		h.stale = false
		if !h.known && h.ties.clear(h.odds) {
			now = append(now, i)
		}
	}
	f.clear(now)
	return len(now), nil
}

// clear clears suspects, and marks those that they may explain.
func (f *hubSearch) clear(cleared []int) {
	isCleared := make(map[uint32]bool, len(cleared))
	for _, i := range cleared {
		f.suspects[i].isHub = false
		isCleared[uint32(i)] = true
	}
	if len(cleared) == 0 {
		return
	}
	for i := range f.suspects {
		h := &f.suspects[i]
		if !h.isHub || h.stale {
			continue
		}
		h.stale = slices.ContainsFunc(h.ties.waiting, func(w uint32) bool { return isCleared[w] })
	}
}
