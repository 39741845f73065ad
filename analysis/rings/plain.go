package rings

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// What the score of the plain detection is made of: how much evidence there is, how
// large the group, and how much of it would still hold together if any one report were
// wrong. It is a rule of thumb, and no probability.
const (
	plainReports    = 0.4
	plainMembers    = 0.2
	plainRedundancy = 0.4
)

// plainHub is how many neighbours make an identifier a hub to the plain detection.
const plainHub = 100

// DetectLouvain finds communities by gonum's Louvain in the network of identifiers and
// reports, what has more than 100 neighbours left out, and flags those that are large
// enough. It is there to be compared with: communities are not rings.
func DetectLouvain(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	p, err := p.WithLouvainDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = e.prepared(); err != nil {
		return nil, err
	}
	g, err := wholeNetwork(e)
	if err != nil {
		return nil, fmt.Errorf("laying out the network: %w", err)
	}
	found := &Result{}
	var kept []int
	for u := range g.Order() {
		if ties := g.Degree(u); u < len(e.Kinds) && ties > p.MinHubDegree {
			found.Hubs = append(found.Hubs, Hub{Identifier: u, Degree: ties})
		} else {
			kept = append(kept, u)
		}
	}
	core := g.Induced(kept)
	communities, err := analysis.Louvain(ctx, core, p.Resolution, p.Seed)
	if err != nil {
		return nil, fmt.Errorf("finding communities: %w", err)
	}
	found.Groups = len(communities)
	found.Modularity = analysis.Modularity(core, communities, p.Resolution)
	identifiers, _ := slices.BinarySearch(kept, len(e.Kinds))
	for _, c := range communities {
		firstReport, _ := slices.BinarySearch(c, identifiers)
		if firstReport < p.MinMembers || len(c)-firstReport < p.MinReports {
			continue
		}
		if firstReport > p.MaxMembers {
			members := make([]int, firstReport)
			for i, u := range c[:firstReport] {
				members[i] = kept[u]
			}
			found.Oversized = append(found.Oversized, members)
			continue
		}
		ring := plainRing(core, c, firstReport)
		for i := range ring.Members {
			ring.Members[i].Identifier = kept[ring.Members[i].Identifier]
		}
		for i := range ring.Reports {
			ring.Reports[i] = kept[ring.Reports[i]] - len(e.Kinds)
		}
		found.Rings = append(found.Rings, ring)
	}
	return found, nil
}

// WithLouvainDefaults returns the parameters with the plain detection's defaults filled in.
func (p Params) WithLouvainDefaults() (Params, error) {
	if p.Resolution == 0 {
		p.Resolution = 1
	}
	if p.MinHubDegree == 0 {
		p.MinHubDegree = plainHub
	}
	if p.MinReports == 0 {
		p.MinReports = 3
	}
	return p.WithDefaults()
}

// wholeNetwork is the network of the identifiers and, behind them, the reports.
func wholeNetwork(e *Evidence) (*analysis.Network, error) {
	from, to := slices.Clone(e.Links.From), slices.Clone(e.Links.To)
	for report := range e.Reports.Count() {
		for _, u := range e.Reports.Named(report) {
			from, to = append(from, u), append(to, uint32(len(e.Kinds)+report))
		}
	}
	return analysis.NewNetwork(len(e.Kinds)+e.Reports.Count(), from, to, nil)
}

// plainRing scores the community of g whose identifiers come before firstReport.
func plainRing(g *analysis.Network, community []int, firstReport int) Ring {
	ring := Ring{Reports: slices.Clone(community[firstReport:])}
	redundant := 0
	for _, u := range community[:firstReport] {
		inside := 0
		for _, v := range g.Neighbours(u) {
			if _, ok := slices.BinarySearch(community, int(v)); ok {
				inside++
			}
		}
		if inside > 1 {
			redundant++
		}
		ring.Members = append(ring.Members, Member{Identifier: u, Strength: float64(inside) / float64(g.Degree(u))})
	}
	members, reports := len(ring.Members), len(ring.Reports)
	ring.Reasons = []Reason{
		{Kind: ReasonSize, Text: fmt.Sprintf("%d reports name its identifiers", reports), Weight: plainReports * saturating(reports, 8)},
		{Kind: ReasonSize, Text: fmt.Sprintf("%d identifiers act together", members), Weight: plainMembers * saturating(members, 8)},
		{Kind: ReasonSize, Text: fmt.Sprintf("%d of %d identifiers are tied to it more than once", redundant, members), Weight: plainRedundancy * float64(redundant) / float64(members)},
	}
	for i := range ring.Reasons {
		ring.Reasons[i].Weight = math.Round(ring.Reasons[i].Weight*1e4) / 1e4
		ring.Score += ring.Reasons[i].Weight
	}
	ring.Score = math.Round(ring.Score*1e4) / 1e4
	return ring
}

// saturating rises from 0 towards 1 and is 1/2 at half.
func saturating(n, half int) float64 { return 1 - math.Exp2(-float64(n)/float64(half)) }
