package rings

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ringwatch/ringwatch/analysis"
)

// Weights of the Louvain method's score: how much evidence there is, how large the group is, and
// how much of it would still be connected if any one report were wrong. It is a rule of thumb, and
// no probability.
const (
	louvainReportsWeight    = 0.4
	louvainMembersWeight    = 0.2
	louvainRedundancyWeight = 0.4
)

// Defaults of the Louvain method that differ from those of Detect.
const (
	louvainMaxDegree  = 100
	louvainMinReports = 3
)

// DetectLouvain finds communities by Louvain in the network of identifiers and reports, without
// identifiers of more than MinHubDegree neighbours, and returns those that are large enough as
// rings. It is here to compare with: communities are not rings.
//
// It returns the context's error, and an error for parameters that are out of range or evidence
// whose columns do not fit together.
func DetectLouvain(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	p, err := p.WithLouvainDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = normalise(sections{}, e); err != nil {
		return nil, err
	}
	g, err := newBipartiteNetwork(e)
	if err != nil {
		return nil, fmt.Errorf("building the network of identifiers and reports: %w", err)
	}
	result := &Result{}
	var nodes []int // all but hubs, ascending: identifiers first
	for u := range g.Order() {
		if degree := g.Degree(u); u < len(e.Kinds) && degree > p.MinHubDegree {
			result.Hubs = append(result.Hubs, Hub{Identifier: u, Degree: degree})
		} else {
			nodes = append(nodes, u)
		}
	}
	core := g.Induced(nodes)
	communities, err := analysis.Louvain(ctx, core, p.Resolution, p.Seed)
	if err != nil {
		return nil, fmt.Errorf("finding communities: %w", err)
	}
	result.Groups = len(communities)
	result.Modularity = analysis.Modularity(core, communities, p.Resolution)
	identifiers, _ := slices.BinarySearch(nodes, len(e.Kinds))
	for _, community := range communities {
		members, _ := slices.BinarySearch(community, identifiers)
		if members < p.MinMembers || len(community)-members < p.MinReports {
			continue
		}
		if members > p.MaxMembers {
			oversized := make([]int, members)
			for i, u := range community[:members] {
				oversized[i] = nodes[u]
			}
			result.Oversized = append(result.Oversized, oversized)
			continue
		}
		ring := louvainRing(core, community, members)
		for i := range ring.Members {
			ring.Members[i].Identifier = nodes[ring.Members[i].Identifier]
		}
		for i := range ring.Reports {
			ring.Reports[i] = nodes[ring.Reports[i]] - len(e.Kinds)
		}
		result.Rings = append(result.Rings, ring)
	}
	return result, nil
}

// WithLouvainDefaults returns the parameters with DetectLouvain's defaults filled in, or an error
// for a value that is out of range.
func (p Params) WithLouvainDefaults() (Params, error) {
	if p.Resolution == 0 {
		p.Resolution = 1
	}
	if p.MinHubDegree == 0 {
		p.MinHubDegree = louvainMaxDegree
	}
	if p.MinReports == 0 {
		p.MinReports = louvainMinReports
	}
	return p.WithDefaults()
}

// newBipartiteNetwork returns the network of identifiers and reports, with the links. Report i is
// the node after the identifiers and i reports.
func newBipartiteNetwork(e *Evidence) (*analysis.Network, error) {
	from, to := slices.Clone(e.Links.From), slices.Clone(e.Links.To)
	for report := range e.Reports.Count() {
		for _, u := range e.Reports.Named(report) {
			from, to = append(from, u), append(to, uint32(len(e.Kinds)+report))
		}
	}
	return analysis.NewNetwork(len(e.Kinds)+e.Reports.Count(), from, to, nil)
}

// louvainRing scores a community of g: its identifiers, and then its reports.
func louvainRing(g *analysis.Network, community []int, identifiers int) Ring {
	ring := Ring{Reports: slices.Clone(community[identifiers:])}
	redundant := 0 // members with two neighbours or more in the community
	for _, u := range community[:identifiers] {
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
	add := func(weight float64, format string, numbers ...any) {
		weight = math.Round(weight*1e4) / 1e4
		ring.Reasons = append(ring.Reasons, Reason{Kind: ReasonSize, Text: fmt.Sprintf(format, numbers...), Weight: weight})
		ring.Score += weight
	}
	add(louvainReportsWeight*saturating(reports, 8), "%d reports name its identifiers", reports)
	add(louvainMembersWeight*saturating(members, 8), "%d identifiers act together", members)
	redundancy := float64(redundant) / float64(members)
	add(louvainRedundancyWeight*redundancy, "%d of %d identifiers are tied to it more than once", redundant, members)
	ring.Score = math.Round(ring.Score*1e4) / 1e4
	return ring
}

// saturating rises from 0 towards 1, and is 1/2 at half.
func saturating(n, half int) float64 { return 1 - math.Exp2(-float64(n)/float64(half)) }
