package lifecycle_test

import (
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/lifecycle"
)

// A run finds one of two previous rings again, with one more member. All reports of the other were
// withdrawn.
func ExampleAdvance() {
	member := func(token graph.Token) graph.Member {
		return graph.Member{Identifier: graph.Identifier{Kind: graph.Number, Token: token}, Strength: 1}
	}
	ring := func(id, report string, members ...graph.Member) graph.Ring {
		return graph.Ring{ID: id, Status: graph.Active, Band: graph.Medium, Members: members, ReportIDs: []string{report}}
	}
	previous := []graph.PreviousRing{
		{Ring: ring("ring-1", "x/1", member("a"), member("b"))},
		{Ring: ring("ring-2", "x/2", member("c"), member("d"))},
	}
	found := []graph.Ring{ring("", "x/1", member("a"), member("b"), member("e"))}
	matching := lifecycle.Match(previous, found)
	fmt.Println("lost:", matching.LostReports())
	next := lifecycle.Advance(lifecycle.Input{
		Matching: matching, LostReports: map[string]lifecycle.LossReason{"x/2": lifecycle.Withdrawn},
	})
	for _, e := range next.Events {
		fmt.Printf("%s %s: %s\n", e.RingID, e.Kind, e.Reason)
	}
	// Output:
	// lost: [x/2]
	// ring-1 grown: 1 member joined
	// ring-2 closed: its 1 report was withdrawn
}
