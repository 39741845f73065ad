package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// filing is random evidence that comes and goes.
type filing struct {
	random  *rand.Rand
	known   []graph.Identifier
	reports []evidence.DeltaReport
	links   []evidence.DeltaLink
}

func (f *filing) identifier() graph.Identifier {
	if len(f.known) > 0 && f.random.IntN(3) > 0 {
		return f.known[f.random.IntN(len(f.known))]
	}
	letters := make([]byte, 26)
	for i := range letters {
		letters[i] = 'a' + byte(f.random.IntN(26))
	}
	id := graph.Identifier{Kind: graph.Kinds[f.random.IntN(3)], Token: graph.Token("tk1_" + string(letters))}
	f.known = append(f.known, id)
	return id
}

// add files some more, in which words come up that did not before.
func (f *filing) add(reports, links int) *evidence.Delta {
	n := &evidence.Delta{}
	word := func(letter string) string { return fmt.Sprint(letter, f.random.IntN(12+len(f.reports)/500)) }
	for range reports {
		r := evidence.DeltaReport{ID: fmt.Sprintf("x/%d", f.random.Uint64()), Attributes: evidence.Attributes{
			Second: evidence.Second(f.random.IntN(1e9)), Category: word("c"), Region: word("R"), Loss: graph.Amount(fmt.Sprint(f.random.IntN(1000))), Currency: "INR",
		}}
		for range f.random.IntN(4) {
			if id := f.identifier(); !slices.Contains(r.Identifiers, id) {
				r.Identifiers = append(r.Identifiers, id)
			}
		}
		n.Reports = append(n.Reports, r)
	}
	for range links {
		n.Links = append(n.Links, evidence.DeltaLink{
			ID: fmt.Sprintf("x/%d", f.random.Uint64()), From: f.identifier(), To: f.identifier(),
			Relation: graph.UsedIn, Day: evidence.Day(f.random.IntN(400)),
		})
	}
	f.reports, f.links = append(f.reports, n.Reports...), append(f.links, n.Links...)
	return n
}

// takeBack takes random reports and links back.
func (f *filing) takeBack(reports, links int) (ids []string) {
	for range min(reports, len(f.reports)) {
		at := f.random.IntN(len(f.reports))
		ids, f.reports = append(ids, f.reports[at].ID), slices.Delete(f.reports, at, at+1)
	}
	for range min(links, len(f.links)) {
		at := f.random.IntN(len(f.links))
		ids, f.links = append(ids, f.links[at].ID), slices.Delete(f.links, at, at+1)
	}
	return ids
}

// columns are what stands but for what is voided, in random order.
func (f *filing) columns(v *evidence.Void) *evidence.Rows {
	c := &evidence.Rows{}
	keys := map[graph.Token]int64{}
	key := func(id graph.Identifier) int64 {
		at, ok := keys[id.Token]
		if !ok {
			at = int64(len(c.Nodes))
			keys[id.Token] = at
			c.Nodes = append(c.Nodes, evidence.Node{Key: at, Identifier: id})
		}
		return at
	}
	for _, i := range f.random.Perm(len(f.reports)) {
		r := f.reports[i]
		r.Key = int64(len(c.Nodes))
		c.Nodes = append(c.Nodes, evidence.Node{Key: r.Key, ReportID: r.ID})
		c.Attributes = append(c.Attributes, r.Attributes)
		for _, id := range r.Identifiers {
			if !v.Mentions[evidence.Mention{ReportID: r.ID, Token: id.Token}] {
				c.Mentions.Add(r.Key, key(id))
			}
		}
	}
	for _, i := range f.random.Perm(len(f.links)) {
		if l := f.links[i]; !v.Links[l.ID] {
			c.Links.Add(key(l.From), key(l.To), l.Relation, l.Day, l.ID)
		}
	}
	return c
}

// voided are some random names and links, and some that nobody filed.
func (f *filing) voided() *evidence.Void {
	v := &evidence.Void{Mentions: map[evidence.Mention]bool{{ReportID: "x/none", Token: "tk1_none"}: true}, Links: map[string]bool{"x/none": true}}
	for i, r := range f.reports {
		for j, id := range r.Identifiers {
			if (i+j)%7 == 3 {
				v.Mentions[evidence.Mention{ReportID: r.ID, Token: id.Token}] = true
			}
		}
	}
	for i, l := range f.links {
		if i%5 == 3 {
			v.Links[l.ID] = true
		}
	}
	return v
}

// A snapshot that was amended is what one is that sees all for the first time.
func TestSnapshot_With(t *testing.T) {
	f := &filing{random: rand.New(rand.NewPCG(3, 4))}
	s := evidence.NewSnapshot(&evidence.Rows{})
	for step := range 60 {
		n := f.add(f.random.IntN(100), f.random.IntN(100))
		switch step % 5 {
		case 1: // of what came, and of what was there
			n.Withdrawn = append(f.takeBack(5, 5), "x/none")
		case 2: // nothing comes, and much goes
			f.reports, f.links = f.reports[:len(f.reports)-len(n.Reports)], f.links[:len(f.links)-len(n.Links)]
			*n = evidence.Delta{Withdrawn: f.takeBack(len(f.reports)/3, len(f.links)/3)}
		case 3: // what was there comes again, and twice
			n.Reports, n.Links = slices.Concat(n.Reports, n.Reports, f.reports[:3]), slices.Concat(n.Links, f.links[:3], n.Links)
		}
		before, copied := s, *s
		s = s.With(n)
		require.Equal(t, evidence.NewSnapshot(f.columns(&evidence.Void{})), s, "step %d", step)
		require.Equal(t, copied, *before, "what it was made of stays as it was")
		v := f.voided()
		require.Equal(t, evidence.NewSnapshot(f.columns(v)), s.Without(v), "step %d", step)
	}
	require.NotEmpty(t, s.Links.From)
	require.Same(t, s, s.With(&evidence.Delta{Reports: f.reports, Links: f.links, Withdrawn: []string{"x/none"}}), "nothing is new")
	require.Same(t, s, s.Without(&evidence.Void{}))
	all := evidence.Delta{Withdrawn: f.takeBack(len(f.reports), len(f.links))}
	require.Equal(t, evidence.NewSnapshot(&evidence.Rows{}).Order(), s.With(&all).Order())
}

// A token that is claimed for another kind later is of that kind.
func TestSnapshot_With_OtherKinds(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	of := func(id graph.Identifier, kind graph.Kind) graph.Identifier {
		return graph.Identifier{Kind: kind, Token: id.Token}
	}
	s := evidence.NewSnapshot(&evidence.Rows{}).With(&evidence.Delta{Reports: []evidence.DeltaReport{{ID: "x/1", Identifiers: []graph.Identifier{a, b}}}})
	after := s.With(&evidence.Delta{Reports: []evidence.DeltaReport{
		{ID: "x/2", Identifiers: []graph.Identifier{of(a, graph.Device)}}, {ID: "x/3", Identifiers: []graph.Identifier{of(b, graph.Account)}}, {ID: "x/4", Identifiers: []graph.Identifier{b}},
	}})
	require.ElementsMatch(t, []graph.Identifier{of(a, graph.Device), b}, after.Identifiers)
	require.ElementsMatch(t, []graph.Identifier{a, b}, s.Identifiers)
}

func BenchmarkSnapshot(b *testing.B) {
	f := &filing{random: rand.New(rand.NewPCG(1, 2))}
	f.add(292_000, 196_000)
	c := f.columns(&evidence.Void{})
	s := evidence.NewSnapshot(c)
	b.Run("records=5e5/all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Equal(b, s.Order(), evidence.NewSnapshot(c).Order())
		}
	})
	news := f.add(2920, 1960)
	b.Run("records=5e5/after=1%", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Len(b, s.With(news).ReportIDs, len(f.reports))
		}
	})
	v := f.voided()
	b.Run("records=5e5/voided=1_in_6", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Less(b, s.Without(v).Edges(), s.Edges())
		}
	})
}
