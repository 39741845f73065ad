package world_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

// generated is a whole world.
type generated struct {
	records []graph.Record
	reports []*graph.Report
	links   []*graph.Link
	truth   []world.Ring
}

func generate(t testing.TB, o world.Options) generated {
	t.Helper()
	var m generated
	var err error
	m.truth, err = world.Generate(o, func(r graph.Record) error {
		m.records = append(m.records, r)
		switch r := r.(type) {
		case *graph.Report:
			m.reports = append(m.reports, r)
		case *graph.Link:
			m.links = append(m.links, r)
		}
		return nil
	})
	require.NoError(t, err)
	return m
}

func (m generated) bytes(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, r := range m.records {
		line, err := record.MarshalInFile(r)
		require.NoError(t, err)
		b.Write(append(line, '\n'))
	}
	require.NoError(t, world.WriteTruth(&b, m.truth))
	return b.Bytes()
}

func TestGenerate_SameSeedSameBytes(t *testing.T) {
	first := generate(t, world.Options{Reports: 3000, Seed: 7}).bytes(t)
	require.True(t, bytes.Equal(first, generate(t, world.Options{Reports: 3000, Seed: 7}).bytes(t)))
	require.False(t, bytes.Equal(first, generate(t, world.Options{Reports: 3000, Seed: 8}).bytes(t)))
}

func TestGenerate_RecordsAreAcceptable(t *testing.T) {
	for _, r := range generate(t, world.Options{Reports: 3000, Seed: 1}).records {
		line, err := record.MarshalInFile(r)
		require.NoError(t, err)
		again, err := record.ParseInFile(line)
		require.NoError(t, err, string(line))
		require.Equal(t, r, again)
	}
}

func TestGenerate_NumberOfReports(t *testing.T) {
	for _, n := range []int{1, 2, 10, 99, 1000, 12345} {
		m := generate(t, world.Options{Reports: n, Seed: 3})
		require.Len(t, m.reports, n)
		require.Equal(t, fmt.Sprintf("SYN-%07d", n), m.reports[n-1].ID)
		for i, l := range m.links {
			require.Equal(t, fmt.Sprintf("SYL-%07d", i+1), l.ID)
		}
	}
}

func TestGenerate_OrderOfTime(t *testing.T) {
	m := generate(t, world.Options{Reports: 5000, Seed: 1})
	last := world.Start
	turns := 0
	for i, r := range m.records {
		var when time.Time
		switch r := r.(type) {
		case *graph.Report:
			when = r.OccurredAt
		case *graph.Link:
			when = r.ObservedAt
		}
		if i > 0 && r.RecordType() != m.records[i-1].RecordType() {
			turns++
		}
		if when.IsZero() {
			continue
		}
		require.False(t, when.Before(last))
		require.True(t, when.Before(world.End))
		last = when
	}
	require.Greater(t, turns, len(m.links)/4, "links are spread among the reports")
	require.Equal(t, time.Date(2026, time.May, 31, 0, 0, 0, 0, time.UTC), last.Truncate(24*time.Hour))
}

// owners returns the planted ring of each token.
func (m generated) owners() map[graph.Token]int {
	owner := map[graph.Token]int{}
	for i, r := range m.truth {
		for _, token := range r.Members {
			owner[token] = i
		}
	}
	return owner
}

// mentions counts how many records name each identifier.
func (m generated) mentions() (reports, links map[graph.Identifier]int) {
	reports, links = map[graph.Identifier]int{}, map[graph.Identifier]int{}
	for _, r := range m.reports {
		for _, id := range r.Identifiers {
			reports[id]++
		}
	}
	for _, l := range m.links {
		links[l.From]++
		links[l.To]++
	}
	return reports, links
}

func TestGenerate_RecordsNameEveryMember(t *testing.T) {
	m := generate(t, world.Options{Reports: 20_000, Seed: 5})
	inReports, inLinks := m.mentions()
	named := map[graph.Token]bool{}
	for _, ids := range []map[graph.Identifier]int{inReports, inLinks} {
		for id := range ids {
			named[id.Token] = true
		}
	}
	owner := map[graph.Token]bool{}
	kinds := map[world.Kind]int{}
	for _, r := range m.truth {
		kinds[r.Kind]++
		require.GreaterOrEqual(t, len(r.Members), 4)
		require.IsIncreasing(t, asStrings(r.Members))
		for _, token := range r.Members {
			require.True(t, named[token], "a member that no record names cannot be found")
			require.False(t, owner[token], "no identifier is in two rings")
			owner[token] = true
		}
	}
	for _, kind := range world.Kinds {
		require.Greater(t, kinds[kind], len(m.truth)/20, kind)
	}
}

func asStrings(tokens []graph.Token) []string {
	all := make([]string, len(tokens))
	for i, token := range tokens {
		all[i] = string(token)
	}
	return all
}

// reported sums up the reports about one planted ring.
type reported struct {
	reports     int
	regions     map[string]int
	methods     map[string]int
	days        map[int]bool
	first, last int
}

func (m generated) rings() []reported {
	owner := m.owners()
	rings := make([]reported, len(m.truth))
	for i := range rings {
		rings[i] = reported{regions: map[string]int{}, methods: map[string]int{}, days: map[int]bool{}, first: 1000}
	}
	for _, r := range m.reports {
		for _, id := range r.Identifiers {
			i, ok := owner[id.Token]
			if !ok {
				continue
			}
			rings[i].reports++
			if r.Region != "" {
				rings[i].regions[r.Region]++
			}
			if r.Category != "" && r.Channel != "" {
				rings[i].methods[r.Category+"/"+r.Channel]++
			}
			if !r.OccurredAt.IsZero() {
				day := int(r.OccurredAt.Sub(world.Start) / (24 * time.Hour))
				rings[i].days[day] = true
				rings[i].first, rings[i].last = min(rings[i].first, day), max(rings[i].last, day)
			}
			break
		}
	}
	return rings
}

func TestGenerate_RingsLeanToARegionAndAMethod(t *testing.T) {
	m := generate(t, world.Options{Reports: 50_000, Seed: 2})
	total, measured, local, faithful := 0, 0, 0.0, 0.0
	for i, r := range m.rings() {
		total += r.reports
		if !slices.Contains(world.Kinds[:], m.truth[i].Kind) {
			continue // rings with a habit may lean to nothing
		}
		require.LessOrEqual(t, r.last-r.first, 150+60, "a ring works for a part of the year")
		if r.reports < 30 {
			continue
		}
		measured++
		l, f := largest(r.regions), largest(r.methods)
		require.InDelta(t, 0.7, l, 0.4)
		require.InDelta(t, 0.7, f, 0.4)
		local, faithful = local+l, faithful+f
	}
	require.Greater(t, measured, 50)
	require.InDelta(t, 0.76, local/float64(measured), 0.06)
	require.InDelta(t, 0.76, faithful/float64(measured), 0.06)
	require.InDelta(t, 0.35, float64(total)/float64(len(m.reports)), 0.04, "the share of reports that come from rings")
}

// largest returns the share of the most frequent word.
func largest(counts map[string]int) float64 {
	total, top := 0, 0
	for _, n := range counts {
		total += n
		top = max(top, n)
	}
	return float64(top) / float64(total)
}

func TestGenerate_GrowsWithReports(t *testing.T) {
	small, large := generate(t, world.Options{Reports: 10_000, Seed: 1}), generate(t, world.Options{Reports: 40_000, Seed: 1})
	require.InDelta(t, 4, float64(len(large.truth))/float64(len(small.truth)), 1)
	require.InDelta(t, 4, float64(len(large.links))/float64(len(small.links)), 1)
}

func TestGenerate_HasTraps(t *testing.T) {
	m := generate(t, world.Options{Reports: 50_000, Seed: 4})
	owner := m.owners()
	inReports, inLinks := m.mentions()

	hubs, once, popular := map[graph.Kind]int{}, 0, 0
	for id, n := range inReports {
		_, member := owner[id.Token]
		if !member && n > 100 {
			hubs[id.Kind]++
		}
		if !member && n == 1 {
			once++
		}
		if !member && n >= 5 && n <= 100 {
			popular++
		}
	}
	require.Positive(t, hubs[graph.Number], "helplines")
	require.Positive(t, hubs[graph.Account], "gateways")
	require.Greater(t, float64(once)/float64(len(inReports)), 0.6, "most identifiers are named once")
	require.Greater(t, popular, 200, "lone fraudsters and benign numbers are named often")

	clones, shops, rented := 0, 0, map[graph.Identifier]map[int]bool{}
	for id, n := range inLinks {
		if _, member := owner[id.Token]; member || id.Kind != graph.Device {
			continue
		}
		if n > 500 {
			clones++
		} else if n > 4 {
			shops++
		}
	}
	for _, l := range m.links {
		i, member := owner[l.From.Token]
		if _, inside := owner[l.To.Token]; member && !inside {
			if rented[l.To] == nil {
				rented[l.To] = map[int]bool{}
			}
			rented[l.To][i] = true
		}
	}
	joined := 0
	for id, rings := range rented {
		if len(rings) > 1 && inLinks[id] < 100 {
			joined++
		}
	}
	require.Positive(t, clones, "cloned IMEIs")
	require.Positive(t, shops, "repair shops")
	require.Greater(t, joined, 3, "brokers connect rings")
}

func TestGenerate_SomeFieldsAreMissing(t *testing.T) {
	m := generate(t, world.Options{Reports: 20_000, Seed: 4})
	var times, categories, channels, regions, losses int
	for _, r := range m.reports {
		times += count(r.OccurredAt.IsZero())
		categories += count(r.Category == "")
		channels += count(r.Channel == "")
		regions += count(r.Region == "")
		losses += count(r.Loss == "")
	}
	// Lists of scam sites lack more categories and regions than filed reports do.
	for _, c := range []struct {
		what   string
		absent int
		share  float64
	}{{"time", times, 0.03}, {"category", categories, 0.07}, {"channel", channels, 0.15}, {"region", regions, 0.12}, {"loss", losses, 0.35}} {
		require.InDelta(t, c.share, float64(c.absent)/float64(len(m.reports)), 0.02, c.what)
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestGenerate_SIMBoxNumbersAreMostlyUnreported(t *testing.T) {
	m := generate(t, world.Options{Reports: 30_000, Seed: 6})
	inReports, _ := m.mentions()
	for _, r := range m.truth {
		if r.Kind != world.SIMBox {
			continue
		}
		reported := 0
		for _, token := range r.Members {
			reported += count(inReports[graph.Identifier{Kind: graph.Number, Token: token}] > 0)
		}
		require.Less(t, reported, len(r.Members)/2)
	}
}

func TestGenerate_Errors(t *testing.T) {
	drop := func(graph.Record) error { return nil }
	for _, n := range []int{-1, 0, world.MaxReports + 1} {
		_, err := world.Generate(world.Options{Reports: n}, drop)
		require.ErrorContains(t, err, "reports: want 1 to")
	}
	full := errors.New("disk full")
	_, err := world.Generate(world.Options{Reports: 10}, func(graph.Record) error { return full })
	require.ErrorIs(t, err, full)
	_, err = world.Generate(world.Options{Reports: 10}, nil)
	require.Error(t, err)
}

func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("reports=%.0e", float64(n)), func(b *testing.B) {
			b.ReportAllocs()
			records := 0
			for b.Loop() {
				rings, err := world.Generate(world.Options{Reports: n, Seed: 1}, func(graph.Record) error {
					records++
					return nil
				})
				if err != nil || len(rings) < n/400 {
					b.Fatalf("%d rings, %v", len(rings), err)
				}
			}
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
