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

// randomEvidence is random evidence that grows and shrinks.
type randomEvidence struct {
	random      *rand.Rand
	identifiers []graph.Identifier
	reports     []evidence.DeltaReport
	links       []evidence.DeltaLink
	standing    evidence.Standing
}

func newRandomEvidence(seed1, seed2 uint64) *randomEvidence {
	return &randomEvidence{random: rand.New(rand.NewPCG(seed1, seed2))}
}

func (e *randomEvidence) identifier() graph.Identifier {
	if len(e.identifiers) > 0 && e.random.IntN(3) > 0 {
		return e.identifiers[e.random.IntN(len(e.identifiers))]
	}
	letters := make([]byte, 26)
	for i := range letters {
		letters[i] = 'a' + byte(e.random.IntN(26))
	}
	id := graph.Identifier{Kind: graph.Kinds[e.random.IntN(3)], Token: graph.Token("tk1_" + string(letters))}
	e.identifiers = append(e.identifiers, id)
	return id
}

// add adds records, some with words that no earlier record has, and returns them as a delta.
func (e *randomEvidence) add(reports, links int) *evidence.Delta {
	d := &evidence.Delta{}
	word := func(letter string) string { return fmt.Sprint(letter, e.random.IntN(12+len(e.reports)/500)) }
	for range reports {
		r := evidence.DeltaReport{ID: fmt.Sprintf("x/%d", e.random.Uint64()), Attributes: evidence.Attributes{
			Second: evidence.Second(e.random.IntN(1e9)), Category: word("c"), Region: word("R"),
			Loss: graph.Amount(fmt.Sprint(e.random.IntN(1000))), Currency: "INR", Source: evidence.SourceHash(e.random.IntN(3)),
		}}
		for range e.random.IntN(4) {
			if id := e.identifier(); !slices.Contains(r.Identifiers, id) {
				r.Identifiers = append(r.Identifiers, id)
			}
		}
		d.Reports = append(d.Reports, r)
	}
	for range links {
		d.Links = append(d.Links, evidence.DeltaLink{
			ID: fmt.Sprintf("x/%d", e.random.Uint64()), From: e.identifier(), To: e.identifier(),
			Relation: graph.UsedIn, Day: evidence.Day(e.random.IntN(400)),
		})
	}
	e.reports, e.links = append(e.reports, d.Reports...), append(e.links, d.Links...)
	return d
}

// withdraw removes random reports and links, and returns their ids.
func (e *randomEvidence) withdraw(reports, links int) (ids []string) {
	for range min(reports, len(e.reports)) {
		at := e.random.IntN(len(e.reports))
		ids, e.reports = append(ids, e.reports[at].ID), slices.Delete(e.reports, at, at+1)
	}
	for range min(links, len(e.links)) {
		at := e.random.IntN(len(e.links))
		ids, e.links = append(ids, e.links[at].ID), slices.Delete(e.links, at, at+1)
	}
	return ids
}

// learn changes the standing, and returns it in random order.
func (e *randomEvidence) learn() *evidence.Standing {
	e.standing = evidence.Standing{}
	for i := range e.random.IntN(5) {
		e.standing.Known = append(e.standing.Known, evidence.Known{
			ID: fmt.Sprint("operator/K", i), Token: e.identifier().Token, Business: "delivery", ValidUntil: evidence.Second(e.random.IntN(9)),
		})
		e.standing.Verified = append(e.standing.Verified, evidence.Verified{Token: e.identifier().Token, Day: evidence.Day(e.random.IntN(9))})
		e.standing.Agencies = append(e.standing.Agencies, evidence.Outcomes{Agency: fmt.Sprint("x", i), Withdrawn: e.random.IntN(2)})
	}
	shuffled := evidence.Standing{Known: slices.Concat(e.standing.Known, e.standing.Known), Agencies: slices.Clone(e.standing.Agencies)}
	shuffled.Verified = slices.Concat(e.standing.Verified, e.standing.Verified)
	e.random.Shuffle(len(shuffled.Verified), func(i, j int) {
		shuffled.Verified[i], shuffled.Verified[j] = shuffled.Verified[j], shuffled.Verified[i]
	})
	e.random.Shuffle(len(shuffled.Agencies), func(i, j int) {
		shuffled.Agencies[i], shuffled.Agencies[j] = shuffled.Agencies[j], shuffled.Agencies[i]
	})
	e.random.Shuffle(len(shuffled.Known), func(i, j int) {
		shuffled.Known[i], shuffled.Known[j] = shuffled.Known[j], shuffled.Known[i]
	})
	return &shuffled
}

// rows returns all evidence but the void part, in random order.
func (e *randomEvidence) rows(v *evidence.Void) *evidence.Rows {
	r := &evidence.Rows{Standing: e.standing}
	next := int64(0)
	keys := map[graph.Token]int64{}
	keyOf := func(id graph.Identifier) int64 {
		key, ok := keys[id.Token]
		if !ok {
			key, next = next, next+1
			keys[id.Token] = key
			r.Identifiers = append(r.Identifiers, evidence.IdentifierRow{Key: key, Identifier: id})
		}
		return key
	}
	for _, i := range e.random.Perm(len(e.reports)) {
		report, key := e.reports[i], next
		next++
		r.Reports = append(r.Reports, evidence.ReportRow{Key: key, ID: report.ID, Attributes: report.Attributes})
		for _, id := range report.Identifiers {
			if !v.Mentions[evidence.Mention{ReportID: report.ID, Token: id.Token}] {
				r.Mentions.Add(key, keyOf(id))
			}
		}
	}
	for _, i := range e.random.Perm(len(e.links)) {
		if l := e.links[i]; !v.Links[l.ID] {
			r.Links.Add(keyOf(l.From), keyOf(l.To), l.Relation, l.Day, l.ID)
		}
	}
	return r
}

// void returns random mentions and links, and some that do not exist.
func (e *randomEvidence) void() *evidence.Void {
	v := &evidence.Void{
		Mentions: map[evidence.Mention]bool{{ReportID: "x/none", Token: "tk1_none"}: true},
		Links:    map[string]bool{"x/none": true},
	}
	for i, r := range e.reports {
		for j, id := range r.Identifiers {
			if (i+j)%7 == 3 {
				v.Mentions[evidence.Mention{ReportID: r.ID, Token: id.Token}] = true
			}
		}
	}
	for i, l := range e.links {
		if i%5 == 3 {
			v.Links[l.ID] = true
		}
	}
	return v
}

// With gives the same snapshot as NewSnapshot on all evidence.
func TestSnapshot_With(t *testing.T) {
	e := newRandomEvidence(3, 4)
	s := evidence.NewSnapshot(&evidence.Rows{})
	for step := range 60 {
		d := e.add(e.random.IntN(100), e.random.IntN(100))
		switch step % 5 {
		case 1: // added and existing records are withdrawn
			d.Withdrawn = append(e.withdraw(5, 5), "x/none")
		case 2: // nothing is added, and much is withdrawn
			e.reports, e.links = e.reports[:len(e.reports)-len(d.Reports)], e.links[:len(e.links)-len(d.Links)]
			*d = evidence.Delta{Withdrawn: e.withdraw(len(e.reports)/3, len(e.links)/3)}
		case 3: // existing records arrive again, and new ones twice
			d.Reports, d.Links = slices.Concat(d.Reports, d.Reports, e.reports[:3]), slices.Concat(d.Links, e.links[:3], d.Links)
		case 4: // known businesses and outcomes change, too
			d.Standing = e.learn()
		}
		if step%10 == 2 { // they change, and little else or nothing
			d.Standing = e.learn()
		}
		before, copied := s, *s
		s = s.With(d)
		require.Equal(t, evidence.NewSnapshot(e.rows(&evidence.Void{})), s, "step %d", step)
		require.Equal(t, copied, *before, "the old snapshot does not change")
		v := e.void()
		require.Equal(t, evidence.NewSnapshot(e.rows(v)), s.Without(v), "step %d", step)
	}
	require.NotEmpty(t, s.Links.From)
	require.Same(t, s, s.With(&evidence.Delta{Reports: e.reports, Links: e.links, Withdrawn: []string{"x/none"}}), "nothing is new")
	require.Same(t, s, s.With(&evidence.Delta{Standing: &e.standing}), "the standing is the same")
	require.Same(t, s, s.Without(&evidence.Void{}))
	known := s.With(&evidence.Delta{Standing: &evidence.Standing{Known: []evidence.Known{{ID: "x/K", Token: s.Identifiers[0].Token}}}})
	require.Len(t, known.Standing.Known, 1)
	require.NotEqual(t, known.Standing, s.Standing, "the old snapshot does not change")
	require.Equal(t, s.ReportIDs, known.ReportIDs)
	verified := known.With(&evidence.Delta{Standing: &evidence.Standing{
		Known: known.Standing.Known, Verified: []evidence.Verified{{Token: s.Identifiers[0].Token, Day: 400}},
	}})
	require.Equal(t, evidence.Day(400), verified.Standing.Verified[0].Day)
	require.Empty(t, verified.With(&evidence.Delta{Standing: &evidence.Standing{Known: known.Standing.Known}}).Standing.Verified, "Delta.Standing replaces it whole")
	all := evidence.Delta{Withdrawn: e.withdraw(len(e.reports), len(e.links))}
	require.Equal(t, evidence.NewSnapshot(&evidence.Rows{}).Order(), s.With(&all).Order())
}

// If a later record gives an identifier another kind, it has that kind.
func TestSnapshot_With_OtherKinds(t *testing.T) {
	a, b := identifier(graph.Number, "a"), identifier(graph.Number, "b")
	as := func(id graph.Identifier, kind graph.Kind) graph.Identifier {
		return graph.Identifier{Kind: kind, Token: id.Token}
	}
	s := evidence.NewSnapshot(&evidence.Rows{}).With(&evidence.Delta{Reports: []evidence.DeltaReport{{
		ID:          "x/1",
		Identifiers: []graph.Identifier{a, b},
	}}})
	after := s.With(&evidence.Delta{Reports: []evidence.DeltaReport{
		{ID: "x/2", Identifiers: []graph.Identifier{as(a, graph.Device)}},
		{ID: "x/3", Identifiers: []graph.Identifier{as(b, graph.Account)}},
		{ID: "x/4", Identifiers: []graph.Identifier{b}},
	}})
	require.ElementsMatch(t, []graph.Identifier{as(a, graph.Device), b}, after.Identifiers)
	require.ElementsMatch(t, []graph.Identifier{a, b}, s.Identifiers)
}

func BenchmarkSnapshot(b *testing.B) {
	e := newRandomEvidence(1, 2)
	e.add(292_000, 196_000)
	rows := e.rows(&evidence.Void{})
	s := evidence.NewSnapshot(rows)
	b.Run("records=5e5/all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Equal(b, s.Order(), evidence.NewSnapshot(rows).Order())
		}
	})
	delta := e.add(2920, 1960)
	b.Run("records=5e5/after=1%", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Len(b, s.With(delta).ReportIDs, len(e.reports))
		}
	})
	v := e.void()
	b.Run("records=5e5/voided=1_in_6", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.Less(b, s.Without(v).Edges(), s.Edges())
		}
	})
}
