package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// scale says how large a scene is.
type scale struct {
	reports int
	seed    uint64
	groups  int // innocent groups
	rings   int // that are attacked, at most
}

const (
	groupSize = 5  // numbers of an innocent group
	popular   = 60 // innocents whom rings deal with to look ordinary
)

// scene is a world before the attack, and who is attacked in it.
type scene struct {
	seed     uint64
	records  []graph.Record
	groups   [][]graph.Identifier // innocents of whom a stranger complained once, or nobody did
	rings    []target             // planted rings that every detector finds
	truth    []world.Ring         // the same rings
	strays   []graph.Identifier   // numbers outside of all rings and groups
	popular  []graph.Identifier   // those outside of all rings that most records name
	agencies []string             // by how much they filed, most first
	filed    map[string]int       // records by agency
}

// target is a ring that is attacked.
type target struct {
	members []graph.Identifier
	device  graph.Identifier // a member; the zero value if it has none
}

// newScene generates a world, adds innocent groups, and chooses rings with a device that all
// detectors find.
func newScene(ctx context.Context, size scale, detectors []detector) (*scene, error) {
	s := &scene{seed: size.seed}
	planted, err := world.Generate(world.Options{Reports: size.reports, Seed: size.seed}, func(r graph.Record) error {
		s.records = append(s.records, r)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	s.agencies = byFrequency(s.records, func(r graph.Record) []string { return []string{graph.AgencyOf(r)} })
	s.filed = map[string]int{}
	for _, r := range s.records {
		s.filed[graph.AgencyOf(r)]++
	}
	s.addGroups(size.groups)
	found := make([]bool, len(planted))
	for i := range found {
		found[i] = true
	}
	for _, d := range detectors {
		before, err := d.detect(ctx, s.records)
		if err != nil {
			return nil, fmt.Errorf("%s, before any attack: %w", d.name(), err)
		}
		for i, ok := range foundRings(before.flagged, planted) {
			found[i] = found[i] && ok
		}
	}
	s.chooseTargets(planted, found, size.rings)
	return s, nil
}

// addGroups adds innocent numbers. A stranger complained of the first number of every other group.
func (s *scene) addGroups(count int) {
	f := s.filing(0)
	for i := range count {
		var group []graph.Identifier
		for range groupSize {
			group = append(group, f.newIdentifier(graph.Number, 1))
		}
		s.groups = append(s.groups, group)
		if i%2 == 0 {
			f.report(s.agencies[0], f.newStory(), f.IntN(world.Days), group[0])
		}
	}
	s.records = append(s.records, f.records...)
}

func (s *scene) chooseTargets(planted []world.Ring, found []bool, most int) {
	kinds := map[graph.Token]graph.Identifier{}
	named := byFrequency(s.records, func(r graph.Record) (all []graph.Identifier) {
		switch r := r.(type) {
		case *graph.Report:
			all = r.Identifiers
		case *graph.Link:
			all = []graph.Identifier{r.From, r.To}
		}
		return all
	})
	for _, id := range named {
		kinds[id.Token] = id
	}
	taken := map[graph.Token]bool{}
	for i, ring := range planted {
		var t target
		for _, token := range ring.Members {
			taken[token] = true
			t.members = append(t.members, kinds[token])
			if kinds[token].Kind == graph.Device {
				t.device = kinds[token]
			}
		}
		if found[i] && t.device.Token != "" && len(s.rings) < most {
			s.rings = append(s.rings, t)
			s.truth = append(s.truth, ring)
		}
	}
	for _, group := range s.groups {
		for _, id := range group {
			taken[id.Token] = true
		}
	}
	named = slices.DeleteFunc(named, func(id graph.Identifier) bool { return taken[id.Token] })
	s.popular = named[:min(len(named), popular)]
	for _, id := range named[len(s.popular):] {
		if id.Kind == graph.Number {
			s.strays = append(s.strays, id)
		}
	}
}

// byFrequency returns what the records have, the most frequent first.
func byFrequency[T interface {
	comparable
	string | graph.Identifier
}](records []graph.Record, of func(graph.Record) []T) []T {
	count := map[T]int{}
	var all []T // in the order of the records, so that the same records give the same order
	for _, r := range records {
		for _, x := range of(r) {
			if count[x] == 0 {
				all = append(all, x)
			}
			count[x]++
		}
	}
	slices.SortStableFunc(all, func(x, y T) int { return cmp.Compare(count[y], count[x]) })
	return all
}

// foundRings returns for each planted ring whether a flagged one matches it.
func foundRings(flagged []evaluation.Flagged, planted []world.Ring) []bool {
	found := make([]bool, len(planted))
	for i, best := range evaluation.Evaluate(flagged, planted).BestMatches {
		found[i] = best.Jaccard >= 0.5
	}
	return found
}

// filing returns an empty list of records to add, with random choices of its own.
func (s *scene) filing(effort int) *filing {
	return &filing{Rand: rand.New(rand.NewPCG(s.seed, uint64(effort))), effort: effort}
}
