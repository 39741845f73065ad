package jobs

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ringwatch/graph"
	"ringwatch/graph/neo"
)

// publishing is a store on which rings are published as if they had been found.
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

// file saves a report that names a number for every letter.
func (p *publishing) file(id, letters string) {
	p.Helper()
	r := &graph.Report{ID: id, OccurredAt: june.AddDate(0, 0, -5), Region: "KA"}
	for _, m := range ringOfNumbers("", letters).Members {
		r.Identifiers = append(r.Identifiers, m.Identifier)
	}
	_, err := p.Save(p.Context(), "x", []graph.Record{r})
	require.NoError(p, err)
}

// find publishes rings, each a string of letters for its numbers, and returns the ids they
// have then, by the letters.
func (p *publishing) find(rings ...string) map[string]string {
	p.Helper()
	r, err := p.detection.begin(p.Context(), "test")
	require.NoError(p, err)
	var found []graph.Ring
	for i, letters := range rings {
		ring := withReports("", letters, 0, june.AddDate(0, 0, -5))
		ring.ID, ring.ReportIDs = idOf(ring.Members, 0), []string{fmt.Sprint("x/", letters)}
		ring.Explanation = []graph.Reason{{Text: fmt.Sprint("test ", i), Weight: 0.7}}
		found = append(found, ring)
	}
	_, err = r.publish(found)
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
	_, rings, err := p.Published(p.Context())
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

// told lists a ring's history, the first event first.
func (p *publishing) told(id string) (lines []string) {
	p.Helper()
	events, err := p.History(p.Context(), id, 0, 100)
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

	// Both ends of what joins rings change at once, and what joins them stays.
	ids = p.find("ABCDEF", "GHI")
	part := ids["GHI"]
	require.Equal(t, a, ids["ABCDEF"])
	require.NotEqual(t, g, part, "what a merger closed stays closed")
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
		"grown []: 1 member joined, 1 report came, 1 report tells of it no more",
	}, p.told(a)[:4])
	require.Equal(t, []string{"created []: it was found: 3 members, 1 report", "closed [" + a + "]: it merged into " + a}, p.told(g))
	require.Equal(t, "created ["+a+"]: it came out of "+a, p.told(part)[0])

	events, err := p.History(t.Context(), a, 3, 1)
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.EqualValues(t, 2, events[0].Number)
	require.Equal(t, graph.Change{Before: 6, After: 9}, events[0].Members)
	require.Equal(t, "run-2", events[0].RunID)
}

// A ring that is found no more is known again when it comes back, but not by what was
// taken back or by who has a new holder.
func TestPublish_ComesBack(t *testing.T) {
	p := onStore(t)
	p.file("ABCD", "ABCD")
	id := p.find("ABCD")["ABCD"]
	p.find()
	require.Equal(t, "what joins its members makes no ring any more", p.ring(id).Closing)
	p.file("ABCDE", "ABCDE")
	require.Equal(t, id, p.find("ABCDE")["ABCDE"])
	require.Equal(t, []string{
		"created []: it was found: 4 members, 1 report",
		"closed []: what joins its members makes no ring any more",
		"reopened []: it was found again",
	}, p.told(id))

	for _, letters := range []string{"A", "B", "C", "D", "E"} {
		_, err := p.Save(t.Context(), "x", []graph.Record{&graph.Release{ID: "RL" + letters, Identifier: ringOfNumbers("", letters).Members[0].Identifier, ReleasedAt: june.AddDate(0, 0, -1)}})
		require.NoError(t, err)
	}
	require.NotEqual(t, id, p.find("ABCDE")["ABCDE"], "a number released and reported anew is not in its old ring")
	require.Equal(t, "5 of its 5 members passed to new holders, and what is left makes no ring", p.ring(id).Closing)
}
