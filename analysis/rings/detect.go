package rings

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/ringwatch/ringwatch/analysis"
)

// Params tune a detection. The zero value stands for the defaults.
type Params struct {
	Resolution   float64 // of the fragments under the constant Potts model; 0 means 0.2
	Seed         uint64  // of what is random; 0 means 1
	MinHubDegree int     // an identifier with so many ties is looked at as a hub; 0 means 20
	MinMembers   int     // the fewest identifiers of a ring; 0 means 3
	MaxMembers   int     // the most identifiers of a ring, over which it is strangers that something joins; 0 means 5,000
	MinReports   int     // the fewest reports of a ring; 0 means 2
	MinScore     float64 // the least score of a ring; 0 means 0.5
	Without      Step    // what to leave out, to measure what it is worth
}

// Step is a part of the detection that can be left out.
type Step uint8

// The steps. Their sum leaves out several.
const (
	HubRemoval     Step = 1 << iota // nothing is set aside
	Merging                         // fragments stay as they are
	MergeCoherence                  // fragments are joined for their ties alone
)

// WithDefaults returns the parameters with the defaults filled in.
func (p Params) WithDefaults() (Params, error) {
	if p.Resolution < 0 || math.IsNaN(p.Resolution) || math.IsInf(p.Resolution, 0) {
		return p, fmt.Errorf("the resolution is %v: want a finite number over 0", p.Resolution)
	}
	if p.MinHubDegree < 0 || p.MinMembers < 0 || p.MaxMembers < 0 || p.MinReports < 0 {
		return p, fmt.Errorf("ties of a hub, least and most members and least reports must not be negative")
	}
	if !(p.MinScore >= 0 && p.MinScore <= 1) {
		return p, fmt.Errorf("the least score is %v: want 0 to 1", p.MinScore)
	}
	p.Resolution = cmp.Or(p.Resolution, 0.2)
	p.Seed = cmp.Or(p.Seed, 1)
	p.MinHubDegree = cmp.Or(p.MinHubDegree, 20)
	p.MinMembers = cmp.Or(p.MinMembers, 3)
	p.MaxMembers = cmp.Or(p.MaxMembers, 5000)
	p.MinReports = cmp.Or(p.MinReports, 2)
	p.MinScore = cmp.Or(p.MinScore, 0.5)
	return p, nil
}

// Result is the outcome of a detection.
type Result struct {
	Rings  []Ring // in the order of their first members
	Hubs   []Hub  // set aside, ascending
	Groups int    // that identifiers fall into, hubs left out
	// Oversized are the identifiers, ascending, of each group that has more than a ring may have, in
	// the order of their first: something joins strangers there, and none of them is a ring.
	Oversized  [][]int
	Modularity float64
}

// Ring is a group of identifiers that act together, worth flagging.
type Ring struct {
	Members  []Member // ascending
	Reports  []int    // that name a member, ascending
	Score    float64  // the probability that it is a ring
	Features Features
	Reasons  []Reason // what the score is made of
}

// Member is an identifier of a ring.
type Member struct {
	Identifier int
	// Strength is over 0, hanging by a thread, and at most 1, the core: the share of
	// the member's ties that lie inside the ring, halved for each tie that is
	// missing at an unlimited number, so that one tie makes at most 1/2 and two 3/4. One that
	// is alone in its ring has 0.
	Strength float64
}

// Detect finds the rings in evidence. It fails with the context's error and for
// evidence whose columns don't fit together.
func Detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	return new(Detector).Detect(ctx, e, p)
}

// detect finds rings in evidence that is prepared, by parameters that are whole.
func (m *Detector) detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	var b baseline
	var beside sync.WaitGroup
	beside.Go(func() { b = newBaseline(e) })
	g, err := NewNetwork(e)
	beside.Wait()
	if err != nil {
		return nil, fmt.Errorf("tying identifiers: %w", err)
	}
	var hubs []Hub
	if p.Without&HubRemoval == 0 {
		if hubs, err = findHubs(ctx, e, g, &b, p.MinHubDegree); err != nil {
			return nil, fmt.Errorf("setting hubs aside: %w", err)
		}
	}
	found, err := m.look(ctx, newComponents(e, g, hubs, p), &b, hubs, p)
	if err != nil {
		return nil, fmt.Errorf("looking at what hangs together: %w", err)
	}
	return found, nil
}

// ScoreGroups flags those of the given groups that show what a ring must show, by the rule
// that Detect flags its own by: of holds the group of each identifier, below count. It
// is there to compare other ways of finding groups.
func ScoreGroups(ctx context.Context, e *Evidence, of []uint32, count int, p Params) (*Result, error) {
	p, err := p.WithDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = e.prepared(); err != nil {
		return nil, err
	}
	if len(of) != len(e.Kinds) || count < 0 {
		return nil, fmt.Errorf("%d groups of %d identifiers: want some of %d", count, len(of), len(e.Kinds))
	}
	for _, group := range of {
		if group != aside && int(group) >= count {
			return nil, fmt.Errorf("group %d of %d", group, count)
		}
	}
	g, err := NewNetwork(e)
	if err != nil {
		return nil, fmt.Errorf("tying identifiers: %w", err)
	}
	b := newBaseline(e)
	all := newGroups(e, of, count)
	candidates, tooLarge, err := measureAll(ctx, e, g, all, p)
	return &Result{Groups: all.count, Oversized: tooLarge, Rings: flag(e, &b, candidates, p)}, err
}

// measureAll counts what those groups show that have the size of a ring, and which have more.
func measureAll(ctx context.Context, e *Evidence, g *analysis.Network, all *groups, p Params) (candidates []group, tooLarge [][]int, err error) {
	counts := make([]int32, len(e.Kinds))
	var d diary
	for number := range all.count {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if len(all.members.of(number)) < p.MinMembers || len(all.reports.of(number)) < p.MinReports {
			continue
		}
		if len(all.members.of(number)) > p.MaxMembers {
			tooLarge = append(tooLarge, ints(all.members.of(number)))
			continue
		}
		candidates = append(candidates, measure(e, g, all, habitsOf(e, &d, all.reports.of(number), all.links.of(number)), number, counts))
	}
	return candidates, tooLarge, nil
}

// flag scores candidates and returns those that are rings.
func flag(e *Evidence, b *baseline, candidates []group, p Params) (rings []Ring) {
	for i := range candidates {
		own := &candidates[i]
		features := own.features(b)
		if score := features.score(); score >= p.MinScore {
			rings = append(rings, newRing(e, b, own, features, score))
		}
	}
	return rings
}

func newRing(e *Evidence, b *baseline, own *group, features Features, score float64) Ring {
	ring := Ring{Score: score, Features: features, Members: make([]Member, len(own.members)), Reports: ints(own.reports)}
	for i, u := range own.members {
		ring.Members[i] = Member{int(u), strength(own.degrees[i], own.ties[i])}
	}
	ring.Reasons = explain(e, b, own, &features, score)
	return ring
}

// strength of a member with so many ties, of which so many lie inside.
func strength(ties, inside int) float64 {
	if ties == 0 {
		return 0
	}
	return float64(inside) / float64(ties) * (1 - math.Exp2(-float64(inside)))
}

func ints(list []uint32) []int {
	all := make([]int, len(list))
	for i, n := range list {
		all[i] = int(n)
	}
	return all
}
