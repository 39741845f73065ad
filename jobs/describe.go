package jobs

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"ringwatch/analysis"
	"ringwatch/graph"
)

// describe turns what analysis found into rings as the graph keeps them, in the
// order of their ids.
func describe(ctx context.Context, evidence graph.Evidence, s *graph.Snapshot, found *analysis.Found, asOf time.Time) ([]graph.Ring, error) {
	rings := make([]graph.Ring, len(found.Rings))
	var ids []string // of every ring's reports, one after the other
	for i, f := range found.Rings {
		first := len(ids)
		for _, node := range f.Reports {
			report, _ := s.Report(node)
			ids = append(ids, s.ReportIDs[report])
		}
		slices.Sort(ids[first:])
		rings[i] = ringOf(s, f, slices.Clone(ids[first:]))
	}
	reports, err := evidence.Reports(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rings {
		own := standing(&rings[i], &reports)
		summarise(&rings[i], own)
		rings[i].Status = statusOf(&rings[i], asOf)
	}
	rings = slices.DeleteFunc(rings, func(r graph.Ring) bool { return len(r.ReportIDs) == 0 })
	slices.SortFunc(rings, func(a, b graph.Ring) int { return cmp.Compare(a.ID, b.ID) })
	return rings, nil
}

func ringOf(s *graph.Snapshot, f analysis.Ring, reportIDs []string) graph.Ring {
	ring := graph.Ring{Score: f.Score, Band: graph.BandOf(f.Score), ReportIDs: reportIDs}
	for _, m := range f.Members {
		ring.Members = append(ring.Members, graph.Member{Identifier: s.Identifiers[m.Node], Strength: m.Strength})
	}
	slices.SortFunc(ring.Members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
	for _, r := range f.Reasons {
		ring.Explanation = append(ring.Explanation, graph.Reason(r))
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

// standing takes a ring's reports off the front of reports. Those that were withdrawn
// since the snapshot are not among them, and are taken off the ring; the next run
// reckons without them.
func standing(ring *graph.Ring, reports *[]graph.Report) []graph.Report {
	all, n := *reports, 0
	ring.ReportIDs = slices.DeleteFunc(ring.ReportIDs, func(id string) bool {
		if n < len(all) && graph.ScopedID(all[n].Agency, all[n].ID) == id {
			n++
			return false
		}
		return true
	})
	*reports = all[n:]
	return all[:n]
}

// summarise fills in what the reports say of a ring.
func summarise(ring *graph.Ring, reports []graph.Report) {
	regions, categories := map[string]int{}, map[string]int{}
	loss := map[string]*big.Rat{}
	for _, r := range reports {
		regions[r.Region]++
		categories[r.Category]++
		if amount, ok := new(big.Rat).SetString(string(r.Loss)); ok && r.Currency != "" {
			if loss[r.Currency] == nil {
				loss[r.Currency] = new(big.Rat)
			}
			loss[r.Currency].Add(loss[r.Currency], amount)
		}
		if at := r.OccurredAt; !at.IsZero() {
			if ring.FirstSeen.IsZero() || at.Before(ring.FirstSeen) {
				ring.FirstSeen = at
			}
			if at.After(ring.LastSeen) {
				ring.LastSeen = at
			}
		}
	}
	ring.Regions, ring.Categories = byFrequency(regions), byFrequency(categories)
	ring.Loss = make(map[string]graph.Amount, len(loss))
	for currency, sum := range loss {
		ring.Loss[currency] = graph.Amount(decimal(sum))
	}
}

// decimal writes a sum with two decimals, or four where it has them.
func decimal(sum *big.Rat) string {
	four := sum.FloatString(4)
	return strings.TrimSuffix(four, "00")
}

// byFrequency lists what is known, most frequent first.
func byFrequency(counts map[string]int) []string {
	delete(counts, "")
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}
