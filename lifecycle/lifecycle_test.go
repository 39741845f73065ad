package lifecycle

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

var june = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// withReports returns a ring with a number for each letter and some reports, the last on a day.
func withReports(id, letters string, reports int, last time.Time) graph.Ring {
	r := ringOfNumbers(id, letters)
	r.EvidenceScore, r.Score, r.Band, r.Regions = 0.85, 0.85, graph.High, []string{"KA"}
	for i := range reports {
		r.ReportIDs = append(r.ReportIDs, fmt.Sprintf("x/%02d", i))
	}
	r.FirstSeen, r.LastSeen = last.AddDate(0, -1, 0), last
	r.Status = StatusByAge(&r, june)
	return r
}

func as(status graph.Status, r graph.Ring) graph.Ring { r.Status = status; return r }

func scored(score float64, r graph.Ring) graph.Ring {
	r.EvidenceScore, r.Score, r.Band = score, score, graph.BandOf(score)
	return r
}

// dismissed returns a ring as it was published after agencies dismissed it, net of those that
// confirm it.
func dismissed(dismissals int, r graph.Ring) graph.Ring {
	fade(&r, june, dismissals)
	r.Status = graph.Dismissed
	return r
}

func previously(r graph.Ring, verdicts ...graph.LatestVerdict) []graph.PreviousRing {
	return []graph.PreviousRing{{Ring: r, Verdicts: verdicts}}
}

// releasing returns a previous ring, some members of which passed to new holders.
func releasing(letters string, r graph.Ring) []graph.PreviousRing {
	k := graph.PreviousRing{Ring: r}
	for _, m := range ringOfNumbers("", letters).Members {
		k.Released = append(k.Released, m.Identifier)
	}
	return []graph.PreviousRing{k}
}

// lostReports are the first reports of withReports, all lost for one reason.
func lostReports(reason LossReason, reports int) map[string]LossReason {
	reasons := map[string]LossReason{}
	for i := range reports {
		reasons[fmt.Sprintf("x/%02d", i)] = reason
	}
	return reasons
}

// oversized are groups with a number for each letter.
func oversized(groups ...string) *OversizedGroups {
	o := &OversizedGroups{}
	for _, letters := range groups {
		var group []int
		for _, letter := range letters {
			group = append(group, len(o.Identifiers))
			o.Identifiers = append(o.Identifiers, identifier(string(letter)))
		}
		o.Groups = append(o.Groups, group)
	}
	return o
}

func TestAdvance(t *testing.T) {
	may, late, long, ages := june.AddDate(0, 0, -9), june.AddDate(0, 0, -2), june.AddDate(0, 0, -92), june.AddDate(0, 0, -400)
	dismisses := graph.LatestVerdict{Verdict: graph.Dismisses, Members: 4, Reports: 8, Band: graph.High}
	confirms := graph.LatestVerdict{Verdict: graph.Confirms, Members: 4, Reports: 8, Band: graph.High}
	ring := withReports("r", "ABCD", 8, may)
	old := withReports("r", "ABCD", 8, ages)
	closedRing := as(graph.Closed, old)
	closedRing.ReportIDs = nil
	for _, c := range []struct {
		name      string
		previous  []graph.PreviousRing
		found     []graph.Ring
		lost      map[string]LossReason
		oversized *OversizedGroups
		want      []string // events
		rings     []string
		closed    []string // with how many members each is recognised by
		lineage   []graph.Lineage
	}{
		{name: "nothing changed", previous: previously(ring), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{
			name: "it is found", found: []graph.Ring{ring},
			want: []string{"r created members 0-4 reports 0-8 []: it was found: 4 members, 8 reports"}, rings: []string{"r active"},
		},
		{
			name: "it is found when it is old", found: []graph.Ring{withReports("r", "ABCD", 8, long)},
			want: []string{"r created members 0-4 reports 0-8 []: it was found: 4 members, 8 reports", "r dormant members 4-4 reports 8-8 []: no new report for 92 days"}, rings: []string{"r dormant"},
		},
		{name: "it was old before it was ever published", found: []graph.Ring{old}},
		{
			name: "it grew", previous: previously(ring), found: []graph.Ring{withReports("r", "ABCEFG", 9, may)},
			want: []string{"r grown members 4-6 reports 8-9 []: 3 members joined, 1 member left, 1 report arrived"}, rings: []string{"r active"},
		},
		{
			name: "only reports came", previous: previously(ring), found: []graph.Ring{withReports("r", "ABCD", 10, may)},
			want: []string{"r grown members 4-4 reports 8-10 []: 2 reports arrived"}, rings: []string{"r active"},
		},
		{
			name: "it shrank", previous: previously(ring), found: []graph.Ring{withReports("r", "ABC", 8, may)},
			want: []string{"r shrunk members 4-3 reports 8-8 []: 1 member left"}, rings: []string{"r active"},
		},
		{
			name: "others are in it", previous: previously(ring), found: []graph.Ring{withReports("r", "ABCE", 8, may)},
			want: []string{"r changed members 4-4 reports 8-8 []: 1 member joined, 1 member left"}, rings: []string{"r active"},
		},
		{
			name: "reports were withdrawn", previous: previously(ring), found: []graph.Ring{withReports("r", "ABCD", 5, may)}, lost: map[string]LossReason{"x/05": Withdrawn, "x/06": Expired},
			want:  []string{"r shrunk members 4-4 reports 8-5 []: 1 report was withdrawn, 1 report is past its retention, 1 report no longer belongs to it"},
			rings: []string{"r active"},
		},
		{
			name: "a member passed to a new holder", previous: releasing("D", withReports("r", "ABC", 8, may)), found: []graph.Ring{withReports("r", "ABC", 8, may)},
			want: []string{"r shrunk members 4-3 reports 8-8 []: 1 member passed to a new holder"}, rings: []string{"r active"},
		},
		{name: "a member passed to a new holder before it was in the ring", previous: releasing("D", withReports("r", "ABC", 8, may)), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{
			name: "its band fell", previous: previously(ring), found: []graph.Ring{scored(0.5, ring)},
			want: []string{"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.50, its band from high to medium"}, rings: []string{"r active"},
		},
		{name: "its score fell within its band", previous: previously(ring), found: []graph.Ring{scored(0.82, ring)}, rings: []string{"r active"}},
		{
			name: "it took another in", previous: []graph.PreviousRing{{Ring: ring}, {Ring: withReports("s", "EF", 3, may)}}, found: []graph.Ring{withReports("x", "ABCDEF", 8, may)},
			want:  []string{"r merged members 4-6 reports 8-8 [s]: it took in s", "s closed members 2-0 reports 3-0 [r]: it merged into r"},
			rings: []string{"r active"}, closed: []string{"s 0 high into r"}, lineage: []graph.Lineage{{RingID: "r", Predecessor: "s"}},
		},
		{
			name: "it fell apart", previous: previously(withReports("r", "ABCDEFG", 8, may)), found: []graph.Ring{withReports("x", "ABCD", 8, may), withReports("y", "EFG", 3, may)},
			want:  []string{"r split members 7-4 reports 8-8 [y]: y came out of it", "y created members 0-3 reports 0-3 [r]: it came out of r"},
			rings: []string{"r active", "y active"}, lineage: []graph.Lineage{{RingID: "y", Predecessor: "r", SplitOff: true}},
		},
		{
			name: "it is quiet", previous: previously(as(graph.Active, withReports("r", "ABCD", 8, long))), found: []graph.Ring{withReports("r", "ABCD", 8, long)},
			want: []string{
				"r dormant members 4-4 reports 8-8 []: no new report for 92 days",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.74, its band from high to medium",
			}, rings: []string{"r dormant"},
		},
		{
			name: "it is active again", previous: previously(withReports("r", "ABCD", 8, long)), found: []graph.Ring{withReports("r", "ABCD", 9, late)},
			want: []string{"r grown members 4-4 reports 8-9 []: 1 report arrived", "r reopened members 4-4 reports 8-9 []: a report of 2026-05-30 arrived"}, rings: []string{"r active"},
		},
		{
			name: "it is closed for its age", previous: previously(as(graph.Dormant, old)), found: []graph.Ring{old},
			want: []string{"r closed members 4-0 reports 8-0 []: no new report for 400 days"}, closed: []string{"r 4 high"},
		},
		{name: "it stays closed", previous: previously(closedRing), found: []graph.Ring{old}},
		{name: "it stays closed and nothing is left of it", previous: previously(closedRing)},
		{
			name: "it is back", previous: previously(closedRing), found: []graph.Ring{withReports("x", "ABCDE", 9, late)},
			want: []string{"r reopened members 0-5 reports 0-9 []: a report of 2026-05-30 arrived"}, rings: []string{"r active"},
		},
		{
			name: "all its reports were withdrawn", previous: previously(ring), lost: lostReports(Withdrawn, 8),
			want: []string{"r closed members 4-0 reports 8-0 []: its 8 reports were withdrawn"}, closed: []string{"r 0 medium"},
		},
		{
			name: "too many of its reports were withdrawn", previous: previously(ring), lost: lostReports(Withdrawn, 6),
			want: []string{"r closed members 4-0 reports 8-0 []: 6 of its 8 reports were withdrawn, and what is left makes no ring"}, closed: []string{"r 0 medium"},
		},
		{
			name: "its reports expired", previous: previously(ring), lost: lostReports(Expired, 8),
			want: []string{"r closed members 4-0 reports 8-0 []: its 8 reports are past their retention"}, closed: []string{"r 4 high"},
		},
		{
			name: "its members have new holders", previous: releasing("CD", withReports("r", "AB", 8, may)),
			want: []string{"r closed members 4-0 reports 8-0 []: 2 of its 4 members passed to new holders, and what is left makes no ring"}, closed: []string{"r 2 high"},
		},
		{
			name: "it is not found any more", previous: previously(ring),
			want: []string{"r closed members 4-0 reports 8-0 []: the connections between its members no longer form a ring"}, closed: []string{"r 4 high"},
		},
		{
			name: "an oversized group took it in", previous: previously(ring), lost: lostReports(Withdrawn, 1), oversized: oversized("ABCX", "DY"),
			want: []string{"r closed members 4-0 reports 8-0 []: its members are among 4 connected identifiers, which form no ring"}, closed: []string{"r 0 medium"},
		},
		{
			name: "oversized groups took parts of it in", previous: previously(ring), oversized: oversized("ABX", "CDY"),
			want: []string{"r closed members 4-0 reports 8-0 []: the connections between its members no longer form a ring"}, closed: []string{"r 4 high"},
		},
		{
			name: "it is dismissed", previous: previously(ring, dismisses, dismisses, confirms), found: []graph.Ring{ring},
			want: []string{
				"r dismissed members 4-4 reports 8-8 []: dismissed by 2 agencies, confirmed by 1 agency",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.85 to 0.59, its band from high to medium",
			}, rings: []string{"r dismissed"},
		},
		{name: "agencies disagree", previous: previously(ring, dismisses, confirms), found: []graph.Ring{ring}, rings: []string{"r active"}},
		{
			name: "it stays dismissed", previous: previously(dismissed(1, ring), dismisses), found: []graph.Ring{withReports("r", "ABCDE", 11, may)},
			want: []string{"r grown members 4-5 reports 8-11 []: 1 member joined, 3 reports arrived"}, rings: []string{"r dismissed"},
		},
		{
			name: "it grew by half since it was dismissed", previous: previously(as(graph.Dismissed, ring), dismisses), found: []graph.Ring{withReports("r", "ABCDEF", 8, may)},
			want: []string{"r grown members 4-6 reports 8-8 []: 2 members joined", "r reopened members 4-6 reports 8-8 []: it grew from 4 to 6 members since it was dismissed"}, rings: []string{"r active"},
		},
		{
			name: "half as many reports came since it was dismissed", previous: previously(as(graph.Dismissed, ring), dismisses), found: []graph.Ring{withReports("r", "ABCD", 12, may)},
			want: []string{"r grown members 4-4 reports 8-12 []: 4 reports arrived", "r reopened members 4-4 reports 8-12 []: it grew from 8 to 12 reports since it was dismissed"}, rings: []string{"r active"},
		},
		{
			name: "its band rose since it was dismissed", previous: previously(dismissed(1, ring), dismisses), found: []graph.Ring{scored(0.98, ring)},
			want: []string{
				"r reopened members 4-4 reports 8-8 []: its band rose from high to very_high since it was dismissed",
				"r rescored members 4-4 reports 8-8 []: its score went from 0.59 to 0.98, its band from medium to very_high",
			}, rings: []string{"r active"},
		},
		{
			name: "another agency confirms what was dismissed", previous: previously(as(graph.Dismissed, ring), dismisses, confirms), found: []graph.Ring{ring},
			want: []string{"r reopened members 4-4 reports 8-8 []: no more agencies dismiss than confirm it"}, rings: []string{"r active"},
		},
		{
			name: "a part of what was dismissed is dismissed too", previous: previously(dismissed(1, withReports("r", "ABCDEFG", 8, may)), dismisses), found: []graph.Ring{withReports("x", "ABCD", 8, may), withReports("y", "EFG", 3, may)},
			want:  []string{"r split members 7-4 reports 8-8 [y]: y came out of it", "y created members 0-3 reports 0-3 [r]: it came out of r", "y dismissed members 3-3 reports 3-3 []: dismissed by 1 agency"},
			rings: []string{"r dismissed", "y dismissed"}, lineage: []graph.Lineage{{RingID: "y", Predecessor: "r", SplitOff: true}},
		},
		{
			name: "a dismissed ring is closed for its age too", previous: previously(as(graph.Dismissed, old), dismisses), found: []graph.Ring{old},
			want: []string{"r closed members 4-0 reports 8-0 []: no new report for 400 days"}, closed: []string{"r 4 high"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			next := Advance(Input{Matching: Match(c.previous, c.found), AsOf: june, LostReports: c.lost, Oversized: c.oversized})
			var events, rings, closed []string
			for _, v := range next.Events {
				require.Equal(t, june, v.Day)
				events = append(events, fmt.Sprintf("%s %s members %d-%d reports %d-%d %v: %s", v.RingID, v.Kind, v.Members.Before, v.Members.After, v.Reports.Before, v.Reports.After, v.Others, v.Reason))
			}
			for _, r := range next.Rings {
				rings = append(rings, fmt.Sprint(r.ID, " ", r.Status))
			}
			for _, r := range next.Closed {
				line := fmt.Sprint(r.ID, " ", len(r.Members), " ", r.Band)
				if r.MergedInto != "" {
					line += " into " + r.MergedInto
				}
				closed = append(closed, line)
				require.Equal(t, graph.Closed, r.Status)
				require.NotEmpty(t, r.Closing)
				require.Empty(t, r.ReportIDs)
				require.Empty(t, r.Explanation)
				if c.lost["x/00"] == Withdrawn {
					require.Empty(t, r.Regions, "nothing of what was withdrawn remains")
					require.Zero(t, r.Score)
				}
			}
			require.Equal(t, c.want, events)
			require.Equal(t, c.rings, rings)
			require.Equal(t, c.closed, closed)
			require.Equal(t, c.lineage, next.Lineage)
		})
	}
}
