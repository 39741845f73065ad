package rings_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	columns "github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// requireValid checks what holds for the result of every detection.
func requireValid(t testing.TB, e *rings.Evidence, result *rings.Result) {
	t.Helper()
	network, err := rings.NewNetwork(t.Context(), e)
	require.NoError(t, err)
	taken := map[int]bool{}
	for _, h := range result.Hubs {
		require.False(t, taken[h.Identifier])
		require.GreaterOrEqual(t, h.Related, 0)
		require.LessOrEqual(t, h.Related, h.Degree)
		taken[h.Identifier] = true
	}
	for i := range result.Rings {
		ring := &result.Rings[i]
		require.True(t, ring.Score >= 0 && ring.Score <= 1, "a score of %v", ring.Score)
		require.NotEmpty(t, ring.Members)
		require.True(t, slices.IsSorted(ring.Reports))
		members := map[int]bool{}
		for _, m := range ring.Members {
			require.False(t, taken[m.Identifier], "a member is in one ring, and is no hub")
			taken[m.Identifier], members[m.Identifier] = true, true
			require.True(t, m.Strength > 0 && m.Strength <= 1 || m.Strength == 0 && len(ring.Members) == 1, "a strength of %v", m.Strength)
		}
		reached := map[int]bool{ring.Members[0].Identifier: true}
		for next := []int{ring.Members[0].Identifier}; len(next) > 0; {
			u := next[0]
			next = next[1:]
			for _, v := range network.Neighbours(u) {
				if members[int(v)] && !reached[int(v)] {
					reached[int(v)], next = true, append(next, int(v))
				}
			}
		}
		require.Len(t, reached, len(members), "edges inside the ring connect all of its members")
		sum := 0.0
		for _, r := range ring.Reasons {
			require.False(t, math.IsNaN(r.Weight) || math.IsInf(r.Weight, 0) || r.Weight == 0 && math.Signbit(r.Weight),
				"%q weighs %v", r.Text, r.Weight)
			require.NotEmpty(t, r.Text)
			require.NotEmpty(t, r.Kind, r.Text)
			for _, report := range r.Reports {
				require.Contains(t, ring.Reports, report)
			}
			sum += r.Weight
		}
		require.InDelta(t, ring.Score, sum, 0.001, "weights add up to the score")
	}
}

// worldOf returns the evidence of a generated world, the tokens of its identifiers and its planted
// rings. shuffle shuffles the records; nil leaves them in their order.
func worldOf(t testing.TB, o world.Options, shuffle *rand.Rand) (*evidence, []graph.Token, []world.Ring) {
	t.Helper()
	var records []graph.Record
	planted, err := world.Generate(o, func(r graph.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	e, positions := newEvidence(), map[graph.Token]uint32{}
	var tokens []graph.Token
	position := func(id graph.Identifier) uint32 {
		if _, ok := positions[id.Token]; !ok {
			positions[id.Token] = e.identifiers(rings.Kind(slices.Index(graph.Kinds[:], id.Kind)), 1)[0]
			tokens = append(tokens, id.Token)
		}
		return positions[id.Token]
	}
	agencies, sources := map[string]uint32{"": 0, graph.UnnamedAgency: 0}, map[[2]string]uint32{}
	// Shuffled or not, all have the same codes, as in a snapshot.
	for _, r := range records {
		switch r := r.(type) {
		case *graph.Report:
			for _, id := range r.Identifiers {
				position(id)
			}
			e.word(r.Region)
			e.word(r.Category)
			if key := [2]string{r.Agency, r.Source}; r.Source != "" && sources[key] == 0 {
				sources[key] = uint32(len(sources) + 1)
			}
		case *graph.Link:
			position(r.From)
			position(r.To)
		}
		if agency := graph.AgencyOf(r); agencies[agency] == 0 && agency != "" && agency != graph.UnnamedAgency {
			agencies[agency] = uint32(len(agencies) - 1)
		}
	}
	if shuffle != nil {
		shuffle.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	}
	e.Known = make([]bool, len(e.Kinds))
	for _, r := range records {
		switch r := r.(type) {
		case *graph.Report:
			var named []uint32
			for _, id := range r.Identifiers {
				named = append(named, position(id))
			}
			if shuffle != nil {
				shuffle.Shuffle(len(named), func(i, j int) { named[i], named[j] = named[j], named[i] })
				named = append(named, named[0])
			}
			e.report(int32(columns.SecondOf(r.OccurredAt).Day()), r.Region, r.Category, named...)
			loss := -1.0
			if units, ok := r.Loss.Units(); ok {
				loss = float64(units) / 10_000
			}
			e.filedBy(agencies[r.Agency], sources[[2]string{r.Agency, r.Source}], loss)
		case *graph.Link:
			relation := rings.Relation(slices.Index(graph.Relations[:], r.Relation))
			e.link(int32(columns.SecondOf(r.ObservedAt).Day()), position(r.From), relation, position(r.To))
			e.Links.Agency = append(e.Links.Agency, agencies[r.Agency])
		case *graph.Known:
			if u, ok := positions[r.Identifier.Token]; ok {
				e.Known[u] = true
			}
		}
	}
	return e, tokens, planted
}

func TestDetect_Worlds(t *testing.T) {
	for _, o := range []world.Options{{Reports: 3000, Seed: 1}, {Reports: 3000, Seed: 2, Variety: 1}} {
		e, _, _ := worldOf(t, o, nil)
		result := e.detect(t, rings.Params{})
		require.NotEmpty(t, result.Rings)
		for _, threads := range []int{1, 3} {
			before := runtime.GOMAXPROCS(threads)
			again := e.detect(t, rings.Params{})
			runtime.GOMAXPROCS(before)
			require.Equal(t, result, again, "the same evidence gives the same rings, on %d threads", threads)
		}
		e.detect(t, rings.Params{MinScore: math.SmallestNonzeroFloat64, MinMembers: 1, MinReports: 1})
	}
}

func TestDetect_OrderOfRecordsDoesNotMatter(t *testing.T) {
	o := world.Options{Reports: 5000, Seed: 4}
	e, _, _ := worldOf(t, o, nil)
	shuffled, _, _ := worldOf(t, o, rand.New(rand.NewPCG(1, 2)))
	want, got := e.detect(t, rings.Params{}), shuffled.detect(t, rings.Params{})
	require.Equal(t, want.Hubs, got.Hubs)
	require.Len(t, got.Rings, len(want.Rings))
	for i := range want.Rings {
		x, y := &want.Rings[i], &got.Rings[i]
		require.Equal(t, x.Members, y.Members)
		require.Equal(t, [2]float64{x.Score, x.ScoreWithoutStrongest}, [2]float64{y.Score, y.ScoreWithoutStrongest})
		require.Equal(t, x.Features, y.Features)
		require.Equal(t, x.Agencies, y.Agencies)
		require.Equal(t, [2]any{x.Sources, x.Corroborated}, [2]any{y.Sources, y.Corroborated})
	}
}

// A guard against regressions; bench/rings measures.
func TestDetect_FindsPlantedRings(t *testing.T) {
	e, tokens, planted := worldOf(t, world.Options{Reports: 10_000, Seed: 3}, nil)
	result := e.detect(t, rings.Params{})
	var flagged []evaluation.Flagged
	for i := range result.Rings {
		f := evaluation.Flagged{Band: graph.BandOf(result.Rings[i].Score), Score: result.Rings[i].Score}
		for _, m := range result.Rings[i].Members {
			f.Members = append(f.Members, tokens[m.Identifier])
		}
		flagged = append(flagged, f)
	}
	require.GreaterOrEqual(t, evaluation.Evaluate(flagged, planted).F1, 0.9)
}

func BenchmarkDetect(b *testing.B) {
	e, _, _ := worldOf(b, world.Options{Reports: 20_000, Seed: 3}, nil)
	b.ReportAllocs()
	for b.Loop() {
		result, err := rings.Detect(b.Context(), &e.Evidence, rings.Params{})
		if err != nil || len(result.Rings) < 100 {
			b.Fatal(err, len(result.Rings))
		}
	}
}

// FuzzDetect reads evidence from bytes: records that name up to eight of sixteen identifiers.
func FuzzDetect(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{2, 1, 2, 3, 0, 4, 5, 130, 1, 2, 130, 3, 2, 130, 4, 2, 2, 1, 3, 9, 3, 4})
	f.Add([]byte{7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 128, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2000 {
			return
		}
		e := newEvidence()
		for i := range 16 {
			e.identifiers(rings.Kind(i%3), 1)
		}
		next := func() byte {
			if len(data) == 0 {
				return 0
			}
			b := data[0]
			data = data[1:]
			return b
		}
		days := [...]int32{rings.NoDay, math.MinInt32 + 1, -719_528, -1, 0, firstDay, 2_932_896, math.MaxInt32}
		for len(data) > 0 {
			b := next()
			day := days[b>>4&7]
			if b >= 128 {
				e.link(day, uint32(next()%16), rings.Relation(b%4), uint32(next()%16))
				continue
			}
			var named []uint32
			for range b % 8 {
				named = append(named, uint32(next()%16))
			}
			e.report(day, []string{"", "KA", "DL"}[next()%3], []string{"", "upi", "loan"}[next()%3], named...)
		}
		e.detect(t, rings.Params{MinHubDegree: 3, MinMembers: 1, MinReports: 1, MinScore: math.SmallestNonzeroFloat64})
		result, err := rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{MinMembers: 1, MinReports: 1})
		require.NoError(t, err)
		for _, r := range result.Rings {
			require.True(t, r.Score >= 0 && r.Score <= 1)
		}
	})
}
