package main

import "github.com/ringwatch/ringwatch/graph"

func byID(rings []graph.Ring) map[string]*graph.Ring {
	all := map[string]*graph.Ring{}
	for i := range rings {
		all[rings[i].ID] = &rings[i]
	}
	return all
}

func byMember(rings []graph.Ring) map[graph.Token]*graph.Ring {
	all := map[graph.Token]*graph.Ring{}
	for i := range rings {
		for _, m := range rings[i].Members {
			all[m.Token] = &rings[i]
		}
	}
	return all
}

// mostShared returns the ring that has at least half of the members of another one, or nil. A ring
// with the id of the other one is preferred.
func mostShared(of *graph.Ring, at map[graph.Token]*graph.Ring) (home *graph.Ring) {
	shared := map[*graph.Ring]int{}
	for _, m := range of.Members {
		if ring := at[m.Token]; ring != nil {
			shared[ring]++
		}
	}
	for ring, n := range shared {
		if 2*n >= len(of.Members) && (home == nil || ring.ID == of.ID || home.ID != of.ID && ring.ID < home.ID) {
			home = ring
		}
	}
	return home
}

// best returns the ring with the largest Jaccard index to a set of tokens, and the index.
func best(tokens []graph.Token, at map[graph.Token]*graph.Ring) (ring *graph.Ring, jaccard float64) {
	shared := map[*graph.Ring]int{}
	for _, token := range tokens {
		if ring := at[token]; ring != nil {
			shared[ring]++
		}
	}
	for candidate, n := range shared {
		j := float64(n) / float64(len(tokens)+len(candidate.Members)-n)
		if ring == nil || j > jaccard || j == jaccard && candidate.ID < ring.ID {
			ring, jaccard = candidate, j
		}
	}
	return ring, jaccard
}

// match returns for each planted ring the id of the ring that matches it, with a Jaccard index of
// minJaccard or more; "" for none.
func match(s *sequence, rings []graph.Ring) []string {
	at, ids := byMember(rings), make([]string, len(s.planted))
	for i := range s.planted {
		if ring, jaccard := best(s.planted[i].Members, at); ring != nil && jaccard >= minJaccard {
			ids[i] = ring.ID
		}
	}
	return ids
}
