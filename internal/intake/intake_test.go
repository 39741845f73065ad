package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/intake"
	"github.com/ringwatch/ringwatch/internal/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeRecords stores ids in memory. The store on a real Neo4j has its own tests.
type fakeRecords struct {
	mu     sync.Mutex
	seen   map[string]bool
	failAt int   // fail once so many are stored; 0 means never
	most   int   // the largest number of identifiers in one batch
	saved  []int // how many records each batch of a named agency had
}

var errFull = errors.New("full")

func (k *fakeRecords) Save(_ context.Context, agency string, batch []graph.Record) ([]graph.Outcome, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failAt > 0 && len(k.seen) >= k.failAt {
		return nil, errFull
	}
	outcomes := make([]graph.Outcome, len(batch))
	names := 0
	for i, r := range batch {
		if report, ok := r.(*graph.Report); ok {
			names += len(report.Identifiers)
		}
		outcomes[i] = graph.Created
		if k.seen[r.RecordID()] {
			outcomes[i] = graph.Unchanged
		}
		k.seen[r.RecordID()] = true
	}
	k.most = max(k.most, names)
	if agency != "police" {
		k.saved = append(k.saved, len(batch))
	}
	return outcomes, nil
}

func line(id string) string {
	return fmt.Sprintf(`{"type":"withdrawal","id":%q,"withdraws":%q}`+"\n", id, "of-"+strings.Trim(id, "+"))
}

func stream(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(fmt.Sprint("R", i)))
	}
	return b.String()
}

func TestRun_StoresTheValidAndReportsTheInvalid(t *testing.T) {
	t.Parallel()
	k := &fakeRecords{seen: map[string]bool{}}
	var refused []string
	counts, err := intake.Run(t.Context(), strings.NewReader(line("A")+"{\n"+line("B")+"\n"+line("A")+line("+911")), "police", k, intake.Options{
		BatchSize: 1,
		Writers:   1,
		OnRefused: func(n int, refusal error) { refused = append(refused, fmt.Sprint(n, " ", refusal)) },
	})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 2, Unchanged: 1, Refused: 2}, counts)
	require.Len(t, refused, 2)
	require.True(t, strings.HasPrefix(refused[0], "2 "), refused[0])
	require.True(t, strings.HasPrefix(refused[1], "6 id: "), refused[1])
}

func TestRun_RefusesReleasesOfTheFuture(t *testing.T) {
	t.Parallel()
	release := func(id, at string) string {
		return `{"type":"release","id":"` + id + `","identifier":{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"released_at":"` + at + `"}` + "\n"
	}
	k := &fakeRecords{seen: map[string]bool{}}
	var refused []string
	in := strings.NewReader(release("A", "2026-05-01T00:00:00Z") + release("B", "2099-01-01T00:00:00Z") + release("C", "2026-05-02T00:00:00Z"))
	counts, err := intake.Run(t.Context(), in, "police", k, intake.Options{
		Now:       func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) },
		OnRefused: func(n int, refusal error) { refused = append(refused, fmt.Sprint(n, " ", refusal)) },
	})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 2, Refused: 1}, counts)
	require.Len(t, refused, 1)
	require.Contains(t, refused[0], "2 released_at: is in the future")
}

func TestRun_BoundsTheIdentifiersOfATransaction(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	for i := range 60 {
		fmt.Fprintf(&in, `{"type":"report","id":"R%d","identifiers":[`, i)
		for j := range 1000 {
			token := strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprintf("%026d", i*1000+j))
			fmt.Fprintf(&in, `%s{"kind":"number","token":"tk1_%s"}`, strings.Repeat(",", min(j, 1)), token)
		}
		in.WriteString("]}\n")
	}
	k := &fakeRecords{seen: map[string]bool{}}
	counts, err := intake.Run(t.Context(), strings.NewReader(in.String()), "police", k, intake.Options{Writers: 1})
	require.NoError(t, err)
	require.Equal(t, 60, counts.Created)
	require.Equal(t, 20_000, k.most)
}

// Records with one id reach the graph in the order of the stream, whichever writer saves them.
func TestRun_StoresTheFirstOfAnID(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	for i := range 3000 {
		in.WriteString(line(fmt.Sprint("R", i%1000)))
	}
	var first [1000]int
	k := &fakeRecords{seen: map[string]bool{}}
	_, err := intake.Run(t.Context(), strings.NewReader(in.String()), "police", k, intake.Options{
		BatchSize: 7, Writers: 4,
		OnStored: func(n int, id string, outcome graph.Outcome) {
			if outcome == graph.Created {
				number, err := strconv.Atoi(strings.TrimPrefix(id, "R"))
				require.NoError(t, err)
				first[number] = n
			}
		},
	})
	require.NoError(t, err)
	for i, n := range first {
		require.Equal(t, i+1, n)
	}
}

func TestRun_StopsAndCanBeRepeated(t *testing.T) {
	t.Parallel()
	k := &fakeRecords{seen: map[string]bool{}, failAt: 300}
	counts, err := intake.Run(t.Context(), strings.NewReader(stream(10_000)), "police", k, intake.Options{BatchSize: 100})
	require.ErrorIs(t, err, errFull)
	require.Equal(t, len(k.seen), counts.Created)

	k.failAt = 0
	again, err := intake.Run(t.Context(), strings.NewReader(stream(10_000)), "police", k, intake.Options{BatchSize: 100})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 10_000 - counts.Created, Unchanged: counts.Created}, again)
}

func TestRun_Cancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	k := &fakeRecords{seen: map[string]bool{}}
	_, err := intake.Run(ctx, strings.NewReader(stream(10_000)), "police", k, intake.Options{
		BatchSize: 10,
		OnCommit:  func(intake.Counts) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, len(k.seen), 10_000)
}

func TestRun_ReportsEachRecord(t *testing.T) {
	t.Parallel()
	for name, array := range map[string]bool{"lines": false, "array": true} {
		t.Run(name, func(t *testing.T) {
			in := line("A") + "{}\n" + line("B") + line("A")
			if array {
				in = "[" + strings.ReplaceAll(strings.TrimSpace(in), "\n", ",") + "]"
			}
			k := &fakeRecords{seen: map[string]bool{}}
			got := map[int]string{}
			_, err := intake.Run(t.Context(), strings.NewReader(in), "police", k, intake.Options{
				Array:     array,
				BatchSize: 1,
				Writers:   1,
				OnStored:  func(n int, id string, outcome graph.Outcome) { got[n] = id + " " + string(outcome) },
			})
			require.NoError(t, err)
			require.Equal(t, map[int]string{1: "A created", 3: "B created", 4: "A unchanged"}, got)
		})
	}
}

func TestRun_ErrTooMany(t *testing.T) {
	t.Parallel()
	k := &fakeRecords{seen: map[string]bool{}}
	_, err := intake.Run(t.Context(), strings.NewReader(stream(11)), "police", k, intake.Options{MaxRecords: 10})
	require.ErrorIs(t, err, intake.ErrTooMany)
	_, err = intake.Run(t.Context(), strings.NewReader(stream(10)), "police", k, intake.Options{MaxRecords: 10})
	require.NoError(t, err)
}

func TestRun_NamesTheWrongOption(t *testing.T) {
	t.Parallel()
	_, err := intake.Run(t.Context(), strings.NewReader(""), "police", &fakeRecords{}, intake.Options{Writers: -1})
	require.ErrorContains(t, err, "Writers")
}

// A panic in a writer is raised in the goroutine that called Run, where the caller can recover it.
func TestRun_PanicsInTheCallersGoroutine(t *testing.T) {
	t.Parallel()
	require.Panics(t, func() {
		_, _ = intake.Run(t.Context(), strings.NewReader(stream(100)), "police", panicking{}, intake.Options{BatchSize: 10})
	})
}

type panicking struct{}

func (panicking) Save(context.Context, string, []graph.Record) ([]graph.Outcome, error) {
	panic("defect")
}

// Records of many agencies in turn are saved in few batches, each of one agency.
func TestRun_InFile(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 400 {
		b.WriteString(fmt.Sprintf(`{"agency":"agency-%d",`, i%4) + line(fmt.Sprint("R", i))[1:])
	}
	k := &fakeRecords{seen: map[string]bool{}}
	counts, err := intake.Run(t.Context(), strings.NewReader(b.String()), "police", k, intake.Options{InFile: true, Writers: 2})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 400}, counts)
	require.Equal(t, []int{100, 100, 100, 100}, k.saved)

	counts, err = intake.Run(t.Context(), strings.NewReader(b.String()), "police", k, intake.Options{})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Refused: 400}, counts, "only in a file")
}

func TestRun_Accept(t *testing.T) {
	t.Parallel()
	k := &fakeRecords{seen: map[string]bool{}}
	var refused []string
	counts, err := intake.Run(t.Context(), strings.NewReader(line("A")+line("B")), "police", k, intake.Options{
		Accept: func(r graph.Record) *record.Refusal {
			if r.RecordID() == "A" {
				return &record.Refusal{Field: "type", Reason: "not yours"}
			}
			return nil
		},
		OnRefused: func(n int, refusal error) { refused = append(refused, fmt.Sprint(n, " ", refusal)) },
	})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 1, Refused: 1}, counts)
	require.Equal(t, []string{"1 type: not yours"}, refused)
}
