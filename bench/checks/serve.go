package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/httpserve"
)

// runs is a graph.RunReader without runs. An embedded port cannot have a method of its own name, so
// this is a type of its own.
type runs struct{}

func (runs) Runs(context.Context, int64, int) ([]graph.Run, error) { return nil, nil }

func (runs) Run(context.Context, string) (graph.Run, error) { return graph.Run{}, graph.ErrNotFound }

// inMemory implements the ports that the measured routes use. A Neo4j would need some of the
// machine's cores.
type inMemory struct {
	graph.RecordStore
	graph.HistoryReader
	graph.FeedbackStore
	graph.VerificationStore
	graph.DisputeStore
	runs
	graph.IdempotencyStore
	rings    []graph.Ring
	register graph.Register
}

func (m *inMemory) Publication(context.Context) (graph.Publication, error) {
	return graph.Publication{Sequence: 1, RunID: "run-1", At: startedAt}, nil
}

func (m *inMemory) Published(ctx context.Context) (graph.Publication, []graph.Ring, error) {
	p, err := m.Publication(ctx)
	return p, m.rings, err
}

func (m *inMemory) Subgraph(context.Context, string, int) ([]graph.RingEdge, bool, error) {
	return nil, false, graph.ErrUnavailable
}

func (m *inMemory) Register(context.Context) (graph.Register, error) { return m.register, nil }

func (m *inMemory) Append(_ context.Context, entries []graph.AuditEntry) error { return nil }

func (m *inMemory) Trigger(context.Context, string) (graph.Run, error) {
	return graph.Run{}, graph.ErrConflict
}

var startedAt = time.Now()

// token returns a random token.
func token(r *rand.Rand) string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	tail := make([]byte, 26)
	for i := range tail {
		tail[i] = letters[r.IntN(len(letters))]
	}
	tail[25] = 'a'
	return "tk1_" + string(tail)
}

// makeRings returns rings as a run publishes them, with reasons and reports.
func makeRings(rings, members int) []graph.Ring {
	r := rand.New(rand.NewPCG(1, 1))
	all := make([]graph.Ring, rings)
	for i := range all {
		score := 0.5 + r.Float64()/2
		ring := graph.Ring{
			ID: fmt.Sprintf("ring-%016d", i), Score: score, Band: graph.BandOf(score), Status: graph.Active,
			Regions: []string{"KA", "TN"}, Categories: []string{"upi_fraud", "sim_swap"}, Loss: map[string]graph.Amount{"INR": "125000.00"},
			FirstSeen: startedAt, LastSeen: startedAt, UpdatedAt: startedAt,
		}
		for j := range members {
			identifier := graph.Identifier{Kind: graph.Kinds[j%3], Token: graph.Token(token(r))}
			ring.Members = append(ring.Members, graph.Member{Identifier: identifier, Strength: 0.5})
		}
		for j := range 40 {
			ring.ReportIDs = append(ring.ReportIDs, fmt.Sprintf("bank/CHK-%d-%d", i, j))
		}
		for _, text := range []string{
			"14 of 22 numbers used 3 shared devices between 3 and 21 May 2026",
			"32 of 41 reports with a known category are of upi_fraud; among all such reports 18 in 100 are",
			"set aside: a device shared by 1,312 unrelated identifiers; 2 members are among them",
		} {
			ring.Explanation = append(ring.Explanation, graph.Reason{Text: text, Weight: score / 3, Reports: ring.ReportIDs[:5]})
		}
		all[i] = ring
	}
	slices.SortFunc(all, func(a, b graph.Ring) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// heap returns the bytes in use after a garbage collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	rings := flags.Int("rings", 10_000, "rings")
	members := flags.Int("members", 100, "members of each ring")
	rate := flags.Int("rate", 1_000_000, "the rate limit of an agency, in requests a second")
	listen := flags.String("listen", "127.0.0.1:0", "the address to listen on")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	source := &inMemory{rings: makeRings(*rings, *members), register: graph.Register{Secret: []byte("secret")}}
	var keys []string
	for _, id := range []string{"police", "flooder"} {
		key, hash, err := access.NewKey()
		if err != nil {
			return err
		}
		keys = append(keys, key)
		source.register.Agencies = append(source.register.Agencies, graph.Agency{ID: id, Kind: graph.Police})
		credential := graph.Credential{Kind: graph.KeyCredential, Hash: hash}
		source.register.Credentials = append(source.register.Credentials, graph.AgencyCredential{AgencyID: id, Credential: credential})
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	a, err := api.New(api.Options{
		Stores: api.Stores{
			Records: source, Rings: source, Histories: source, Feedbacks: source, Verifications: source, Disputes: source,
			Runs: source, Register: source, Audit: source, Idempotency: source,
		},
		Detector: source, Ready: func(context.Context) error { return nil }, Log: log, Metrics: prometheus.NewRegistry(),
		Rates: api.Rates{Requests: *rate, Checks: *rate, Tokens: 100 * *rate},
	})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	defer func() { _ = a.Stop(context.Background()) }()
	gin.SetMode(gin.ReleaseMode)
	bare := gin.New()
	bare.POST("/noop", func(c *gin.Context) { c.Status(http.StatusOK) })
	server := httpserve.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/noop" {
			bare.ServeHTTP(w, r)
			return
		}
		a.Handler().ServeHTTP(w, r)
	}), httpserve.Options{Addr: *listen, Log: log})
	if err := server.Start(ctx); err != nil {
		return err
	}
	fmt.Printf("{\"api\":\"%s\",\"key\":\"%s\",\"flooder\":\"%s\",\"token\":\"%s\",\"ring\":\"%s\",\"heap\":%d}\n",
		server.Addr(), keys[0], keys[1], string(source.rings[7].Members[3].Token), source.rings[7].ID, heap())
	<-ctx.Done()
	return server.Stop(context.Background())
}
