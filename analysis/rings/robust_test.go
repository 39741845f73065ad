package rings

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// boundOf returns the score of a candidate before it is bounded, its bound and who is behind it.
func boundOf(e *Evidence, c *candidate, s *scorer, p Params) (score, bounded float64, origin provenance) {
	p.provenance = e.hasAgencies()
	rates := newBackground(e)
	features := c.features(c.measured, &rates)
	score = s.score(&features)
	bounded, origin = c.bound(e, &rates, s, score, p)
	return score, bounded, origin
}

// generous returns the default model with a higher intercept, so that random candidates score high
// enough for the bounds to matter.
func generous(t testing.TB) *scorer {
	t.Helper()
	m, err := DefaultModel()
	require.NoError(t, err)
	generous := *m
	generous.Intercept += 10
	return newScorer(&generous)
}

func defaults(t testing.TB) Params {
	t.Helper()
	p, err := Params{}.WithDefaults()
	require.NoError(t, err)
	return p
}

// On random candidates: no agency and no source adds more to a score than it is trusted.
func TestBound_NobodyIsBelievedMoreThanTrusted(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 6))
	s, p := generous(t), defaults(t)
	lowered, corroborated := 0, 0
	for range 400 {
		reports := randomFiled(random, 6, 3+random.IntN(20))
		e := evidenceOf(t, []Kind{Number, Number, Number, Device, Account, Account}, reports...)
		for range random.IntN(6) {
			e.addLink(may1+random.Int32N(9), random.Uint32N(6), LinkedTo, random.Uint32N(6), random.Uint32N(4))
		}
		e.Trust = []float64{.95, random.Float64(), .95, random.Float64()}
		c := wholeCandidate(t, e)
		score, bounded, origin := boundOf(e, c, s, p)
		require.LessOrEqual(t, bounded, score)
		require.GreaterOrEqual(t, bounded, 0.0)
		require.LessOrEqual(t, origin.without, score)
		rates := newBackground(e)
		without := func(left selection) float64 {
			m := c.measure(e, left)
			if m.incidents < p.MinReports || !c.holds(m) {
				return 0
			}
			f := c.features(m, &rates)
			return min(s.score(&f), score)
		}
		isCorroborated := len(slices.DeleteFunc(slices.Clone(origin.agencies), func(agency uint32) bool { return agency == 0 })) > 1
		for _, agency := range origin.agencies {
			remaining, trust := without(selection{without: agency, withoutAgency: true}), e.Trust[agency]
			require.LessOrEqual(t, bounded, trust*score+(1-trust)*remaining+1e-12)
			isCorroborated = isCorroborated && remaining >= .5
		}
		bySource := map[uint32]int{}
		for _, report := range c.reports {
			bySource[e.Reports.source(int(report))]++
		}
		for source, n := range bySource {
			if source != 0 && n > 1 { // one report is no more than any report
				remaining := without(selection{without: source, withoutSource: true})
				require.LessOrEqual(t, bounded, sourceTrust*score+(1-sourceTrust)*remaining+1e-12)
			}
		}
		require.Equal(t, isCorroborated, origin.corroborated)
		if !isCorroborated {
			require.LessOrEqual(t, bounded, p.UncorroboratedScore)
		}
		if bounded < score {
			lowered++
		}
		if isCorroborated {
			corroborated++
		}
	}
	require.Greater(t, lowered, 50)
	require.Greater(t, corroborated, 50)
}

// crewReports returns reports that each name two of five numbers. filer says who filed each.
func crewReports(n int, filer func(i int) (agency, source uint32)) (reports []filed) {
	for i := range n {
		agency, source := filer(i)
		u := uint32(i % 5)
		v := (u + 1 + uint32(i/5)%2) % 5
		reports = append(reports, filed{
			agency: agency, source: source, day: may1 + int32(4*i), region: 1, named: []uint32{min(u, v), max(u, v)},
		})
	}
	return reports
}

// However many reports one agency files: alone it is believed no more than it is trusted, and never
// very much.
func TestBound_OneAgencyAlone(t *testing.T) {
	p := defaults(t)
	for _, n := range []int{2, 5, 20, 200} {
		for _, trust := range []float64{0, .3, .95, 1} {
			for _, sources := range []uint32{0, 1} { // all of them unknown, or all different
				e := evidenceOf(t, make([]Kind, 5), crewReports(n, func(i int) (_, _ uint32) { return 1, sources * uint32(i+1) })...)
				e.Trust = []float64{.95, trust}
				_, bounded, origin := boundOf(e, wholeCandidate(t, e), generous(t), p)
				require.LessOrEqual(t, bounded, min(trust, p.UncorroboratedScore))
				require.False(t, origin.corroborated)
				require.Zero(t, origin.without)
			}
		}
	}
}

// Where no record says who filed it, nothing is capped and nothing is called corroborated.
func TestBound_NobodyIsKnown(t *testing.T) {
	e := evidenceOf(t, make([]Kind, 5), crewReports(200, func(int) (_, _ uint32) { return 0, 0 })...)
	score, bounded, origin := boundOf(e, wholeCandidate(t, e), generous(t), defaults(t))
	require.Greater(t, score, defaults(t).UncorroboratedScore)
	require.Equal(t, score, bounded)
	require.False(t, origin.corroborated)
	require.False(t, origin.known)
}

// Two agencies of which each has seen the whole ring corroborate each other. An agency that only
// adds a report to what another filed does not.
func TestBound_CorroboratedByTwo(t *testing.T) {
	s, p := generous(t), defaults(t)
	half := evidenceOf(t, make([]Kind, 5), crewReports(40, func(i int) (_, _ uint32) { return uint32(1 + i/20), 0 })...)
	_, _, origin := boundOf(half, wholeCandidate(t, half), s, p)
	require.True(t, origin.corroborated)
	require.Equal(t, []uint32{1, 2}, origin.agencies)

	one := evidenceOf(t, make([]Kind, 5), crewReports(40, func(i int) (_, _ uint32) { return 1 + uint32(i/39), 0 })...)
	_, bounded, origin := boundOf(one, wholeCandidate(t, one), s, p)
	require.False(t, origin.corroborated)
	require.LessOrEqual(t, bounded, p.UncorroboratedScore)
}

// Each of five numbers has complaints of its own at several agencies, and one agency ties them
// together. Without it nobody would see a group, whatever the complaints have in common.
func TestBound_OneAgencyMadeAllTies(t *testing.T) {
	reports := crewReports(10, func(int) (_, _ uint32) { return 1, 0 })
	for i := range uint32(40) {
		reports = append(reports, filed{agency: 2 + i%4, day: may1 + int32(i), region: 1, named: []uint32{i % 5}})
	}
	e, s, p := evidenceOf(t, make([]Kind, 5), reports...), generous(t), defaults(t)
	score, bounded, origin := boundOf(e, wholeCandidate(t, e), s, p)
	require.Greater(t, score, p.UncorroboratedScore)
	require.False(t, origin.corroborated)
	require.Zero(t, origin.without)
	require.LessOrEqual(t, bounded, p.UncorroboratedScore)
}

// Records of an unknown agency may be of the agency that filed the others: they do not corroborate
// it, and do not count as an agency.
func TestBound_AnUnknownAgencyCorroboratesNobody(t *testing.T) {
	s, p := generous(t), defaults(t)
	half := evidenceOf(t, make([]Kind, 5), crewReports(40, func(i int) (_, _ uint32) { return uint32(i / 20), 0 })...)
	_, bounded, origin := boundOf(half, wholeCandidate(t, half), s, p)
	require.False(t, origin.corroborated)
	require.LessOrEqual(t, bounded, p.UncorroboratedScore)
	require.Contains(t, corroborationText(&origin), "records of one agency,")
	require.Contains(t, corroborationText(&provenance{known: true, agencies: []uint32{0}}), "no record names its agency,")
}

// Ten reports of one person say hardly more than two of hers, and no more than those of ten people.
func TestScore_OfOneSource(t *testing.T) {
	m, err := DefaultModel()
	require.NoError(t, err)
	s, p := newScorer(m), defaults(t)
	scoreOf := func(reports []filed) float64 {
		// Others make a background to compare with.
		kinds := make([]Kind, 205)
		for u := range uint32(200) {
			reports = append(reports, filed{agency: 1 + u%3, day: may1 - int32(u), region: 1 + u%2, named: []uint32{5 + u}})
		}
		e := evidenceOf(t, kinds, reports...)
		labels := make([]uint32, len(kinds))
		for u := range labels {
			labels[u] = none
			if u < 5 {
				labels[u] = 0
			}
		}
		g, err := newNetwork(t.Context(), sections{}, e)
		require.NoError(t, err)
		c := newCandidate(e, g, newGroups(e, labels, 1), 0)
		_, bounded, _ := boundOf(e, &c, s, p)
		return bounded
	}
	agency := func(i int) uint32 { return uint32(1 + i%2) }
	one := func(i int) (_, _ uint32) { return 1, 7 }
	different := func(i int) (_, _ uint32) { return agency(i), uint32(i + 1) }
	ten, two, people := scoreOf(crewReports(10, one)), scoreOf(crewReports(2, one)), scoreOf(crewReports(10, different))
	t.Logf("ten of one %v, two of one %v, ten people %v", ten, two, people)
	require.LessOrEqual(t, ten, people)
	require.Less(t, ten-two, 0.05)
	require.Less(t, ten, 0.5, "one person alone makes no ring")
}
