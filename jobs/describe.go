package jobs

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"maps"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	analysis "github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// describe turns what analysis found into rings as the graph keeps them, in the
// order of their ids. Reports that were withdrawn since the snapshot are left out; the next
// run reckons without them.
func (d *descriptions) describe(s *evidence.Snapshot, found *analysis.Result, withdrawn []string, asOf time.Time) []graph.Ring {
	gone := make(map[string]bool, len(withdrawn))
	for _, id := range withdrawn {
		gone[id] = true
	}
	rings, contents := make([]graph.Ring, len(found.Rings)), make([]content, len(found.Rings))
	var work sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		work.Go(func() {
			var said []byte
			for i := worker; i < len(rings); i += workers {
				f := found.Rings[i] // but for what is gone
				f.Reports = standing(s.ReportIDs, f.Reports, gone)
				if len(f.Reports) == 0 {
					continue
				}
				f.Reasons = slices.Clone(f.Reasons)
				for j := range f.Reasons {
					reason := &f.Reasons[j]
					reason.Reports, reason.Links = standing(s.ReportIDs, reason.Reports, gone), standing(s.Links.ID, reason.Links, gone)
				}
				said = appendContent(said[:0], s, &f)
				contents[i] = d.hash(said)
				rings[i] = d.described(contents[i], s, &f, asOf)
			}
		})
	}
	work.Wait()
	d.keep(contents, rings)
	rings = slices.DeleteFunc(rings, func(r graph.Ring) bool { return len(r.ReportIDs) == 0 })
	slices.SortFunc(rings, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return rings
}

// standing is those places of which the ids are not gone.
func standing(ids []string, places []int, gone map[string]bool) []int {
	isGone := func(place int) bool { return gone[ids[place]] }
	if len(gone) == 0 || !slices.ContainsFunc(places, isGone) { // most often
		return places
	}
	return slices.DeleteFunc(slices.Clone(places), isGone)
}

// described is a ring as the graph keeps it: as it was described before where nothing is said of it
// that was not said then. Only its score moves, and its age.
func (d *descriptions) described(by content, s *evidence.Snapshot, f *analysis.Ring, asOf time.Time) graph.Ring {
	ring, known := d.known[by]
	if known {
		ring.EvidenceScore, ring.Score, ring.Band = f.Score, f.Score, graph.BandOf(f.Score)
		ring.Explanation = slices.Clone(ring.Explanation)
		for i, r := range f.Reasons {
			reason := &ring.Explanation[i]
			reason.Kind, reason.Text, reason.Weight = graph.ReasonKind(r.Kind), r.Text, r.Weight
		}
	} else {
		ring = ringOf(s, f)
		summarise(&ring, s, f.Reports)
	}
	ring.Status = statusOf(&ring, asOf)
	return ring
}

func ringOf(s *evidence.Snapshot, f *analysis.Ring) graph.Ring {
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
			Kind: graph.ReasonKind(r.Kind), Text: r.Text, Weight: r.Weight, Reports: idsAt(s.ReportIDs, r.Reports), Links: idsAt(s.Links.ID, r.Links),
		})
	}
	ring.ID = idOf(ring.Members, 0)
	return ring
}

// idsAt lists the ids at some places, ascending; nil for none.
func idsAt(all []string, places []int) []string {
	if len(places) == 0 {
		return nil
	}
	ids := make([]string, len(places))
	for i, place := range places {
		ids[i] = all[place]
	}
	slices.Sort(ids)
	return ids
}

// idOf names a ring by who is in it, so that the same ring found anywhere has the
// same name. Another salt gives another name.
func idOf(members []graph.Member, salt int) string {
	h := sha256.New()
	_, _ = fmt.Fprintln(h, salt) // a hash takes every write
	for _, m := range members {
		_, _ = h.Write([]byte(string(m.Kind) + ":" + string(m.Token) + "\n"))
	}
	return "ring-" + strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10]))
}

// summarise fills in what the reports say of a ring.
func summarise(ring *graph.Ring, s *evidence.Snapshot, reports []int) {
	regions, categories := map[uint32]int{}, map[uint32]int{}
	loss := map[uint32]*big.Int{}
	amount := new(big.Int)
	first, last := evidence.NoSecond, evidence.NoSecond
	for _, report := range reports {
		regions[s.Region[report]]++
		categories[s.Category[report]]++
		currency := s.Currency[report]
		if units, ok := s.Loss[report].Units(); ok && s.Dictionary[currency] != "" {
			if loss[currency] == nil {
				loss[currency] = new(big.Int)
			}
			loss[currency].Add(loss[currency], amount.SetUint64(units))
		}
		if at := s.Second[report]; at != evidence.NoSecond {
			if first == evidence.NoSecond || at < first {
				first = at
			}
			last = max(last, at) // what is not known is before all else
		}
	}
	ring.FirstSeen, ring.LastSeen = first.Time(), last.Time()
	ring.Regions, ring.Categories = byFrequency(s.Dictionary, regions), byFrequency(s.Dictionary, categories)
	ring.Loss = make(map[string]graph.Amount, len(loss))
	for currency, sum := range loss {
		ring.Loss[s.Dictionary[currency]] = decimal(sum)
	}
}

// decimal writes a sum of units of amounts with two decimals, or four where it has them.
func decimal(sum *big.Int) graph.Amount {
	digits := fmt.Sprintf("%05d", sum)
	point := len(digits) - 4
	return graph.Amount(digits[:point] + "." + strings.TrimSuffix(digits[point:], "00"))
}

// byFrequency lists the words that are known, most frequent first. They are counted by their
// places; the first is the empty one, which is not known.
func byFrequency(words []string, counts map[uint32]int) []string {
	places := slices.SortedFunc(maps.Keys(counts), func(a, b uint32) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	var known []string
	for _, place := range places {
		if words[place] != "" {
			known = append(known, words[place])
		}
	}
	return known
}
