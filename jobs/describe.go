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

	analysis "ringwatch/analysis/rings"
	"ringwatch/graph"
)

// describe turns what analysis found into rings as the graph keeps them, in the
// order of their ids. Reports that were withdrawn since the snapshot are left out; the next
// run reckons without them.
func describe(s *graph.Snapshot, found *analysis.Found, withdrawn []string, asOf time.Time) []graph.Ring {
	gone := make(map[string]bool, len(withdrawn))
	for _, id := range withdrawn {
		gone[id] = true
	}
	rings := make([]graph.Ring, len(found.Rings))
	var work sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		work.Go(func() {
			for i := worker; i < len(rings); i += workers {
				rings[i] = described(s, found.Rings[i], gone, asOf)
			}
		})
	}
	work.Wait()
	rings = slices.DeleteFunc(rings, func(r graph.Ring) bool { return len(r.ReportIDs) == 0 })
	slices.SortFunc(rings, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return rings
}

// described is a ring as the graph keeps it; without reports where all were withdrawn.
func described(s *graph.Snapshot, f analysis.Ring, gone map[string]bool, asOf time.Time) graph.Ring {
	reports := slices.DeleteFunc(slices.Clone(f.Reports), func(report int) bool { return gone[s.ReportIDs[report]] })
	if len(reports) == 0 {
		return graph.Ring{}
	}
	ring := ringOf(s, f, reports, gone)
	summarise(&ring, s, reports)
	ring.Status = statusOf(&ring, asOf)
	return ring
}

func ringOf(s *graph.Snapshot, f analysis.Ring, reports []int, gone map[string]bool) graph.Ring {
	ring := graph.Ring{EvidenceScore: f.Score, Score: f.Score, Band: graph.BandOf(f.Score)}
	for _, report := range reports {
		ring.ReportIDs = append(ring.ReportIDs, s.ReportIDs[report])
	}
	slices.Sort(ring.ReportIDs)
	for _, m := range f.Members {
		ring.Members = append(ring.Members, graph.Member{Identifier: s.Identifiers[m.Identifier], Strength: m.Strength})
	}
	slices.SortFunc(ring.Members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
	for _, r := range f.Reasons {
		reason := graph.Reason{Text: r.Text, Weight: r.Weight}
		for _, report := range r.Reports {
			if id := s.ReportIDs[report]; !gone[id] {
				reason.Reports = append(reason.Reports, id)
			}
		}
		for _, link := range r.Links {
			if id := s.Links.ID[link]; !gone[id] {
				reason.Links = append(reason.Links, id)
			}
		}
		slices.Sort(reason.Reports)
		slices.Sort(reason.Links)
		ring.Explanation = append(ring.Explanation, reason)
	}
	ring.ID = idOf(ring.Members, 0)
	return ring
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
func summarise(ring *graph.Ring, s *graph.Snapshot, reports []int) {
	regions, categories := map[uint32]int{}, map[uint32]int{}
	loss := map[uint32]*big.Int{}
	amount := new(big.Int)
	for _, report := range reports {
		regions[s.Region[report]]++
		categories[s.Category[report]]++
		currency := s.Currency[report]
		if units, ok := s.Loss[report].Units(); ok && s.Words[currency] != "" {
			if loss[currency] == nil {
				loss[currency] = new(big.Int)
			}
			loss[currency].Add(loss[currency], amount.SetUint64(units))
		}
		if at := s.Second[report].Time(); !at.IsZero() {
			if ring.FirstSeen.IsZero() || at.Before(ring.FirstSeen) {
				ring.FirstSeen = at
			}
			if at.After(ring.LastSeen) {
				ring.LastSeen = at
			}
		}
	}
	ring.Regions, ring.Categories = byFrequency(s.Words, regions), byFrequency(s.Words, categories)
	ring.Loss = make(map[string]graph.Amount, len(loss))
	for currency, sum := range loss {
		ring.Loss[s.Words[currency]] = decimal(sum)
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
