package rings_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

func TestDetect_FindsARing(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	ring := e.ring(5, firstDay, "KA", "upi_fraud")
	result := e.detect(t, rings.Params{})
	require.Len(t, result.Rings, 1)
	require.Equal(t, ring, identifiersOf(&result.Rings[0]))
	require.Len(t, result.Rings[0].Reports, 10)
	require.Greater(t, result.Rings[0].Score, 0.9)
}

func TestDetect_ALoneFraudsterIsNoRing(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	number, account, device := e.identifiers(rings.Number, 1)[0], e.identifiers(rings.Account, 1)[0], e.identifiers(rings.Device, 1)[0]
	for i := range int32(40) {
		e.report(firstDay+i, "KA", "upi_fraud", number, account)
	}
	e.link(firstDay, number, rings.UsedIn, device)
	e.link(firstDay+1, number, rings.LinkedTo, account)
	require.Empty(t, e.detect(t, rings.Params{}).Rings)
}

// One long report makes an edge between each pair of what it names, and is still one report.
func TestDetect_ALongReportIsNoRing(t *testing.T) {
	for _, length := range []int{8, 16, 1000} {
		e := newEvidence()
		e.strangers(300)
		named := e.identifiers(rings.Number, length)
		e.report(firstDay, "KA", "upi_fraud", named...)
		e.report(firstDay, "KA", "upi_fraud", named[0], e.identifiers(rings.Number, 1)[0])
		require.Empty(t, e.detect(t, rings.Params{}).Rings, length)
	}
}

// A report that names more than 100 identifiers is a list. It joins nothing, however often its
// names are repeated.
func TestDetect_AListJoinsNothing(t *testing.T) {
	for _, strangers := range []int{101 - 14, 900} {
		e := newEvidence()
		e.strangers(300)
		members := append(e.ring(5, firstDay, "KA", "upi_fraud"), e.ring(5, firstDay, "MH", "loan")...)
		before := e.detect(t, rings.Params{})
		require.Len(t, before.Rings, 2)
		named := append(e.identifiers(rings.Number, strangers), members...)
		e.report(firstDay, "KA", "upi_fraud", append(named, named...)...)
		after := e.detect(t, rings.Params{})
		require.Len(t, after.Rings, 2)
		for i := range after.Rings {
			require.Equal(t, before.Rings[i].Members, after.Rings[i].Members)
			require.Equal(t, before.Rings[i].Reports, after.Rings[i].Reports)
		}
	}
	e := newEvidence()
	e.strangers(300)
	ring := e.ring(5, firstDay, "KA", "upi_fraud")
	named := append(e.identifiers(rings.Number, 100-len(ring)), ring...)
	e.report(firstDay, "KA", "upi_fraud", append(named, named...)...)
	require.Len(t, e.detect(t, rings.Params{}).Rings[0].Reports, 11, "a report of 100 is no list")
}

// Naming an identifier twice in a report is the same as naming it once, in any order.
func TestDetect_IgnoresDuplicateNames(t *testing.T) {
	once, twice := newEvidence(), newEvidence()
	once.strangers(50)
	twice.strangers(50)
	a, b := once.identifiers(rings.Number, 4), twice.identifiers(rings.Number, 4)
	for i := range int32(6) {
		once.report(firstDay+i, "KA", "upi_fraud", a[0], a[1+i%3])
		twice.report(firstDay+i, "KA", "upi_fraud", b[1+i%3], b[0], b[1+i%3], b[0])
	}
	p := rings.Params{MinScore: math.SmallestNonzeroFloat64}
	require.Equal(t, once.detect(t, p), twice.detect(t, p))
	require.Equal(t, b[1], twice.Reports.Named(50)[0], "the evidence does not change")
}

// One pair that is linked very often must not make its weeks common in the background.
func TestDetect_IgnoresRepeatedLinks(t *testing.T) {
	scores := func(links int) (all []float64) {
		e := newEvidence()
		e.strangers(1000)
		for i := range int32(3) {
			e.ringOnOneDay(firstDay-90*i, "", "")
		}
		pair := e.identifiers(rings.Account, 2)
		for i := range int32(links) {
			e.link(firstDay-900+i%28, pair[0], rings.TransferredTo, pair[1])
		}
		result := e.detect(t, rings.Params{MinScore: 1e-6})
		for _, r := range result.Rings {
			all = append(all, r.Score)
		}
		return all
	}
	require.Len(t, scores(0), 3)
	require.InDeltaSlice(t, scores(0), scores(20_000), 0.01)
}

func TestDetect_Strength(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	ring := e.ring(5, firstDay, "KA", "upi_fraud")
	hanger := e.identifiers(rings.Account, 1)[0]
	e.link(firstDay, ring[0], rings.LinkedTo, hanger)
	result := e.detect(t, rings.Params{})
	require.Len(t, result.Rings, 1)
	members := result.Rings[0].Members
	require.Equal(t, rings.Member{Identifier: int(hanger), Strength: 0.5}, members[len(members)-1], "one edge")
	for _, m := range members[:len(members)-1] {
		require.Greater(t, m.Strength, 0.9, "many edges")
	}
}

func TestDetect_OddEvidence(t *testing.T) {
	for name, build := range map[string]func(e *evidence){
		"nothing":     func(*evidence) {},
		"identifiers": func(e *evidence) { e.identifiers(rings.Number, 3) },
		"reports that name nothing": func(e *evidence) {
			e.report(rings.NoDay, "", "")
			e.report(firstDay, "KA", "upi_fraud")
		},
		"self-links": func(e *evidence) {
			for _, u := range e.identifiers(rings.Account, 3) {
				e.link(firstDay, u, rings.TransferredTo, u)
				e.report(firstDay, "KA", "upi_fraud", u)
			}
		},
		"a ring whose reports lack all attributes": func(e *evidence) { e.ringOnOneDay(rings.NoDay, "", "") },
		"all reports alike":                        func(e *evidence) { e.ringOnOneDay(firstDay, "KA", "upi_fraud") },
		"the first and the last day": func(e *evidence) {
			e.ringOnOneDay(math.MinInt32+1, "KA", "upi_fraud")
			e.ringOnOneDay(math.MaxInt32, "KA", "x")
		},
		"years 0 and 9999": func(e *evidence) { e.ringOnOneDay(-719_528, "KA", "upi_fraud"); e.ringOnOneDay(2_932_896, "DL", "x") },
		"one pair linked a hundred thousand times": func(e *evidence) {
			u := e.identifiers(rings.Account, 2)
			for i := range int32(100_000) {
				e.link(firstDay+i%100, u[0], rings.TransferredTo, u[1])
			}
			e.report(firstDay, "KA", "upi_fraud", u...)
		},
		"long lists": func(e *evidence) {
			named := e.identifiers(rings.Number, 1500)
			for i := range 5 {
				e.report(firstDay, "KA", "upi_fraud", named[100*i:100*i+1000]...)
			}
		},
		"one hub": func(e *evidence) {
			hub := e.identifiers(rings.Device, 1)[0]
			for _, u := range e.identifiers(rings.Number, 100_000) {
				e.link(rings.NoDay, u, rings.UsedIn, hub)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEvidence()
			build(e)
			e.detect(t, rings.Params{})
			e.detect(t, rings.Params{MinMembers: 1, MinReports: 1, MinScore: math.SmallestNonzeroFloat64, MinHubDegree: 1 << 40})
		})
	}
}

// ringOnOneDay adds five numbers in one device, with two reports each, all on one day.
func (e *evidence) ringOnOneDay(day int32, region, category string) {
	numbers := e.identifiers(rings.Number, 5)
	device := e.identifiers(rings.Device, 1)[0]
	for i, u := range numbers {
		e.link(day, u, rings.UsedIn, device)
		e.report(day, region, category, u, numbers[(i+1)%5])
		e.report(day, region, category, u, numbers[(i+2)%5])
	}
}

func TestDetect_RefusesBadEvidence(t *testing.T) {
	for name, spoil := range map[string]func(*rings.Evidence){
		"a column Day of 9":   func(e *rings.Evidence) { e.Reports.Day = e.Reports.Day[:9] },
		"a column To of":      func(e *rings.Evidence) { e.Links.To = e.Links.To[1:] },
		"outside the column":  func(e *rings.Evidence) { e.Reports.Offsets[1] = 1000 },
		"identifier 99 of 7":  func(e *rings.Evidence) { e.Links.To[0] = 99 },
		"word 9 of":           func(e *rings.Evidence) { e.Reports.Region[0] = 9 },
		"an unknown relation": func(e *rings.Evidence) { e.Links.Relation[0] = 9 },
		"an unknown kind":     func(e *rings.Evidence) { e.Kinds[0] = 9 },
	} {
		e := newEvidence()
		e.ring(5, firstDay, "KA", "upi_fraud")
		spoil(&e.Evidence)
		_, err := rings.Detect(t.Context(), &e.Evidence, rings.Params{})
		require.ErrorContains(t, err, name)
		_, err = rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{})
		require.ErrorContains(t, err, name)
	}
}

func TestParams_OutOfRange(t *testing.T) {
	e := newEvidence()
	for _, p := range []rings.Params{
		{Resolution: -1},
		{Resolution: math.NaN()},
		{Resolution: math.Inf(1)},
		{Resolution: math.Inf(-1)},
		{MinHubDegree: -1},
		{MinMembers: -1},
		{MinReports: -1},
		{MinScore: -0.1},
		{MinScore: 1.1},
		{MinScore: math.NaN()},
	} {
		_, err := rings.Detect(t.Context(), &e.Evidence, p)
		require.Error(t, err, p)
		_, err = rings.DetectLouvain(t.Context(), &e.Evidence, p)
		require.Error(t, err, p)
	}
}

func TestDetect_Cancelled(t *testing.T) {
	e := newEvidence()
	e.ring(5, firstDay, "KA", "upi_fraud")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := rings.Detect(ctx, &e.Evidence, rings.Params{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = rings.DetectLouvain(ctx, &e.Evidence, rings.Params{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = rings.ScoreGroups(ctx, &e.Evidence, []uint32{0, 0, 0, 0, 0, 0, 0}, 1, rings.Params{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestScoreGroups(t *testing.T) {
	e := newEvidence()
	ring := e.ring(5, firstDay, "KA", "upi_fraud")
	e.strangers(300)
	labels := make([]uint32, len(e.Kinds))
	for u := range labels {
		labels[u] = 1
		if u < len(ring) {
			labels[u] = 0
		}
	}
	scored, err := rings.ScoreGroups(t.Context(), &e.Evidence, labels, 2, rings.Params{})
	require.NoError(t, err)
	require.Equal(t, 2, scored.Groups)
	require.Equal(t, e.detect(t, rings.Params{}).Rings, scored.Rings, "the ring is one, the strangers are none")

	for _, count := range []int{-1, 1} {
		_, err = rings.ScoreGroups(t.Context(), &e.Evidence, labels, count, rings.Params{})
		require.Error(t, err)
	}
	_, err = rings.ScoreGroups(t.Context(), &e.Evidence, labels[1:], 2, rings.Params{})
	require.Error(t, err)
}

// A group larger than MaxMembers has one source, so it stays whole. Louvain drops it.
func TestDetect_Oversized(t *testing.T) {
	e := newEvidence()
	e.strangers(300)
	e.ring(5, firstDay, "KA", "upi_fraud")
	found := e.detect(t, rings.Params{MaxMembers: 6})
	require.Len(t, found.Rings, 1)
	require.Empty(t, found.Oversized)

	largest, err := rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{MaxMembers: 7})
	require.NoError(t, err)
	require.Len(t, largest.Rings, 1)
	require.Empty(t, largest.Oversized)
	result, err := rings.DetectLouvain(t.Context(), &e.Evidence, rings.Params{MaxMembers: 6})
	require.NoError(t, err)
	require.Empty(t, result.Rings)
	require.Equal(t, [][]int{membersOf(&largest.Rings[0])}, result.Oversized)
}

func membersOf(r *rings.Ring) (all []int) {
	for _, m := range r.Members {
		all = append(all, m.Identifier)
	}
	return all
}
