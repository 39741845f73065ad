package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/localplatform"

	"github.com/ringwatch/ringwatch/internal/neotest"
)

// asCommand makes the test binary behave as ringwatch, so that tests can run it as a process of its
// own and kill it. So it is built once, with the tests, and with the race detector if they have it.
const asCommand = "RINGWATCH_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(neotest.Main(m))
}

// process is a command under way.
type process struct {
	*exec.Cmd
	output *output
	ended  chan struct{}
}

// output collects what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start starts ringwatch with arguments and environment variables. It is killed at the end of the
// test.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	return startFrom(t, nil, env, args...)
}

// startFrom is start with a standard input; nil is an empty one.
func startFrom(t *testing.T, in *os.File, env []string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), output: &output{}, ended: make(chan struct{})}
	p.Env = append(append(without(os.Environ(), "NEO4J_", "RINGWATCH_"), asCommand+"=1"), env...)
	p.SysProcAttr = dieWithTests()
	p.Stdout, p.Stderr = p.output, p.output
	if in != nil {
		p.Stdin = in
	}
	require.NoError(t, p.Start())
	go func() {
		defer close(p.ended)
		_ = p.Wait() // tests read the exit code
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		<-p.ended
	})
	return p
}

// without returns the environment without the variables of some prefixes.
func without(env []string, prefixes ...string) []string {
	return slices.DeleteFunc(env, func(variable string) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}

// end waits for the process and returns its exit code.
func (p *process) end(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.ProcessState.ExitCode()
	case <-time.After(within):
		t.Fatalf("it is still running after %s: %s", within, p.output)
		return 0
	}
}

// prints waits until a process has printed a text.
func (p *process) prints(t *testing.T, text string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(p.output.String(), text) }, time.Minute, 5*time.Millisecond, "%s", p.output)
}

// silent returns a standard input that has a text and then neither more nor an end: the reading end
// of a pipe.
func silent(t *testing.T, text string) *os.File {
	t.Helper()
	out, in := pipe(t)
	_, err := in.WriteString(text)
	require.NoError(t, err)
	return out
}

// pipe returns both ends of a pipe that stays open until the end of the test.
func pipe(t *testing.T) (out, in *os.File) {
	t.Helper()
	out, in, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, errors.Join(out.Close(), in.Close())) })
	return out, in
}

// run runs ringwatch to its end and returns its exit code and what it printed.
func run(t *testing.T, env []string, args ...string) (int, string) {
	t.Helper()
	p := start(t, env, args...)
	code := p.end(t, 3*time.Minute)
	return code, p.output.String()
}

// turn is held by the test that uses the package's Neo4j.
var turn = make(chan struct{}, 1)

// onNeo4j returns the environment that names the package's Neo4j, wiped. It waits until no other
// test uses that.
func onNeo4j(t *testing.T) []string {
	t.Helper()
	neotest.SkipIfShort(t)
	turn <- struct{}{}
	t.Cleanup(func() { <-turn })
	neotest.Wipe(t)
	server := neotest.Server(t)
	return []string{"NEO4J_URI=" + server.BoltURI(), "NEO4J_USER=" + server.User(), "NEO4J_PASSWORD=" + server.Password()}
}

// worldFile generates a world of reports and returns its file.
func worldFile(t *testing.T, reports string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "world.ndjson")
	code, printed := run(t, nil, "generate", "--reports", reports, "--out", file)
	require.Zero(t, code, printed)
	return file
}

// isUp waits until a starting platform has written its connection.
func (p *process) isUp(t *testing.T, data string) localplatform.Connection {
	t.Helper()
	var where localplatform.Connection
	ended := false
	require.Eventually(t, func() bool {
		select {
		case <-p.ended:
			ended = true
			return true
		default:
		}
		content, err := os.ReadFile(filepath.Join(data, "connection.json"))
		return err == nil && json.Unmarshal(content, &where) == nil
	}, 4*time.Minute, 100*time.Millisecond)
	require.False(t, ended, "%s", p.output)
	return where
}

// get sends a request with the key of a connection and returns status and body.
func get(t *testing.T, where localplatform.Connection, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, where.API+path, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+where.Key)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(bufio.NewReader(response.Body))
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

// interrupt sends what Ctrl-C sends.
func (p *process) interrupt(t *testing.T) {
	t.Helper()
	require.NoError(t, p.Process.Signal(syscall.SIGINT))
}
