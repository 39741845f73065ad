package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/localplatform"
)

// The rings that detect finds in a file are those that it finds in Neo4j and that the API returns.
func TestPath_SameRingsFromFileNeo4jAndAPI(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	world := worldFile(t, "2000")
	dir := t.TempDir()
	asOf := "2026-06-01T00:00:00Z"

	code, printed := run(t, nil, "detect", "--from", world, "--as-of", asOf, "--out", filepath.Join(dir, "file.ndjson"))
	require.Zero(t, code, printed)
	code, printed = run(t, env, "ingest", world)
	require.Zero(t, code, printed)
	code, printed = run(t, env, "detect", "--as-of", asOf, "--out", filepath.Join(dir, "neo4j.ndjson"))
	require.Zero(t, code, printed)
	fromFile, err := os.ReadFile(filepath.Join(dir, "file.ndjson"))
	require.NoError(t, err)
	fromNeo4j, err := os.ReadFile(filepath.Join(dir, "neo4j.ndjson"))
	require.NoError(t, err)
	require.NotEmpty(t, fromFile)
	require.Equal(t, string(fromFile), string(fromNeo4j))

	code, printed = run(t, env, "agency", "add", "police-ka", "--kind", "police")
	require.Zero(t, code, printed)
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	key := lines[len(lines)-1]

	p := start(t, append(env, "RINGWATCH_LISTEN=127.0.0.1:0", "RINGWATCH_SCHEDULE=0 0 1 1 *"), "serve", "--log-format", "json")
	where := localplatform.Connection{API: p.listens(t), Key: key}
	status, body := get(t, where, "/v1/rings?limit=500")
	require.Equal(t, http.StatusOK, status, body)
	for line := range strings.Lines(string(fromFile)) {
		id := line[strings.Index(line, "ring-"):][:len("ring-")+16]
		require.Contains(t, body, id)
	}
	where.Key = "rwk_" + strings.Repeat("a", 52)
	status, _ = get(t, where, "/v1/rings")
	require.Equal(t, http.StatusUnauthorized, status)

	code, printed = run(t, env, "agency", "revoke", "police-ka")
	require.Zero(t, code, printed)
	where.Key = key
	require.Eventually(t, func() bool {
		status, _ := get(t, where, "/v1/rings")
		return status == http.StatusUnauthorized
	}, 5*time.Second, 100*time.Millisecond)
	require.NotContains(t, p.output.String(), key)

	p.interrupt(t)
	require.Zero(t, p.end(t, time.Minute), p.output)
}

// listens waits until a server has logged its address, and returns it.
func (p *process) listens(t *testing.T) string {
	t.Helper()
	var api string
	require.Eventually(t, func() bool {
		_, rest, found := strings.Cut(p.output.String(), `"api":"`)
		if found {
			api, _, _ = strings.Cut(rest, `"`)
		}
		return found
	}, time.Minute, 50*time.Millisecond, "%s", p.output)
	return api
}
