package demo

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// platform is an API that counts records, and whose second request for a run succeeds.
type platform struct {
	records, runs, polls atomic.Int64
	status               string // of the run, after one poll
	refused              int
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.Header.Get("Authorization") != "Bearer secret":
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"title":"Unauthorized","detail":"send a key","status":401}`)
	case r.Method == http.MethodPost && r.URL.Path == "/v1/records":
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			p.records.Add(1)
		}
		fmt.Fprintf(w, `{"created":1,"refused":%d,"unchanged":0,"results":[]}`, p.refused)
	case r.Method == http.MethodPost && r.URL.Path == "/v1/runs":
		if p.runs.Add(1) == 1 {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"title":"Conflict","status":409}`)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, `{"id":"run-1","status":"running"}`)
	case r.Method == http.MethodGet && r.URL.Path == "/v1/runs/run-1":
		p.polls.Add(1)
		fmt.Fprintf(w, `{"id":"run-1","status":%q,"reason":"why","counts":{"rings":7}}`, p.status)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// on returns options for a platform whose graph is empty.
func on(t *testing.T, p *platform) Options {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	log, _ := test.NewNullLogger()
	return Options{
		URL: server.URL, Key: "secret", Reports: 100, Log: log, Marker: filepath.Join(t.TempDir(), "marker"),
		HasReports: func(context.Context) (bool, error) { return false, nil },
	}
}

func TestRun_WaitsForItsRun(t *testing.T) {
	p := &platform{status: "succeeded"}
	o := on(t, p)
	require.NoError(t, Run(t.Context(), o))
	require.Greater(t, p.records.Load(), int64(100), "reports and links")
	require.EqualValues(t, 2, p.runs.Load(), "again after a conflict")
	require.Positive(t, p.polls.Load())
	require.NoFileExists(t, o.Marker)
}

func TestRun_LeavesReportsAlone(t *testing.T) {
	p := &platform{status: "succeeded"}
	o := on(t, p)
	o.HasReports = func(context.Context) (bool, error) { return true, nil }
	require.NoError(t, Run(t.Context(), o))
	require.Zero(t, p.records.Load()+p.runs.Load())
	require.NoFileExists(t, o.Marker)

	require.NoError(t, os.WriteFile(o.Marker, nil, 0o600))
	require.NoError(t, Run(t.Context(), o))
	require.Positive(t, p.records.Load(), "an interrupted load is continued")
}

func TestRun_Fails(t *testing.T) {
	o := on(t, &platform{status: "failed"})
	require.EqualError(t, Run(t.Context(), o), "finding the demo's rings: run-1 failed: why")
	require.FileExists(t, o.Marker)

	require.ErrorContains(t, Run(t.Context(), on(t, &platform{refused: 3})), "the API refused 3 records")

	o = on(t, &platform{})
	o.Key = "other"
	require.ErrorContains(t, Run(t.Context(), o), "the API answered 401: Unauthorized: send a key")
}
