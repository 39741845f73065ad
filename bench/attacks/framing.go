package main

import (
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// liars are the agencies that attack: neither the largest one nor the smallest.
func (s *scene) liars(count int) []string { return s.agencies[1 : 1+count] }

// badRecord is how many reports an agency with a bad record took back as filed in error, for each
// that it let stand.
const badRecord = 4

// frame files reports about each group that agencies made up, each naming two of its numbers: the
// same story in the same region, on some days of the last month. Before, the agencies withdrew so
// many times their reports.
func frame(agencies, days, withdrawn int) func(*scene, *filing, int) aim {
	return func(s *scene, f *filing, effort int) aim {
		liars := s.liars(agencies)
		for _, group := range s.groups {
			lie := f.newStory()
			for i := range effort {
				a, b := f.two(group)
				f.report(liars[i%agencies], lie, lateDay+f.IntN(days), a, b)
			}
		}
		for _, agency := range liars {
			for range withdrawn * s.filed[agency] {
				r := f.report(agency, f.newStory(), f.IntN(lateDay), f.newIdentifier(graph.Number, 1))
				f.records = append(f.records, &graph.Withdrawal{ID: f.id(), Agency: agency, Withdraws: r.ID, Reason: "filed_in_error"})
			}
		}
		return aim{innocents: s.groupTokens()}
	}
}

// complain files the complaints of one person about each group, at so many agencies in turn. An
// agency gives its own pseudonym of the person.
func complain(agencies, days int) func(*scene, *filing, int) aim {
	return func(s *scene, f *filing, effort int) aim {
		at := s.liars(agencies)
		for n, group := range s.groups {
			lie := f.newStory()
			for i := range effort {
				a, b := f.two(group)
				r := f.report(at[i%agencies], lie, world.Days-days+f.IntN(days), a, b)
				r.Source = fmt.Sprintf("person-%s-%d", letters(i%agencies), n)
			}
		}
		return aim{innocents: s.groupTokens()}
	}
}

// letters returns a word for a number below 26.
func letters(n int) string { return string(rune('a' + n)) }

// copyIncident files copies of one report about each group, under other ids. The report names four
// of its numbers.
func copyIncident(agencies int) func(*scene, *filing, int) aim {
	return func(s *scene, f *filing, effort int) aim {
		at := s.liars(agencies)
		for _, group := range s.groups {
			truth, day := f.newStory(), lateDay+f.IntN(28)
			for i := range effort {
				r := f.report(at[i%agencies], truth, day, group[:4]...)
				r.Loss, r.Currency = "12500.00", "INR"
			}
		}
		return aim{innocents: s.groupTokens()}
	}
}

// frameByLink has one agency link the first number of each group to the device of a ring, again on
// each of some days.
func frameByLink(s *scene, f *filing, effort int) aim {
	var a aim
	for i, group := range s.groups {
		if len(s.rings) == 0 {
			break
		}
		for n := range effort {
			f.link(s.liars(1)[0], graph.UsedIn, group[0], s.rings[i%len(s.rings)].device, lateDay+n)
		}
		a.innocents = append(a.innocents, tokens(group[:1]))
	}
	return a
}

// frameByEquivalence has one agency claim that an innocent number is a ring's: an innocent whose
// only token is of the later epoch, of whom two strangers complained at other agencies.
func frameByEquivalence(s *scene, f *filing, _ int) aim {
	var a aim
	for _, ring := range s.rings {
		innocent := f.newIdentifier(graph.Number, 2)
		for i := range 2 {
			f.report(s.agencies[4+i], f.newStory(), f.IntN(lateDay), innocent)
		}
		for _, m := range ring.members {
			if m.Kind == graph.Number {
				f.claim(s.liars(1)[0], m, innocent.Token)
				a.innocents = append(a.innocents, []graph.Token{innocent.Token})
				break
			}
		}
	}
	return a
}

// burst has one agency report members of rings together with strangers.
func burst(s *scene, f *filing, effort int) aim {
	a := aim{rings: true}
	for _, ring := range s.rings {
		lie := f.newStory()
		for range effort {
			stranger := s.strays[f.IntN(len(s.strays))]
			f.report(s.liars(1)[0], lie, lateDay+f.IntN(28), ring.members[f.IntN(len(ring.members))], stranger)
			a.innocents = append(a.innocents, []graph.Token{stranger.Token})
		}
	}
	return a
}
