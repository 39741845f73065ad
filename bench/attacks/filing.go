package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// lateDay is the first day of the last month. Attackers date what they file in it.
const lateDay = world.Days - 30

// filing is a list of records that attackers and others file.
type filing struct {
	*rand.Rand
	effort  int
	records []graph.Record
	aliases map[graph.Token]graph.Token // what a token was claimed to be
}

// story is what reports about one fraud have in common. Attackers who want a ring to be seen tell
// the same story each time.
type story struct{ category, channel, region string }

func (f *filing) newStory() story {
	return story{
		[]string{"upi_fraud", "loan_fraud", "job_fraud", "kyc_fraud"}[f.IntN(4)],
		[]string{"call", "sms", "web"}[f.IntN(3)],
		[]string{"KA", "MH", "DL", "TN", "WB", "GJ"}[f.IntN(6)],
	}
}

func dayTime(day int) time.Time { return world.Start.AddDate(0, 0, day).Add(12 * time.Hour) }

func (f *filing) id() string { return fmt.Sprintf("A%d-%d", f.effort, len(f.records)) }

// report files a report and returns it.
func (f *filing) report(agency string, s story, day int, ids ...graph.Identifier) *graph.Report {
	r := &graph.Report{
		ID: f.id(), Agency: agency, Category: s.category, Channel: s.channel, Region: s.region, OccurredAt: dayTime(day), Identifiers: ids,
	}
	f.records = append(f.records, r)
	return r
}

func (f *filing) link(agency string, relation graph.Relation, from, to graph.Identifier, day int) {
	f.records = append(f.records, &graph.Link{
		ID: f.id(), Agency: agency, Relation: relation, From: from, To: to, ObservedAt: dayTime(day),
	})
}

// release files a release of an identifier at noon of a day.
func (f *filing) release(agency string, id graph.Identifier, day int) {
	f.records = append(f.records, &graph.Release{ID: f.id(), Agency: agency, Identifier: id, ReleasedAt: dayTime(day)})
}

// claim files an equivalence: the later token stands for the identifier.
func (f *filing) claim(agency string, id graph.Identifier, later graph.Token) {
	if f.aliases == nil {
		f.aliases = map[graph.Token]graph.Token{}
	}
	f.aliases[later] = id.Token
	f.records = append(f.records, &graph.Equivalence{ID: f.id(), Agency: agency, Identifier: id, SameAs: later})
}

// newIdentifier returns an identifier that no record names, of an epoch of the key.
func (f *filing) newIdentifier(kind graph.Kind, epoch int) graph.Identifier {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	tail := make([]byte, 26)
	for i := range tail {
		tail[i] = letters[f.IntN(len(letters))]
	}
	tail[25] = 'a' // a multiple of 4 bits: the rest of the last letter is unused
	return graph.Identifier{Kind: kind, Token: graph.Token(fmt.Sprintf("tk%d_%s", epoch, tail))}
}

// two returns two different identifiers of a list.
func (f *filing) two(all []graph.Identifier) (a, b graph.Identifier) {
	i := f.IntN(len(all))
	j := f.IntN(len(all) - 1)
	if j >= i {
		j++
	}
	return all[i], all[j]
}
