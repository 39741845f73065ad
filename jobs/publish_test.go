package jobs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/lifecycle"
)

var june = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// number returns the number of a letter.
func number(letter string) graph.Identifier {
	return graph.Identifier{Kind: graph.Number, Token: graph.Token("tk1_" + strings.Repeat(letter, 26))}
}

// members returns a number for each letter.
func members(letters string) (all []graph.Member) {
	for _, letter := range letters {
		all = append(all, graph.Member{Identifier: number(string(letter)), Strength: 1})
	}
	return all
}

// publishing is a store on which rings are published as if a run had found them.
type publishing struct {
	*testing.T
	*neo.Store
	detection *Detection
}

func onStore(t *testing.T) *publishing {
	t.Helper()
	d := &Detection{AsOf: func() time.Time { return june }}
	_, store, _ := onNeo4j(t, d)
	return &publishing{t, store, d}
}

// file saves a report that names a number for each letter.
func (p *publishing) file(id, letters string) {
	p.Helper()
	r := &graph.Report{ID: id, OccurredAt: june.AddDate(0, 0, -5), Region: "KA"}
	for _, m := range members(letters) {
		r.Identifiers = append(r.Identifiers, m.Identifier)
	}
	_, err := p.Intake.Save(p.Context(), "x", []graph.Record{r})
	require.NoError(p, err)
}

// find publishes rings, each given by a letter for each of its numbers, and returns the ids that
// they then have, by their letters.
func (p *publishing) find(rings ...string) map[string]string {
	p.Helper()
	r, err := p.detection.startRun(p.Context(), "test")
	require.NoError(p, err)
	snapshot, err := p.Evidence.Snapshot(p.Context())
	require.NoError(p, err)
	r.previous = func() ([]graph.PreviousRing, error) { return p.Publications.PreviousRings(r.ctx) }
	var found []graph.Ring
	for i, letters := range rings {
		last := june.AddDate(0, 0, -5)
		ring := graph.Ring{
			Status: graph.Active, EvidenceScore: 0.85, Score: 0.85, Band: graph.High, Members: members(letters),
			ReportIDs: []string{"x/" + letters}, Regions: []string{"KA"}, FirstSeen: last.AddDate(0, -1, 0), LastSeen: last,
			Explanation: []graph.Reason{{Kind: graph.ReasonTies, Text: fmt.Sprint("test ", i), Weight: 0.7}},
		}
		ring.ID = lifecycle.NewID(ring.Members, 0)
		found = append(found, ring)
	}
	_, err = r.publish(&detected{rings: found, hasReport: snapshot.HasReport})
	require.NoError(p, err)
	require.NoError(p, r.lease.release())
	ids := map[string]string{}
	for _, ring := range p.published() {
		letters := ""
		for _, m := range ring.Members {
			letters += string(m.Token[5])
		}
		ids[letters] = ring.ID
	}
	return ids
}

func (p *publishing) published() []graph.Ring {
	p.Helper()
	_, rings, err := p.Publications.Published(p.Context())
	require.NoError(p, err)
	return rings
}

func (p *publishing) ring(id string) graph.Ring {
	p.Helper()
	rings := p.published()
	i := slices.IndexFunc(rings, func(r graph.Ring) bool { return r.ID == id })
	require.GreaterOrEqual(p, i, 0)
	return rings[i]
}

// history returns a ring's events, the first one first.
func (p *publishing) history(id string) (lines []string) {
	p.Helper()
	events, err := p.Publications.History(p.Context(), id, 0, 100)
	require.NoError(p, err)
	for _, e := range slices.Backward(events) {
		lines = append(lines, fmt.Sprintf("%s %v: %s", e.Kind, e.Others, e.Reason))
	}
	return lines
}

func TestPublish_MergeAndSplit(t *testing.T) {
	p := onStore(t)
	p.file("ABCDEF", "ABCDEF")
	p.file("GHI", "GHI")
	ids := p.find("ABCDEF", "GHI")
	require.Len(t, ids, 2)
	a, g := ids["ABCDEF"], ids["GHI"]
	require.Equal(t, map[string]string{"ABCDEFGHI": a, "": g}, p.find("ABCDEFGHI"))
	require.Equal(t, []string{g}, p.ring(a).CameFrom)
	require.Equal(t, []string{a}, p.ring(g).LedTo)
	require.Equal(t, graph.Closed, p.ring(g).Status)
	require.Equal(t, a, p.ring(g).MergedInto)

	// Both rings of a lineage change in one run, and the lineage stays.
	ids = p.find("ABCDEF", "GHI")
	part := ids["GHI"]
	require.Equal(t, a, ids["ABCDEF"])
	require.NotEqual(t, g, part, "the ring that a merger closed stays closed")
	require.Equal(t, []string{a}, p.ring(part).CameFrom)
	p.file("JK", "JK")
	ids = p.find("ABCDEFJ", "GHIK")
	require.Equal(t, map[string]string{"ABCDEFJ": a, "GHIK": part, "": g}, ids)
	require.Equal(t, []string{g}, p.ring(a).CameFrom)
	require.Equal(t, []string{part}, p.ring(a).LedTo)
	require.Equal(t, []string{a}, p.ring(part).CameFrom)

	require.Equal(t, []string{
		"created []: it was found: 6 members, 1 report",
		"merged [" + g + "]: it took in " + g,
		"split [" + part + "]: " + part + " came out of it",
		"grown []: 1 member joined, 1 report arrived, 1 report no longer belongs to it",
	}, p.history(a)[:4])
	require.Equal(t, []string{"created []: it was found: 3 members, 1 report", "closed [" + a + "]: it merged into " + a}, p.history(g))
	require.Equal(t, "created ["+a+"]: it came out of "+a, p.history(part)[0])

	events, err := p.Publications.History(t.Context(), a, 3, 1)
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.EqualValues(t, 2, events[0].Number)
	require.Equal(t, graph.Change{Before: 6, After: 9}, events[0].Members)
	require.Equal(t, "run-2", events[0].RunID)
}

// A ring that was closed is recognised when it is found again, but not by members whose reports
// were withdrawn or that passed to new holders.
func TestPublish_ComesBack(t *testing.T) {
	p := onStore(t)
	p.file("ABCD", "ABCD")
	id := p.find("ABCD")["ABCD"]
	p.find()
	require.Equal(t, "the connections between its members no longer form a ring", p.ring(id).Closing)
	p.file("ABCDE", "ABCDE")
	require.Equal(t, id, p.find("ABCDE")["ABCDE"])
	require.Equal(t, []string{
		"created []: it was found: 4 members, 1 report",
		"closed []: the connections between its members no longer form a ring",
		"reopened []: it was found again",
	}, p.history(id))

	for _, letters := range []string{"A", "B", "C", "D", "E"} {
		_, err := p.Intake.Save(t.Context(), "x", []graph.Record{
			&graph.Release{ID: "RL" + letters, Identifier: number(letters), ReleasedAt: june.AddDate(0, 0, -1)},
		})
		require.NoError(t, err)
	}
	require.NotEqual(
		t, id, p.find("ABCDE")["ABCDE"], "a number that was released and reported again is not recognised as a member of its old ring",
	)
	require.Equal(t, "5 of its 5 members passed to new holders, and what is left makes no ring", p.ring(id).Closing)
}

// give gives feedback and returns whether it was new.
func (p *publishing) give(ring, agency string, kind graph.AgencyKind, verdict graph.Verdict, reason string) (bool, graph.Tally) {
	p.Helper()
	fresh, tally, err := p.Reviews.AddFeedback(p.Context(), &graph.Feedback{
		RingID: ring, Agency: graph.Agency{ID: agency, Kind: kind}, Verdict: verdict, Reason: reason, Note: "n",
	})
	require.NoError(p, err)
	return fresh, tally
}

func TestPublish_Feedback(t *testing.T) {
	p := onStore(t)
	p.file("ABCDEFGHIJ", "ABCDEFGHIJ")
	id := p.find("ABCDEFG")["ABCDEFG"]
	before, err := p.Publications.Publication(t.Context())
	require.NoError(t, err)

	_, tally := p.give(id, "axis", graph.Bank, graph.Confirms, "matches_own_case")
	require.Equal(t, graph.Tally{Confirmed: 1}, tally)
	_, tally = p.give(id, "ksp", graph.Police, graph.Dismisses, "genuine_subscribers")
	require.Equal(t, graph.Tally{Confirmed: 1, Dismissed: 1}, tally)
	p.find("ABCDEFG")
	require.Equal(t, graph.Active, p.ring(id).Status, "they disagree")
	fresh, tally := p.give(id, "axis", graph.Bank, graph.Dismisses, "shared_equipment")
	require.True(t, fresh)
	require.Equal(t, graph.Tally{Dismissed: 2}, tally, "the latest of an agency counts")
	fresh, tally = p.give(id, "axis", graph.Bank, graph.Dismisses, "shared_equipment")
	require.False(t, fresh)
	require.Equal(t, graph.Tally{Dismissed: 2}, tally)
	after, err := p.Publications.Publication(t.Context())
	require.NoError(t, err)
	require.Equal(t, before.Sequence, after.Sequence)
	require.Equal(t, before.Revision+3, after.Revision, "readers see that something changed")
	require.Equal(t, graph.Tally{Dismissed: 2}, p.ring(id).Feedback)

	p.find("ABCDEFG")
	require.Equal(t, graph.Dismissed, p.ring(id).Status)
	// A part that splits off is dismissed too, and takes the feedback with it.
	part := p.find("ABCD", "EFG")["EFG"]
	require.Equal(t, graph.Dismissed, p.ring(id).Status)
	require.Equal(t, graph.Dismissed, p.ring(part).Status)
	require.Equal(t, graph.Tally{Dismissed: 2}, p.ring(part).Feedback)
	p.give(part, "ksp", graph.Police, graph.Confirms, "investigated")
	require.Equal(t, graph.Tally{Dismissed: 2}, p.ring(id).Feedback, "the feedback was on the part alone")
	require.Equal(t, graph.Tally{Confirmed: 1, Dismissed: 1}, p.ring(part).Feedback)
	p.find("ABCD", "EFG")
	require.Equal(t, graph.Active, p.ring(part).Status)
	require.Equal(t, []string{
		"created [" + id + "]: it came out of " + id,
		"dismissed []: dismissed by 2 agencies",
		"feedback []: the police confirmed it: investigated",
		"reopened []: no more agencies dismiss than confirm it",
		"rescored []: its score went from 0.26 to 0.85, its band from medium to high",
	}, p.history(part))

	p.find()
	_, _, err = p.Reviews.AddFeedback(t.Context(), &graph.Feedback{
		RingID: id, Agency: graph.Agency{ID: "axis"}, Verdict: graph.Confirms, Reason: "other",
	})
	require.ErrorIs(t, err, graph.ErrConflict)
	_, _, err = p.Reviews.AddFeedback(t.Context(), &graph.Feedback{
		RingID: "ring-none", Agency: graph.Agency{ID: "axis"}, Verdict: graph.Confirms, Reason: "other",
	})
	require.ErrorIs(t, err, graph.ErrNotFound)
}

// A ring that was dismissed counts again once it has changed materially, and can be dismissed
// again.
func TestPublish_DismissedUntilItChanges(t *testing.T) {
	p := onStore(t)
	p.file("ABCDEFGHI", "ABCDEFGHI")
	id := p.find("ABCD")["ABCD"]
	p.give(id, "axis", graph.Bank, graph.Dismisses, "genuine_subscribers")
	for _, step := range []struct {
		letters string
		want    graph.Status
	}{{"ABCD", graph.Dismissed}, {"ABCDE", graph.Dismissed}, {"ABCDEF", graph.Active}, {"ABCDEFG", graph.Active}} {
		require.Equal(t, id, p.find(step.letters)[step.letters])
		require.Equal(t, step.want, p.ring(id).Status, step.letters)
	}
	p.give(id, "axis", graph.Bank, graph.Dismisses, "wrong_identifier")
	p.find("ABCDEFGH")
	require.Equal(t, graph.Dismissed, p.ring(id).Status)
	require.Equal(t, []string{
		"created []: it was found: 4 members, 1 report",
		"feedback []: a bank dismissed it: genuine subscribers",
		"dismissed []: dismissed by 1 agency",
		"rescored []: its score went from 0.85 to 0.59, its band from high to medium",
		"reopened []: it grew from 4 to 6 members since it was dismissed",
		"rescored []: its score went from 0.59 to 0.85, its band from medium to high",
		"feedback []: a bank dismissed it: wrong identifier",
		"dismissed []: dismissed by 1 agency",
		"rescored []: its score went from 0.85 to 0.59, its band from high to medium",
	}, slices.DeleteFunc(p.history(id), func(line string) bool { return line[:5] == "grown" }))
}
