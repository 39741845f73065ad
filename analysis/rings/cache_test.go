package rings_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/world"
)

// some returns the evidence of the reports and links that include selects, about the same
// identifiers. Records are numbered with the reports first.
func (e *evidence) some(include func(record int) bool) *rings.Evidence {
	own := &rings.Evidence{Kinds: e.Kinds, Words: e.Words, Known: e.Known, Verified: e.Verified, Trust: e.Trust, Reports: rings.Reports{Offsets: []uint32{0}}}
	for report := range e.Reports.Count() {
		if !include(report) {
			continue
		}
		own.Reports.Identifiers = append(own.Reports.Identifiers, e.Reports.Named(report)...)
		own.Reports.Offsets = append(own.Reports.Offsets, uint32(len(own.Reports.Identifiers)))
		own.Reports.Day = append(own.Reports.Day, e.Reports.Day[report])
		own.Reports.Region = append(own.Reports.Region, e.Reports.Region[report])
		own.Reports.Category = append(own.Reports.Category, e.Reports.Category[report])
		own.Reports.Channel = append(own.Reports.Channel, e.Reports.Channel[report])
		own.Reports.Agency = append(own.Reports.Agency, e.Reports.Agency[report])
		own.Reports.Source = append(own.Reports.Source, e.Reports.Source[report])
		own.Reports.Loss = append(own.Reports.Loss, e.Reports.Loss[report])
	}
	for link := range e.Links.Count() {
		if include(e.Reports.Count() + link) {
			own.Links.From, own.Links.To = append(own.Links.From, e.Links.From[link]), append(own.Links.To, e.Links.To[link])
			own.Links.Relation, own.Links.Day = append(own.Links.Relation, e.Links.Relation[link]), append(own.Links.Day, e.Links.Day[link])
			own.Links.Agency = append(own.Links.Agency, e.Links.Agency[link])
		}
	}
	return own
}

// Whatever arrives, is withdrawn, or happens to the cache: a run with a cache finds exactly what a
// run without one finds.
func TestDetector_FindsTheSameAsDetect(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		random := rand.New(rand.NewPCG(7, 7))
		e, _, _ := worldOf(t, world.Options{Reports: 6000, Seed: 9, Variety: variety}, random)
		records := e.Reports.Count() + e.Links.Count()
		included := make([]bool, records)
		for i := range included {
			included[i] = random.IntN(10) > 0
		}
		require.NotZero(t, slices.Max(e.Reports.Agency))
		require.NotZero(t, slices.Max(e.Reports.Source))
		d, hits, bounded := new(rings.Detector), 0, 0
		for step := range 12 {
			for range []int{0, 1, 20, records / 100}[step%4] { // arrivals, withdrawals and expiries
				included[random.IntN(records)] = random.IntN(4) > 0
			}
			if step == 7 {
				d = new(rings.Detector) // the cache is lost
			}
			p := rings.Params{}
			if step == 9 || step == 10 {
				p.Resolution, p.MinScore = 0.1, 0.3
			}
			e.Trust = make([]float64, slices.Max(e.Reports.Agency)+1) // it changes from run to run
			for agency := range e.Trust {
				e.Trust[agency] = 1 - random.Float64()/4
			}
			if step%3 == 2 { // an entry of the register comes or ends
				e.Known = slices.Clone(e.Known)
				for range 20 {
					u := random.IntN(len(e.Known))
					e.Known[u] = !e.Known[u]
				}
			}
			if step%3 == 0 && step > 0 { // a telco's finding comes or is taken back
				e.Verified = make([]bool, len(e.Kinds))
				for range 200 {
					e.Verified[random.IntN(len(e.Verified))] = true
				}
			}
			now := e.some(func(record int) bool { return included[record] })
			want, err := rings.Detect(t.Context(), now, p)
			require.NoError(t, err)
			got, err := d.Detect(t.Context(), now, p)
			require.NoError(t, err)
			require.Equal(t, want, got, "step %d", step)
			require.NotEmpty(t, got.Rings)
			for i := range got.Rings {
				if got.Rings[i].ScoreWithoutStrongest < got.Rings[i].Score {
					bounded++
				}
			}
			if step%4 == 0 && step%3 == 1 {
				require.Equal(t, d.Components, d.Hits, "nothing changed")
			}
			hits += d.Hits
		}
		require.Greater(t, hits, 500)
		require.Greater(t, bounded, 100)
	}
}

// The cache holds codes of words, so it is emptied if the words change.
func TestDetector_WithOtherWords(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	e.ring(5, firstDay, "KA", "upi_fraud")
	d := new(rings.Detector)
	_, err := d.Detect(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	e.Words = append([]string(nil), e.Words...)
	for i, word := range e.Words {
		if word == "KA" {
			e.Words[i] = "DL"
		}
	}
	got, err := d.Detect(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	require.Equal(t, e.detect(t, rings.Params{}), got)
	require.Zero(t, d.Hits)
}
