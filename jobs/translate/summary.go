package translate

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// summarise sets the regions, categories, loss and first and last day of a ring from its reports.
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
			last = max(last, at) // NoSecond is less than all others
		}
	}
	ring.FirstSeen, ring.LastSeen = first.Time(), last.Time()
	ring.Regions, ring.Categories = byFrequency(s.Dictionary, regions), byFrequency(s.Dictionary, categories)
	ring.Loss = make(map[string]graph.Amount, len(loss))
	for currency, sum := range loss {
		ring.Loss[s.Dictionary[currency]] = formatAmount(sum)
	}
}

// formatAmount returns a sum of ten-thousandths with two decimals, or four where it has that many.
func formatAmount(sum *big.Int) graph.Amount {
	digits := fmt.Sprintf("%05d", sum)
	point := len(digits) - 4
	return graph.Amount(digits[:point] + "." + strings.TrimSuffix(digits[point:], "00"))
}

// byFrequency returns the words of the dictionary that were counted, by their codes, most frequent
// first and then by code. It leaves out the empty word, which stands for an unknown value.
func byFrequency(dictionary []string, counts map[uint32]int) (words []string) {
	codes := slices.SortedFunc(maps.Keys(counts), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for _, code := range codes {
		if dictionary[code] != "" {
			words = append(words, dictionary[code])
		}
	}
	return words
}
