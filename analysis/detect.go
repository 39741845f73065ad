package analysis

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Evidence is what detection works on.
type Evidence struct {
	Network *Network
	// Identifiers is how many nodes are identifiers: they come first, and behind
	// them the reports.
	Identifiers int
}

// Params tune a detection. The zero value stands for the defaults.
type Params struct {
	Resolution float64 // of modularity; 0 means 1
	Seed       uint64  // of what is random; 0 means 1
	HubDegree  int     // an identifier with more neighbours is set aside; 0 means 100
	MinMembers int     // the fewest identifiers of a ring; 0 means 3
	MinReports int     // the fewest reports of a ring; 0 means 3
}

// WithDefaults returns the parameters with the defaults filled in.
func (p Params) WithDefaults() (Params, error) {
	if p.Resolution < 0 || math.IsNaN(p.Resolution) || math.IsInf(p.Resolution, 0) {
		return p, fmt.Errorf("the resolution is %v: want a finite number over 0", p.Resolution)
	}
	if p.HubDegree < 0 || p.MinMembers < 0 || p.MinReports < 0 {
		return p, fmt.Errorf("hub degree, least members and least reports must not be negative")
	}
	if p.Resolution == 0 {
		p.Resolution = 1
	}
	if p.Seed == 0 {
		p.Seed = 1
	}
	for field, value := range map[*int]int{&p.HubDegree: 100, &p.MinMembers: 3, &p.MinReports: 3} {
		if *field == 0 {
			*field = value
		}
	}
	return p, nil
}

// Found is the outcome of a detection.
type Found struct {
	Rings       []Ring
	Hubs        []int // identifiers set aside, ascending
	Communities int
	Modularity  float64 // of the communities, hubs left out
}

// Ring is a group of identifiers that act together, worth flagging.
type Ring struct {
	Members []Member // by node, ascending
	Reports []int    // nodes, ascending
	Score   float64  // 0 to 1
	Reasons []Reason // what the score is made of
}

// Member is an identifier of a ring.
type Member struct {
	Node int
	// Strength is the share of the identifier's evidence that lies inside the
	// ring, hubs left out: from over 0, hanging by a thread, to 1.
	Strength float64
}

// Reason is a part of a ring's score, in plain words.
type Reason struct {
	Text   string
	Weight float64 // what it adds to the score
}

// Detect finds rings: hubs are set aside, communities found by Louvain in what is
// left, and those flagged that show enough identifiers and reports. The same
// evidence and parameters give the same rings. It fails with the context's error.
func Detect(ctx context.Context, e Evidence, p Params) (*Found, error) {
	p, err := p.WithDefaults()
	if err != nil {
		return nil, err
	}
	if e.Identifiers < 0 || e.Identifiers > e.Network.Order() {
		return nil, fmt.Errorf("%d identifiers in a network of %d nodes", e.Identifiers, e.Network.Order())
	}
	found := &Found{}
	var kept []int
	for u := range e.Network.Order() {
		if u < e.Identifiers && e.Network.Degree(u) > p.HubDegree {
			found.Hubs = append(found.Hubs, u)
		} else {
			kept = append(kept, u)
		}
	}
	core := e.Network.Induced(kept)
	communities, err := Louvain(ctx, core, p.Resolution, p.Seed)
	if err != nil {
		return nil, fmt.Errorf("finding communities: %w", err)
	}
	found.Communities = len(communities)
	found.Modularity = Modularity(core, communities, p.Resolution)
	identifiers, _ := slices.BinarySearch(kept, e.Identifiers)
	for _, c := range communities {
		firstReport, _ := slices.BinarySearch(c, identifiers)
		if firstReport < p.MinMembers || len(c)-firstReport < p.MinReports {
			continue
		}
		ring := newRing(core, c, firstReport)
		for i := range ring.Members {
			ring.Members[i].Node = kept[ring.Members[i].Node]
		}
		for i := range ring.Reports {
			ring.Reports[i] = kept[ring.Reports[i]]
		}
		found.Rings = append(found.Rings, ring)
	}
	return found, nil
}
