package rings

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkMeasure measures a candidate of 40 identifiers with 200 reports, many of which are about
// one incident: by all records, and without those of one agency.
func BenchmarkMeasure(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	kinds := make([]Kind, 40)
	for u := range kinds {
		kinds[u] = Kind(u % int(kindCount))
	}
	e := evidenceOf(b, kinds, randomFiled(random, len(kinds), 200)...)
	for range 100 {
		from, to := random.Uint32N(40), random.Uint32N(40)
		e.addLink(may1+random.Int32N(100), from, Relation(random.IntN(int(relationCount))), to, random.Uint32N(4))
	}
	c := wholeCandidate(b, e)
	for name, s := range map[string]selection{"all": {}, "without=1": {without: 1, withoutAgency: true}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.measure(e, s)
			}
		})
	}
}

// BenchmarkIncidentsOf measures finding the incidents of 100,000 reports about half as many
// identifiers.
func BenchmarkIncidentsOf(b *testing.B) {
	const identifiers = 50_000
	e := evidenceOf(b, make([]Kind, identifiers), randomFiled(rand.New(rand.NewPCG(1, 1)), identifiers, 100_000)...)
	b.ReportAllocs()
	for b.Loop() {
		incidentsOf(e)
	}
}
