package rings_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/world"
)

// some is the evidence of those reports and links that keep says stand, of the same
// identifiers.
func (e *evidence) some(keep func(record int) bool) *rings.Evidence {
	own := &rings.Evidence{Kinds: e.Kinds, Words: e.Words, Reports: rings.Reports{Offsets: []uint32{0}}}
	for report := range e.Reports.Count() {
		if !keep(report) {
			continue
		}
		own.Reports.Identifiers = append(own.Reports.Identifiers, e.Reports.Named(report)...)
		own.Reports.Offsets = append(own.Reports.Offsets, uint32(len(own.Reports.Identifiers)))
		own.Reports.Day = append(own.Reports.Day, e.Reports.Day[report])
		own.Reports.Region = append(own.Reports.Region, e.Reports.Region[report])
		own.Reports.Category = append(own.Reports.Category, e.Reports.Category[report])
		own.Reports.Channel = append(own.Reports.Channel, e.Reports.Channel[report])
	}
	for link := range e.Links.Count() {
		if keep(e.Reports.Count() + link) {
			own.Links.From, own.Links.To = append(own.Links.From, e.Links.From[link]), append(own.Links.To, e.Links.To[link])
			own.Links.Relation, own.Links.Day = append(own.Links.Relation, e.Links.Relation[link]), append(own.Links.Day, e.Links.Day[link])
		}
	}
	return own
}

// Whatever comes, goes, or is lost on the way: who remembers finds exactly what who
// remembers nothing finds.
func TestMemory_FindsWhatADetectionWithoutOneFinds(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		random := rand.New(rand.NewPCG(7, 7))
		e, _, _ := worldOf(t, world.Options{Reports: 6000, Seed: 9, Variety: variety}, random)
		records := e.Reports.Count() + e.Links.Count()
		standing := make([]bool, records)
		for i := range standing {
			standing[i] = random.IntN(10) > 0
		}
		m, remembered := new(rings.Detector), 0
		for step := range 12 {
			for range []int{0, 1, 20, records / 100}[step%4] { // what comes, and what is withdrawn or too old
				standing[random.IntN(records)] = random.IntN(4) > 0
			}
			if step == 7 {
				m = new(rings.Detector) // lost
			}
			p := rings.Params{}
			if step == 9 || step == 10 {
				p.Resolution, p.MinScore = 0.1, 0.3
			}
			now := e.some(func(record int) bool { return standing[record] })
			want, err := rings.Detect(t.Context(), now, p)
			require.NoError(t, err)
			got, err := m.Detect(t.Context(), now, p)
			require.NoError(t, err)
			require.Equal(t, want, got, "step %d", step)
			require.NotEmpty(t, got.Rings)
			if step%4 == 0 && step > 0 {
				require.Equal(t, m.Components, m.Hits, "nothing changed")
			}
			remembered += m.Hits
		}
		require.Greater(t, remembered, 1000)
	}
}

// Words are known by their places: where those change, all is looked at anew.
func TestMemory_OfOtherWords(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	e.ring(5, firstDay, "KA", "upi_fraud")
	m := new(rings.Detector)
	_, err := m.Detect(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	e.Words = append([]string(nil), e.Words...)
	for i, word := range e.Words {
		if word == "KA" {
			e.Words[i] = "DL"
		}
	}
	got, err := m.Detect(t.Context(), &e.Evidence, rings.Params{})
	require.NoError(t, err)
	require.Equal(t, e.detect(t, rings.Params{}), got)
	require.Zero(t, m.Hits)
}
