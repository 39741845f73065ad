package localplatform

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOperatorKey(t *testing.T) {
	agencies := memory.New(memory.Options{}).Register
	file := filepath.Join(t.TempDir(), "api-key")
	key, err := operatorKey(t.Context(), agencies, file)
	require.NoError(t, err)
	again, err := operatorKey(t.Context(), agencies, file)
	require.NoError(t, err)
	require.Equal(t, key, again, "the stored key is valid")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	_, err = agencies.RevokeKeys(t.Context(), operator.ID)
	require.NoError(t, err)
	other, err := operatorKey(t.Context(), agencies, file)
	require.NoError(t, err)
	require.NotEqual(t, key, other, "the stored key was revoked")
}

func TestFreeAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	addr, err := freeAddress(taken.Addr().String())
	require.NoError(t, err)
	require.NotEqual(t, taken.Addr().String(), addr)
	host, _, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1", host)
	_, err = freeAddress("nowhere")
	require.ErrorContains(t, err, "RINGWATCH_LISTEN: want HOST:PORT")
}

func TestConnection(t *testing.T) {
	where := Connection{API: "http://api", Key: "rwk_secret", Neo4jURI: "bolt://neo4j", Neo4jUser: "neo4j", Neo4jPassword: "pw"}
	file := filepath.Join(t.TempDir(), "connection.json")
	require.NoError(t, where.write(file))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var written Connection
	require.NoError(t, json.Unmarshal(content, &written))
	require.Equal(t, where, written)

	var out bytes.Buffer
	where.introduce(&out, file)
	require.Contains(t, out.String(), "Bearer rwk_secret' 'http://api/v1/rings?limit=3'")
	require.Contains(t, out.String(), file)
	require.NotContains(t, out.String(), "Neo4j Browser")
	where.Browser = "http://browser"
	where.introduce(&out, file)
	require.Contains(t, out.String(), "http://browser")
}
