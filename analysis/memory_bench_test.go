package analysis

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

// The memory throughput of two goroutines that do nothing else, which bounds how fast a round over
// a network can be. A round reads the targets in order, and the label of each at random.
func BenchmarkMemory(b *testing.B) {
	const ends, readers = 1 << 26, 2
	rnd := rand.New(rand.NewPCG(1, 1))
	targets := makeLarge[uint32](ends)
	for i := range targets {
		targets[i] = rnd.Uint32()
	}
	both := func(b *testing.B, read func(targets []uint32) uint32) {
		var found [readers]uint32
		for b.Loop() {
			var wait sync.WaitGroup
			for i := range readers {
				wait.Go(func() { found[i] = read(targets[i*ends/readers : (i+1)*ends/readers]) })
			}
			wait.Wait()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())*readers/float64(b.N)/ends, "core-ns/end")
		b.ReportMetric(4*ends*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
	}
	b.Run("stream", func(b *testing.B) {
		both(b, func(targets []uint32) (sum uint32) {
			for ; len(targets) >= 4; targets = targets[4:] { // one sum would wait for itself
				sum += targets[0] ^ targets[1] ^ targets[2] ^ targets[3]
			}
			return sum
		})
	})
	for _, nodes := range []int{1 << 17, 1 << 19, 1 << 20, 1 << 24} {
		labels := makeLarge[uint32](nodes)
		for i := range labels {
			labels[i] = rnd.Uint32()
		}
		b.Run(fmt.Sprintf("labels/nodes=%d", nodes), func(b *testing.B) {
			both(b, func(targets []uint32) (sum uint32) {
				for _, v := range targets {
					sum += labels[v%uint32(nodes)]
				}
				return sum
			})
		})
	}
}
