package edgelist

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/analysis"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// triangles is two triangles that an edge joins.
const triangles = "0\t1\t1\n1\t2\t1\n2\t0\t1\n2\t3\t1\n3\t4\t1\n4\t5\t1\n5\t3\t1\n"

// write writes a file of edges.
func write(t *testing.T, text string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "edges.tsv")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestRead(t *testing.T) {
	g, err := Read(t.Context(), write(t, "# a comment\n\n0\t3\t2.5\r\n3\t0\n3\t3\t1e-3\n5\t2\t7"))
	require.NoError(t, err)
	require.Equal(t, 6, g.Order())
	require.Equal(t, 3, g.Size())
	w, _ := g.Weight(0, 3)
	require.Equal(t, 3.5, w)
	loop, _ := g.Weight(3, 3)
	require.Equal(t, 1e-3, loop)
	w, _ = g.Weight(2, 5)
	require.Equal(t, 7.0, w)

	g, err = Read(t.Context(), write(t, ""))
	require.NoError(t, err)
	require.Zero(t, g.Order())
}

// A file of many blocks gives the network that its columns give.
func TestRead_ManyBlocks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	const n, m = 100_000, 900_000
	var from, to []uint32
	var text strings.Builder
	for range m {
		u, v := rnd.Uint32N(n), rnd.Uint32N(n)
		from, to = append(from, u), append(to, v)
		fmt.Fprintf(&text, "%d\t%d\t1\n", u, v)
	}
	require.Greater(t, text.Len(), 2*blockSize)
	g, err := Read(t.Context(), write(t, text.String()))
	require.NoError(t, err)
	want, err := analysis.NewNetwork(g.Order(), from, to, nil)
	require.NoError(t, err)
	require.Equal(t, want, g)
}

func TestRead_Refuses(t *testing.T) {
	long := strings.Repeat("7", maxLineBytes+1)
	for text, reason := range map[string]string{
		"0\t1\t1\nx\t1\t1\n":         `:2: "x\t1\t1": want u<TAB>v<TAB>w`,
		"0\t1\t1\n0\n":               `:2: "0": want u<TAB>v<TAB>w`,
		"0\t\t1\n":                   "want u<TAB>v<TAB>w",
		"0 1 1\n":                    "want u<TAB>v<TAB>w",
		"0,1,1\n":                    "want u<TAB>v<TAB>w",
		"-1\t1\t1\n":                 "want u<TAB>v<TAB>w",
		"0\t4294967295\t1\n":         "nodes from 0 to 4294967294",
		"0\t99999999999999999999\t1": "nodes from 0 to 4294967294",
		"0\t4000000000\t1\n":         ":1: node 4000000000 in a file of so few edges",
		strings.Repeat("#\n", 1<<19) + "0\t16777217\n": "node 16777217 in a file of 1 edges",
		"0\t1\t0\n":                   "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t-1\n":                  "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\tNaN\n":                 "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\tInf\n":                 "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t1e999\n":               "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t5e-324\n":              "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t1e308\n2\t3\t1e308\n":  "the weights of all add up to more than",
		"0\t1\t\n":                    "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t1\t1\n":                "a weight that is a finite number, 2.3e-308 or more",
		"0\t1\t1\n" + long + "\t1\n":  ":2: a line of more than 1023 bytes",
		"0\t1\t1\n" + long[1:] + "\n": ":2: ",
		strings.Repeat("0\t1\t1\n", blockSize/6+7) + "0\t\x00\n0\tq": fmt.Sprintf(`:%d: "0\t\x00"`, blockSize/6+8),
		strings.Repeat("x", 3*blockSize):                             ":1: a line of more than 1023 bytes",
	} {
		_, err := Read(t.Context(), write(t, text))
		require.ErrorContains(t, err, reason)
	}
	_, err := Read(t.Context(), filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Read(ctx, write(t, triangles))
	require.ErrorIs(t, err, context.Canceled)
}

func FuzzRead(f *testing.F) {
	f.Add(triangles)
	f.Add("0\t1\t1e-300\n\r\n#\n7\t7")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Read(t.Context(), write(t, text))
		if err == nil {
			require.LessOrEqual(t, g.Size(), strings.Count(text, "\n")+1)
		}
	})
}

func TestWriteMembers(t *testing.T) {
	communities := make([]uint32, 3*nodesPerChunk+7)
	var want strings.Builder
	for i := range communities {
		communities[i] = uint32(i % 11)
		fmt.Fprintf(&want, "%d\t%d\n", i, i%11)
	}
	name := filepath.Join(t.TempDir(), "members.tsv")
	require.NoError(t, WriteMembers(t.Context(), name, communities))
	written, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, want.String(), string(written))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other := filepath.Join(t.TempDir(), "members.tsv")
	require.ErrorIs(t, WriteMembers(ctx, other, communities), context.Canceled)
	require.NoFileExists(t, other)
}
