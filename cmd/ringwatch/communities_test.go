package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis"
)

func write(t *testing.T, text string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "edges.tsv")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

// triangles are two triangles joined by an edge.
const triangles = "0\t1\t1\n1\t2\t1\n2\t0\t1\n2\t3\t1\n3\t4\t1\n4\t5\t1\n5\t3\t1\n"

func TestCommunities(t *testing.T) {
	for _, method := range []string{"leiden", "louvain"} {
		out := filepath.Join(t.TempDir(), "members.tsv")
		c := communitiesCommand{In: write(t, triangles), Out: out, Method: method, Resolution: 1, Seed: 1}
		require.NoError(t, c.Run(t.Context(), &settings{LogLevel: "error"}))
		members, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, "0\t0\n1\t0\n2\t0\n3\t1\n4\t1\n5\t1\n", string(members))
	}
}

func TestCommunities_Refuses(t *testing.T) {
	for field, c := range map[string]communitiesCommand{
		"--threads":    {Threads: analysis.MaxThreads + 1, Resolution: 1},
		"--resolution": {},
		"--iterations": {Resolution: 1, Iterations: -1},
	} {
		c.In = write(t, triangles)
		require.ErrorContains(t, c.Run(t.Context(), &settings{LogLevel: "error"}), field)
	}
	for _, resolution := range []float64{math.NaN(), math.Inf(1), -1} {
		c := communitiesCommand{In: write(t, triangles), Method: "louvain", Resolution: resolution}
		require.ErrorContains(t, c.Run(t.Context(), &settings{LogLevel: "error"}), "--resolution")
	}
}

// A file on standard input is read from its current offset.
func TestCommunities_StandardInputFromItsOffset(t *testing.T) {
	t.Parallel()
	file, err := os.Open(write(t, "u\tv\tw\n"+triangles))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	_, err = file.Seek(int64(len("u\tv\tw\n")), io.SeekStart)
	require.NoError(t, err)
	out := filepath.Join(t.TempDir(), "members.tsv")
	p := startFrom(t, file, nil, "communities", "--in", "-", "--out", out)
	<-p.ended
	require.Equal(t, 0, p.ProcessState.ExitCode(), p.output.String())
	require.Contains(t, p.output.String(), `"edges":7`)
}

func TestCommunities_Interrupted(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	for range 300_000 {
		fmt.Fprintf(&text, "%d\t%d\t1\n", rnd.IntN(50_000), rnd.IntN(50_000))
	}
	out := filepath.Join(t.TempDir(), "members.tsv")
	p := start(t, nil, "communities", "--in", write(t, text.String()), "--out", out, "--iterations", "1000000")
	require.Eventually(t, func() bool { return strings.Contains(p.output.String(), "moved") }, 30*time.Second, time.Millisecond)
	require.NoError(t, p.Process.Signal(syscall.SIGINT))
	<-p.ended
	require.Equal(t, 1, p.ProcessState.ExitCode())
	require.Contains(t, p.output.String(), "context canceled")
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	require.Empty(t, left)
}
