package rings

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// filed is a report, and who filed it. Region and loss are unknown if they are 0.
type filed struct {
	agency, source uint32
	day            int32
	region         uint32
	loss           float64
	named          []uint32
}

// may1 is 1 May 2026.
const may1 = 20_574

// evidenceOf returns the normalised evidence of reports about identifiers of the given kinds.
func evidenceOf(t testing.TB, kinds []Kind, reports ...filed) *Evidence {
	t.Helper()
	e := &Evidence{Kinds: kinds, Words: []string{"", "KA", "DL", "upi_fraud", "call"}}
	e.Reports.Offsets = []uint32{0}
	r := &e.Reports
	for _, f := range reports {
		r.Identifiers = append(r.Identifiers, f.named...)
		r.Offsets = append(r.Offsets, uint32(len(r.Identifiers)))
		r.Day, r.Region = append(r.Day, f.day), append(r.Region, f.region)
		r.Category, r.Channel = append(r.Category, 0), append(r.Channel, 0)
		r.Agency, r.Source = append(r.Agency, f.agency), append(r.Source, f.source)
		loss := f.loss
		if loss == 0 {
			loss = -1
		}
		r.Loss = append(r.Loss, loss)
	}
	normal, err := normalise(sections{}, e)
	require.NoError(t, err)
	return normal
}

// addLink adds a link.
func (e *Evidence) addLink(day int32, from uint32, relation Relation, to uint32, agency uint32) {
	l := &e.Links
	l.From, l.To, l.Relation = append(l.From, from), append(l.To, to), append(l.Relation, relation)
	l.Day, l.Agency = append(l.Day, day), append(l.Agency, agency)
}

// wholeCandidate normalises the evidence and returns the candidate of all its identifiers.
func wholeCandidate(t testing.TB, e *Evidence) *candidate {
	t.Helper()
	normal, err := normalise(sections{}, e)
	require.NoError(t, err)
	*e = *normal
	g, err := newNetwork(t.Context(), sections{}, e)
	require.NoError(t, err)
	c := newCandidate(e, g, newGroups(e, make([]uint32, len(e.Kinds)), 1), 0)
	return &c
}

// randomFiled returns n reports about few identifiers, by few agencies and sources in few days, so
// that many are about one incident.
func randomFiled(random *rand.Rand, identifiers, n int) (reports []filed) {
	for range n {
		f := filed{day: may1 + random.Int32N(8), agency: random.Uint32N(4), region: random.Uint32N(3)}
		if f.agency > 0 && random.IntN(3) == 0 {
			f.source = f.agency*10 + random.Uint32N(3) // sources are of one agency
		}
		if random.IntN(2) == 0 {
			f.loss = float64(100 * (1 + random.IntN(2)))
		}
		if random.IntN(10) == 0 {
			f.day = NoDay
		}
		for range 1 + random.IntN(3) {
			f.named = append(f.named, random.Uint32N(uint32(identifiers)))
		}
		slices.Sort(f.named)
		f.named = slices.Compact(f.named)
		reports = append(reports, f)
	}
	return reports
}
