package world_test

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

func TestGenerate_VariedWorldsAreSound(t *testing.T) {
	for seed := range uint64(6) {
		o := world.Options{Reports: 2000, Seed: seed, Variety: []float64{0.5, 1}[seed%2]}
		m := generate(t, o)
		require.Len(t, m.reports, o.Reports)
		require.True(t, bytes.Equal(m.bytes(t), generate(t, o).bytes(t)), "the same options make the same world")
		last := world.Start
		named := map[graph.Token]bool{}
		for _, r := range m.records {
			line, err := record.MarshalInFile(r)
			require.NoError(t, err)
			again, err := record.ParseInFile(line)
			require.NoError(t, err, string(line))
			require.Equal(t, r, again)
			when := time.Time{}
			switch r := r.(type) {
			case *graph.Report:
				when = r.OccurredAt
				for _, id := range r.Identifiers {
					named[id.Token] = true
				}
			case *graph.Link:
				when = r.ObservedAt
				named[r.From.Token], named[r.To.Token] = true, true
			}
			if !when.IsZero() {
				require.False(t, when.Before(last))
				require.True(t, when.Before(world.End))
				last = when
			}
		}
		owner := map[graph.Token]bool{}
		for _, r := range m.truth {
			require.GreaterOrEqual(t, len(r.Members), 4)
			for _, token := range r.Members {
				require.True(t, named[token])
				require.False(t, owner[token])
				owner[token] = true
			}
		}
		for _, r := range m.rings() {
			require.GreaterOrEqual(t, r.reports, 3, "a ring that cannot be observed is not in the truth")
		}
	}
}

func TestGenerate_VariedWorldsDiffer(t *testing.T) {
	var shares, absent []float64
	for seed := range uint64(6) {
		m := generate(t, world.Options{Reports: 4000, Seed: seed, Variety: 1})
		total, unknown := 0, 0
		for _, r := range m.rings() {
			total += r.reports
		}
		for _, r := range m.reports {
			unknown += count(r.OccurredAt.IsZero())
		}
		shares = append(shares, float64(total)/4e3)
		absent = append(absent, float64(unknown)/4e3)
	}
	for _, of := range [][]float64{shares, absent} {
		least, most := of[0], of[0]
		for _, x := range of {
			least, most = min(least, x), max(most, x)
		}
		require.Greater(t, most-least, 0.1)
		require.Less(t, most, 0.58)
	}
}

func TestGenerate_VarietyOutOfRange(t *testing.T) {
	for _, v := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		_, err := world.Generate(world.Options{Reports: 10, Variety: v}, func(graph.Record) error { return nil })
		require.ErrorContains(t, err, "variety: want 0 to 1")
	}
}
