package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/world"
)

// named is what the records of a world say of a group.
type named struct {
	reports []*graph.Report // that name a member
	links   int             // between members
}

func groupRecords(records []dated, groups []world.Group) []named {
	owner := map[graph.Token]int{}
	for i, g := range groups {
		for _, token := range g.Members {
			owner[token] = i
		}
	}
	all := make([]named, len(groups))
	for _, r := range records {
		tokens := tokensOf(r.record)
		switch r := r.record.(type) {
		case *graph.Report:
			for _, token := range tokens {
				if i, ok := owner[token]; ok {
					all[i].reports = append(all[i].reports, r)
					break
				}
			}
		case *graph.Link:
			if i, ok := owner[tokens[0]]; ok {
				if j, ok := owner[tokens[1]]; ok && i == j {
					all[i].links++
				}
			}
		}
	}
	return all
}

func TestGenerate_HasInnocentGroups(t *testing.T) {
	for _, variety := range []float64{0, 1} {
		o := world.Options{Reports: 40_000, Seed: 2, Variety: variety}
		records, truth := generateByDay(t, o)
		owner := map[graph.Token]bool{}
		for _, r := range truth.Rings {
			for _, token := range r.Members {
				owner[token] = true
			}
		}
		isNamed := map[graph.Token]bool{}
		for _, r := range records {
			for _, token := range tokensOf(r.record) {
				isNamed[token] = true
			}
		}
		kinds := map[world.Kind]int{}
		about := groupRecords(records, truth.Innocents)
		links, members := map[world.Kind]int{}, map[world.Kind]int{}
		for i, g := range truth.Innocents {
			kinds[g.Kind]++
			links[g.Kind] += about[i].links
			members[g.Kind] += len(g.Members)
			require.GreaterOrEqual(t, len(g.Members), 3)
			require.IsIncreasing(t, asStrings(g.Members))
			for _, token := range g.Members {
				require.True(t, isNamed[token])
				require.False(t, owner[token], "nobody is in two groups")
				owner[token] = true
			}
			require.NotEmpty(t, about[i].reports, g.Kind)
			switch g.Kind {
			case world.Lone:
				require.Len(t, g.Members, 3, "with more identifiers it would be a ring")
			case world.Incident:
				require.LessOrEqual(t, len(about[i].reports), 6)
			}
		}
		for _, kind := range append(world.InnocentKinds[:], world.Incident) {
			require.Positive(t, kinds[kind], "%s, variety %v", kind, variety)
		}
		for _, kind := range []world.Kind{world.Hostel, world.Agent, world.Delivery, world.Seller} {
			require.Greater(t, links[kind], members[kind]*3/4, "%s is densely connected", kind)
		}
	}
}

// What reports say of innocents is what tells them from rings.
func TestGenerate_InnocentsAreReportedAsTheyAre(t *testing.T) {
	records, truth := generateByDay(t, world.Options{Reports: 120_000, Seed: 3})
	about := groupRecords(records, truth.Innocents)
	method, burst, groups := map[world.Kind]float64{}, map[world.Kind]float64{}, map[world.Kind]float64{}
	for i, g := range truth.Innocents {
		if len(about[i].reports) < 10 {
			continue
		}
		categories, weeks := map[string]int{}, map[string]int{}
		for _, r := range about[i].reports {
			categories[r.Category]++
			if !r.OccurredAt.IsZero() {
				weeks[r.OccurredAt.Truncate(7*24*time.Hour).Format(time.DateOnly)]++
			}
		}
		groups[g.Kind]++
		method[g.Kind] += largest(categories)
		burst[g.Kind] += largest(weeks)
	}
	for _, kind := range []world.Kind{world.Seller, world.Campaign, world.Delivery, world.Agent} {
		require.Greater(t, groups[kind], 3., kind)
		method[kind] /= groups[kind]
		burst[kind] /= groups[kind]
	}
	require.Greater(t, method[world.Seller], 0.6, "one sort of complaint")
	require.Less(t, method[world.Delivery], 0.5, "complaints of all sorts")
	require.Less(t, method[world.Agent], 0.5, "complaints of all sorts")
	require.Greater(t, burst[world.Campaign], 0.6, "a campaign lasts some days")
	require.Less(t, burst[world.Delivery], 0.3)
}

func TestGenerate_RecordsNameTheirAgency(t *testing.T) {
	records, _ := generateByDay(t, world.Options{Reports: 30_000, Seed: 1})
	telcoOf, bankOf := map[graph.Token]string{}, map[graph.Token]string{}
	filed, silent := map[string]int{}, map[string]bool{}
	for _, r := range records {
		agency := graph.AgencyOf(r.record)
		require.NotEmpty(t, agency)
		switch r := r.record.(type) {
		case *graph.Link:
			of, kind, id := telcoOf, "telco-", r.From
			switch r.Relation {
			case graph.LinkedTo:
				of, kind, id = bankOf, "bank-", r.To
			case graph.AccessedFrom, graph.TransferredTo:
				of, kind = bankOf, "bank-"
			}
			require.True(t, strings.HasPrefix(agency, kind))
			if of[id.Token] != "" {
				require.Equal(t, of[id.Token], agency, "the same telco or bank sends all links of a customer")
			}
			of[id.Token] = agency
		case *graph.Report:
			kind, _, _ := strings.Cut(agency, "-")
			filed[kind]++
			was, seen := silent[agency]
			require.True(t, !seen || !was || r.Source == "", "an agency that sends no sources never does")
			silent[agency] = r.Source == "" && (!seen || was)
		case *graph.Known:
			require.Equal(t, "operator-1", agency)
		}
	}
	require.Greater(t, filed["police"], filed["bank"])
	require.Greater(t, filed["bank"], filed["telco"])
	require.Positive(t, filed["telco"])
}

// An incident that is filed twice has two ids, two agencies, and identifiers in common.
func TestGenerate_IncidentsAreFiledWithSeveralAgencies(t *testing.T) {
	records, truth := generateByDay(t, world.Options{Reports: 60_000, Seed: 5})
	several := 0
	about := groupRecords(records, truth.Innocents)
	for i, g := range truth.Innocents {
		if g.Kind != world.Incident || len(about[i].reports) < 2 {
			continue
		}
		several++
		agencies := map[string]bool{}
		for _, r := range about[i].reports {
			agencies[r.Agency] = true
			for _, id := range r.Identifiers {
				require.True(t, slices.Contains(g.Members, id.Token))
			}
		}
		require.Greater(t, len(agencies), 1)
	}
	require.Greater(t, several, 30)
}
