package jobs

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

var june = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// withReports is a ring with a number for every letter and reports, the last on the day.
func withReports(id, letters string, reports int, last time.Time) graph.Ring {
	r := ringOfNumbers(id, letters)
	r.EvidenceScore, r.Score, r.Band, r.Regions = 0.85, 0.85, graph.High, []string{"KA"}
	for i := range reports {
		r.ReportIDs = append(r.ReportIDs, fmt.Sprintf("x/%02d", i))
	}
	r.FirstSeen, r.LastSeen = last.AddDate(0, -1, 0), last
	r.Status = statusOf(&r, june)
	return r
}

func as(status graph.Status, r graph.Ring) graph.Ring { r.Status = status; return r }

func scored(score float64, r graph.Ring) graph.Ring {
	r.EvidenceScore, r.Score, r.Band = score, score, graph.BandOf(score)
	return r
}

// faded is a ring that so many more agencies dismissed than confirmed.
func faded(dismissals int, r graph.Ring) graph.Ring {
	fade(&r, june, dismissals)
	r.Status = graph.Dismissed
	return r
}

func knownAs(r graph.Ring, opinions ...graph.Opinion) []graph.PreviousRing {
	return []graph.PreviousRing{{Ring: r, Opinions: opinions}}
}

// releasing takes members of a ring for those who passed to new holders.
func releasing(letters string, r graph.Ring) []graph.PreviousRing {
	k := graph.PreviousRing{Ring: r}
	for _, m := range ringOfNumbers("", letters).Members {
		k.Released = append(k.Released, m.Identifier)
	}
	return []graph.PreviousRing{k}
}

func all(what fate, reports int) fates {
	f := fates{}
	for i := range reports {
		f[fmt.Sprintf("x/%02d", i)] = what
	}
	return f
}

// crowdsOf are crowds with a number for every letter.
func crowdsOf(groups ...string) *crowds {
	c := &crowds{}
	for _, letters := range groups {
		var group []int
		for _, letter := range letters {
			group = append(group, len(c.identifiers))
			c.identifiers = append(c.identifiers, identifier(string(letter)))
		}
		c.groups = append(c.groups, group)
	}
	return c
}

func TestLives(t *testing.T) {
	may, late, long, ages := june.AddDate(0, 0, -9), june.AddDate(0, 0, -2), june.AddDate(0, 0, -92), june.AddDate(0, 0, -400)
	dismisses := graph.Opinion{Verdict: graph.Dismisses, Members: 4, Reports: 8, Band: graph.High}
	confirms := graph.Opinion{Verdict: graph.Confirms, Members: 4, Reports: 8, Band: graph.High}
	ring := withReports("r", "ABCD", 8, may)
	old := withReports("r", "ABCD", 8, ages)
	closed := as(graph.Closed, old)
	closed.ReportIDs = nil
	for _, c := range []struct {
		name   string
		before []graph.PreviousRing
		found  []graph.Ring
		fates  fates
		crowds *crowds
		want   []string // events
		rings  []string
		ended  []string // with how many members each is remembered
		lines  []graph.Lineage
	}{
		{name: "nothing changed", before: knownAs(ring), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{name: "it is found", found: []graph.Ring{ring},
			want: []string{"r created members 0-4 reports 0-8 []: it was found: 4 members, 8 reports"}, rings: []string{"r active"}},
		{name: "it is found when it is old", found: []graph.Ring{withReports("r", "ABCD", 8, long)},
			want: []string{"r created members 0-4 reports 0-8 []: it was found: 4 members, 8 reports", "r dormant members 4-4 reports 8-8 []: no new report for 92 days"}, rings: []string{"r dormant"}},
		{name: "it was over before anybody knew of it", found: []graph.Ring{old}},
		{name: "it grew", before: knownAs(ring), found: []graph.Ring{withReports("r", "ABCEFG", 9, may)},
			want: []string{"r grown members 4-6 reports 8-9 []: 3 members joined, 1 member left, 1 report came"}, rings: []string{"r active"}},
		{name: "only reports came", before: knownAs(ring), found: []graph.Ring{withReports("r", "ABCD", 10, may)},
			want: []string{"r grown members 4-4 reports 8-10 []: 2 reports came"}, rings: []string{"r active"}},
		{name: "it shrank", before: knownAs(ring), found: []graph.Ring{withReports("r", "ABC", 8, may)},
			want: []string{"r shrunk members 4-3 reports 8-8 []: 1 member left"}, rings: []string{"r active"}},
		{name: "others are in it", before: knownAs(ring), found: []graph.Ring{withReports("r", "ABCE", 8, may)},
			want: []string{"r changed members 4-4 reports 8-8 []: 1 member joined, 1 member left"}, rings: []string{"r active"}},
		{name: "reports were withdrawn", before: knownAs(ring), found: []graph.Ring{withReports("r", "ABCD", 5, may)}, fates: fates{"x/05": withdrawn, "x/06": expired},
			want:  []string{"r shrunk members 4-4 reports 8-5 []: 1 report was withdrawn, 1 report is past its retention, 1 report tells of it no more"},
			rings: []string{"r active"}},
		{name: "a member passed to a new holder", before: releasing("D", withReports("r", "ABC", 8, may)), found: []graph.Ring{withReports("r", "ABC", 8, may)},
			want: []string{"r shrunk members 4-3 reports 8-8 []: 1 member passed to a new holder"}, rings: []string{"r active"}},
		{name: "a member passed to a new holder before it was in the ring", before: releasing("D", withReports("r", "ABC", 8, may)), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{name: "its band fell", before: knownAs(ring), found: []graph.Ring{scored(0.5, ring)},
			want: []string{"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.50, its band from high to medium"}, rings: []string{"r active"}},
		{name: "its score fell within its band", before: knownAs(ring), found: []graph.Ring{scored(0.82, ring)}, rings: []string{"r active"}},
		{name: "it took another in", before: []graph.PreviousRing{{Ring: ring}, {Ring: withReports("s", "EF", 3, may)}}, found: []graph.Ring{withReports("x", "ABCDEF", 8, may)},
			want:  []string{"r merged members 4-6 reports 8-8 [s]: it took in s", "s closed members 2-0 reports 3-0 [r]: it merged into r"},
			rings: []string{"r active"}, ended: []string{"s 0 high into r"}, lines: []graph.Lineage{{RingID: "r", Predecessor: "s"}}},
		{name: "it fell apart", before: knownAs(withReports("r", "ABCDEFG", 8, may)), found: []graph.Ring{withReports("x", "ABCD", 8, may), withReports("y", "EFG", 3, may)},
			want:  []string{"r split members 7-4 reports 8-8 [y]: y came out of it", "y created members 0-3 reports 0-3 [r]: it came out of r"},
			rings: []string{"r active", "y active"}, lines: []graph.Lineage{{RingID: "y", Predecessor: "r", SplitOff: true}}},
		{name: "it is quiet", before: knownAs(as(graph.Active, withReports("r", "ABCD", 8, long))), found: []graph.Ring{withReports("r", "ABCD", 8, long)},
			want: []string{"r dormant members 4-4 reports 8-8 []: no new report for 92 days",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.74, its band from high to medium"}, rings: []string{"r dormant"}},
		{name: "it is at work again", before: knownAs(withReports("r", "ABCD", 8, long)), found: []graph.Ring{withReports("r", "ABCD", 9, late)},
			want: []string{"r grown members 4-4 reports 8-9 []: 1 report came", "r reopened members 4-4 reports 8-9 []: a report of 2026-05-30 came"}, rings: []string{"r active"}},
		{name: "it is over", before: knownAs(as(graph.Dormant, old)), found: []graph.Ring{old},
			want: []string{"r closed members 4-0 reports 8-0 []: no new report for 400 days"}, ended: []string{"r 4 high"}},
		{name: "it stays over", before: knownAs(closed), found: []graph.Ring{old}},
		{name: "it is over and nothing is left of it", before: knownAs(closed)},
		{name: "it is back", before: knownAs(closed), found: []graph.Ring{withReports("x", "ABCDE", 9, late)},
			want: []string{"r reopened members 0-5 reports 0-9 []: a report of 2026-05-30 came"}, rings: []string{"r active"}},
		{name: "all its reports were withdrawn", before: knownAs(ring), fates: all(withdrawn, 8),
			want: []string{"r closed members 4-0 reports 8-0 []: its 8 reports were withdrawn"}, ended: []string{"r 0 medium"}},
		{name: "too many of its reports were withdrawn", before: knownAs(ring), fates: all(withdrawn, 6),
			want: []string{"r closed members 4-0 reports 8-0 []: 6 of its 8 reports were withdrawn, and what is left makes no ring"}, ended: []string{"r 0 medium"}},
		{name: "its reports are not kept any longer", before: knownAs(ring), fates: all(expired, 8),
			want: []string{"r closed members 4-0 reports 8-0 []: its 8 reports are past their retention"}, ended: []string{"r 4 high"}},
		{name: "its members have new holders", before: releasing("CD", withReports("r", "AB", 8, may)),
			want: []string{"r closed members 4-0 reports 8-0 []: 2 of its 4 members passed to new holders, and what is left makes no ring"}, ended: []string{"r 2 high"}},
		{name: "it is found no more", before: knownAs(ring),
			want: []string{"r closed members 4-0 reports 8-0 []: what joins its members makes no ring any more"}, ended: []string{"r 4 high"}},
		{name: "a crowd took it in", before: knownAs(ring), fates: all(withdrawn, 1), crowds: crowdsOf("ABCX", "DY"),
			want: []string{"r closed members 4-0 reports 8-0 []: its members are among 4 identifiers that something joins, too many to be a ring"}, ended: []string{"r 0 medium"}},
		{name: "crowds took some of it in", before: knownAs(ring), crowds: crowdsOf("ABX", "CDY"),
			want: []string{"r closed members 4-0 reports 8-0 []: what joins its members makes no ring any more"}, ended: []string{"r 4 high"}},
		{name: "it is dismissed", before: knownAs(ring, dismisses, dismisses, confirms), found: []graph.Ring{ring},
			want: []string{"r dismissed members 4-4 reports 8-8 []: dismissed by 2 agencies, confirmed by 1 agency",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.59, its band from high to medium"}, rings: []string{"r dismissed"}},
		{name: "agencies disagree", before: knownAs(ring, dismisses, confirms), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{name: "it stays dismissed", before: knownAs(faded(1, ring), dismisses), found: []graph.Ring{withReports("r", "ABCDE", 11, may)},
			want: []string{"r grown members 4-5 reports 8-11 []: 1 member joined, 3 reports came"}, rings: []string{"r dismissed"}},
		{name: "it grew by half since it was dismissed", before: knownAs(as(graph.Dismissed, ring), dismisses), found: []graph.Ring{withReports("r", "ABCDEF", 8, may)},
			want: []string{"r grown members 4-6 reports 8-8 []: 2 members joined", "r reopened members 4-6 reports 8-8 []: it grew from 4 to 6 members since it was dismissed"}, rings: []string{"r active"}},
		{name: "half as many reports came since it was dismissed", before: knownAs(as(graph.Dismissed, ring), dismisses), found: []graph.Ring{withReports("r", "ABCD", 12, may)},
			want: []string{"r grown members 4-4 reports 8-12 []: 4 reports came", "r reopened members 4-4 reports 8-12 []: it grew from 8 to 12 reports since it was dismissed"}, rings: []string{"r active"}},
		{name: "its band rose since it was dismissed", before: knownAs(faded(1, ring), dismisses), found: []graph.Ring{scored(0.98, ring)},
			want: []string{"r reopened members 4-4 reports 8-8 []: its band rose from high to very_high since it was dismissed",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.59 to 0.98, its band from medium to very_high"}, rings: []string{"r active"}},
		{name: "another agency confirms what was dismissed", before: knownAs(as(graph.Dismissed, ring), dismisses, confirms), found: []graph.Ring{ring},
			want: []string{"r reopened members 4-4 reports 8-8 []: no more agencies dismiss than confirm it"}, rings: []string{"r active"}},
		{name: "a part of what was dismissed is dismissed too", before: knownAs(faded(1, withReports("r", "ABCDEFG", 8, may)), dismisses), found: []graph.Ring{withReports("x", "ABCD", 8, may), withReports("y", "EFG", 3, may)},
			want:  []string{"r split members 7-4 reports 8-8 [y]: y came out of it", "y created members 0-3 reports 0-3 [r]: it came out of r", "y dismissed members 3-3 reports 3-3 []: dismissed by 1 agency"},
			rings: []string{"r dismissed", "y dismissed"}, lines: []graph.Lineage{{RingID: "y", Predecessor: "r", SplitOff: true}}},
		{name: "what is dismissed is over one day too", before: knownAs(as(graph.Dismissed, old), dismisses), found: []graph.Ring{old},
			want: []string{"r closed members 4-0 reports 8-0 []: no new report for 400 days"}, ended: []string{"r 4 high"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := lives{before: c.before, found: c.found, asOf: june, fates: c.fates, crowds: c.crowds}
			l.kin = keepIDs(ringsOf(c.before), c.found)
			e := l.edition()
			var events, rings, ended []string
			for _, v := range e.Events {
				require.Equal(t, june, v.Day)
				events = append(events, fmt.Sprintf("%s %s members %d-%d reports %d-%d %v: %s", v.RingID, v.Kind, v.Members.Before, v.Members.After, v.Reports.Before, v.Reports.After, v.Others, v.Reason))
			}
			for _, r := range e.Rings {
				rings = append(rings, fmt.Sprint(r.ID, " ", r.Status))
			}
			for _, r := range e.Closed {
				said := fmt.Sprint(r.ID, " ", len(r.Members), " ", r.Band)
				if r.MergedInto != "" {
					said += " into " + r.MergedInto
				}
				ended = append(ended, said)
				require.Equal(t, graph.Closed, r.Status)
				require.NotEmpty(t, r.Closing)
				require.Empty(t, r.ReportIDs)
				require.Empty(t, r.Explanation)
				if c.fates.count([]string{"x/00"}, withdrawn) > 0 {
					require.Empty(t, r.Regions, "it tells nothing that was withdrawn")
					require.Zero(t, r.Score)
				}
			}
			require.Equal(t, c.want, events)
			require.Equal(t, c.rings, rings)
			require.Equal(t, c.ended, ended)
			require.Equal(t, c.lines, e.Lineage)
		})
	}
}
