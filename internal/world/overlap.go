package world

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// maxCloned bounds how many numbers of cloned handsets the generator remembers.
const maxCloned = 1 << 10

// overlap makes the pools of numbers of cloned handsets overlap: who buys one cheap handset with a
// copied IMEI buys another. It remembers a number that was seen in a cloned handset, and sometimes
// files a link of an earlier one to another clone.
func (g *generator) overlap(day int, number, device graph.Identifier) {
	if !slices.Contains(g.traps.clones, device) {
		return
	}
	if len(g.cloned) < maxCloned {
		g.cloned = append(g.cloned, number)
	} else {
		g.cloned[g.rng.IntN(maxCloned)] = number
	}
	for chance(g.rng, g.params.traps.cloneOverlap) {
		g.link(g.rng, day, pick(g.rng, g.cloned), pickHub(g.rng, g.traps.clones))
	}
}
