package translate

import (
	"cmp"
	"context"
	"hash/maphash"
	"runtime"
	"slices"
	"time"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// Describer turns rings that analysis found into rings as the graph stores them. It caches the
// rings that it described last: in the next run most are the same. It is not safe for concurrent
// use.
type Describer struct {
	seeds  [2]maphash.Seed
	cached map[fingerprint]graph.Ring // they share their slices with the rings that were returned
}

// NewDescriber returns a Describer with an empty cache.
func NewDescriber() *Describer {
	return &Describer{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

// Found is what is described: rings, and what is known of their evidence.
type Found struct {
	Snapshot *evidence.Snapshot // that the rings were found in
	Result   *analysis.Result
	Agencies []string                    // by the codes of the evidence
	Kinds    map[string]graph.AgencyKind // by agency; unknown ones are left out
	// Withdrawn are the agency-scoped ids of the reports and links that were withdrawn since the
	// snapshot. They are left out; the next run computes scores without them.
	Withdrawn []string
	AsOf      time.Time // the day by which the status is set
}

// Describe returns the rings found, in the order of their ids, which are those of new rings. It
// returns the context's cause when the context ends.
func (d *Describer) Describe(ctx context.Context, in *Found) ([]graph.Ring, error) {
	s, found := in.Snapshot, in.Result
	removed := make(map[string]bool, len(in.Withdrawn))
	for _, id := range in.Withdrawn {
		removed[id] = true
	}
	rings, fingerprints := make([]graph.Ring, len(found.Rings)), make([]fingerprint, len(found.Rings))
	buffers := make([][]byte, runtime.GOMAXPROCS(0)) // one for each worker
	err := parallel.For(ctx, len(rings), func(worker, i int) error {
		f := found.Rings[i] // a copy, without what was withdrawn
		f.Reports = remaining(s.ReportIDs, f.Reports, removed)
		if len(f.Reports) == 0 {
			return nil
		}
		f.Reasons = slices.Clone(f.Reasons)
		for j := range f.Reasons {
			reason := &f.Reasons[j]
			reason.Reports = remaining(s.ReportIDs, reason.Reports, removed)
			reason.Links = remaining(s.Links.ID, reason.Links, removed)
		}
		buffers[worker] = appendContent(buffers[worker][:0], s, &f)
		fingerprints[i] = d.fingerprint(buffers[worker])
		rings[i] = d.describe(fingerprints[i], in, &f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.cache(fingerprints, rings)
	rings = slices.DeleteFunc(rings, func(r graph.Ring) bool { return len(r.ReportIDs) == 0 })
	slices.SortFunc(rings, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return rings, nil
}

// remaining returns the indices whose ids were not removed.
func remaining(ids []string, indices []int, removed map[string]bool) []int {
	isRemoved := func(i int) bool { return removed[ids[i]] }
	if len(removed) == 0 || !slices.ContainsFunc(indices, isRemoved) { // the usual case
		return indices
	}
	return slices.DeleteFunc(slices.Clone(indices), isRemoved)
}

// describe returns a ring as the graph stores it. It takes the cached one, if there is one with
// that fingerprint, and updates what the fingerprint leaves out.
func (d *Describer) describe(print fingerprint, in *Found, f *analysis.Ring) graph.Ring {
	ring, hit := d.cached[print]
	if hit {
		ring.EvidenceScore, ring.Score, ring.Band = f.Score, f.Score, graph.BandOf(f.Score)
		ring.Explanation = slices.Clone(ring.Explanation)
		for i, r := range f.Reasons {
			reason := &ring.Explanation[i]
			reason.Kind, reason.Text, reason.Weight = graph.ReasonKind(r.Kind), r.Text, r.Weight
		}
	} else {
		ring = newRing(in.Snapshot, f)
		summarise(&ring, in.Snapshot, f.Reports)
	}
	ring.Sources, ring.Agencies = f.Sources, in.agenciesOf(f)
	ring.Corroborated, ring.ScoreWithoutStrongest = f.Corroborated, f.ScoreWithoutStrongest
	ring.Status = lifecycle.StatusByAge(&ring, in.AsOf)
	return ring
}

// agenciesOf counts the agencies of a ring. Code 0 stands for an unknown one.
func (in *Found) agenciesOf(f *analysis.Ring) (count graph.AgencyCount) {
	found := map[graph.AgencyKind]bool{}
	for _, code := range f.Agencies {
		if code != 0 {
			count.Number++
			found[in.Kinds[in.Agencies[code]]] = true
		}
	}
	for _, kind := range graph.AgencyKinds {
		if found[kind] {
			count.Kinds = append(count.Kinds, kind)
		}
	}
	return count
}

// newRing returns a ring with its members, reports and explanation.
func newRing(s *evidence.Snapshot, f *analysis.Ring) graph.Ring {
	ring := graph.Ring{
		EvidenceScore: f.Score, Score: f.Score, Band: graph.BandOf(f.Score), ReportIDs: idsAt(s.ReportIDs, f.Reports),
		Members: make([]graph.Member, 0, len(f.Members)), Explanation: make([]graph.Reason, 0, len(f.Reasons)),
	}
	for _, m := range f.Members {
		ring.Members = append(ring.Members, graph.Member{Identifier: s.Identifiers[m.Identifier], Strength: m.Strength})
	}
	slices.SortFunc(ring.Members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
	for _, r := range f.Reasons {
		ring.Explanation = append(ring.Explanation, graph.Reason{
			Kind: graph.ReasonKind(r.Kind), Text: r.Text, Weight: r.Weight,
			Reports: idsAt(s.ReportIDs, r.Reports), Links: idsAt(s.Links.ID, r.Links),
		})
	}
	ring.ID = lifecycle.NewID(ring.Members, 0)
	return ring
}

// idsAt returns the ids at the indices, ascending; nil for none.
func idsAt(all []string, indices []int) []string {
	if len(indices) == 0 {
		return nil
	}
	ids := make([]string, len(indices))
	for i, index := range indices {
		ids[i] = all[index]
	}
	slices.Sort(ids)
	return ids
}
