package local_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/ringwatch/ringwatch/graph/neo/local"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

const soon = 20 * time.Second

// connect opens a driver with a password of the test's choice.
func connect(t *testing.T, server *local.Server, password string) neo4j.DriverWithContext {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), password, ""))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, driver.Close(context.Background())) })
	return driver
}

// number runs a statement that returns one number.
func number(t *testing.T, driver neo4j.DriverWithContext, statement string) int64 {
	t.Helper()
	result, err := neo4j.ExecuteQuery(t.Context(), driver, statement, nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	require.Len(t, result.Records, 1)
	value, ok := result.Records[0].Values[0].(int64)
	require.True(t, ok)
	return value
}

// ended reports whether a process has ended; one that was not waited for has.
func ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, after, _ := bytes.Cut(stat, []byte(") "))
	return bytes.HasPrefix(after, []byte("Z"))
}

func TestServer_Answers(t *testing.T) {
	neotest.SkipIfShort(t)
	server := neotest.Own(t)

	t.Run("Password", func(t *testing.T) {
		require.Equal(t, int64(1), number(t, connect(t, server, server.Password()), "RETURN 1"))
	})
	t.Run("WrongPassword", func(t *testing.T) {
		for _, wrong := range []string{"neo4j", server.Password() + "x"} {
			require.Error(t, connect(t, server, wrong).VerifyConnectivity(t.Context()))
		}
	})
	t.Run("Browser", func(t *testing.T) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.BrowserURL(), nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	})
}

func TestServer_RestartsAfterKill(t *testing.T) {
	neotest.SkipIfShort(t)
	server := neotest.Own(t)
	driver := connect(t, server, server.Password())
	require.Equal(t, int64(7), number(t, driver, "CREATE (n:Kept {n: 7}) RETURN n.n"))
	uri, pid := server.BoltURI(), server.PID()

	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))

	require.Eventually(t, func() bool { return server.PID() != pid }, soon, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		return driver.VerifyConnectivity(t.Context()) == nil
	}, 60*time.Second, 200*time.Millisecond)
	require.Equal(t, uri, server.BoltURI())
	require.Equal(t, int64(7), number(t, driver, "MATCH (n:Kept) RETURN n.n"))
	require.NoError(t, server.Err())
}

// One server after another in one folder: the first one's parent is killed.
func TestServer_Folder(t *testing.T) {
	neotest.SkipIfShort(t)
	dir := t.TempDir()
	parent, java := startHelper(t, dir)

	t.Run("SecondStart", func(t *testing.T) {
		began := time.Now()
		_, err := local.Start(t.Context(), local.Options{Dir: dir})
		require.ErrorContains(t, err, dir)
		require.ErrorContains(t, err, strconv.Itoa(parent.Process.Pid))
		require.Less(t, time.Since(began), time.Second)
	})
	t.Run("PasswordFile", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(dir, "password"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	})
	t.Run("ParentKilled", func(t *testing.T) {
		require.NoError(t, parent.Process.Kill())
		require.Error(t, parent.Wait())
	})
	t.Run("PortsTaken", func(t *testing.T) {
		bolt, web := occupy(t), occupy(t)
		password, err := os.ReadFile(filepath.Join(dir, "password"))
		require.NoError(t, err)
		// Started immediately: it waits for the orphan, which has 20 s to close.
		watched := make(chan bool, 1)
		go func() { watched <- goneWithin(java, soon) }()
		server, err := local.Start(t.Context(), local.Options{
			Dir: dir, BoltPort: bolt, HTTPPort: web, HeapMB: 512, Log: logrus.New(),
		})
		require.True(t, <-watched, "java outlives its parent")
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, server.Stop(context.Background())) })
		require.NotEqual(t, bolt, port(t, server.BoltURI()))
		require.NotEqual(t, web, port(t, server.BrowserURL()))
		require.Equal(t, strings.TrimSpace(string(password)), server.Password())

		stopTwice(t, server)
		requireClosed(t, dir)
	})
}

// Both find the port free; the one that is too late must not take the other's server
// for its own, nor set its password.
func TestStart_TwoWantOnePort(t *testing.T) {
	neotest.SkipIfShort(t)
	wanted := freed(t)
	var servers [2]*local.Server
	var starting errgroup.Group
	for i := range servers {
		options := local.Options{Dir: t.TempDir(), BoltPort: wanted, HeapMB: 256}
		starting.Go(func() (err error) {
			servers[i], err = local.Start(t.Context(), options)
			return err
		})
	}
	err := starting.Wait()
	for _, server := range servers {
		if server != nil {
			t.Cleanup(func() { require.NoError(t, server.Stop(context.Background())) })
		}
	}
	require.NoError(t, err)
	require.NotEqual(t, servers[0].BoltURI(), servers[1].BoltURI())
	for _, server := range servers {
		require.Equal(t, int64(1), number(t, connect(t, server, server.Password()), "RETURN 1"))
	}
}

func stopTwice(t *testing.T, server *local.Server) {
	t.Helper()
	pid := server.PID()
	began := time.Now()
	require.NoError(t, server.Stop(t.Context()))
	require.Less(t, time.Since(began), 8*time.Second, "by default it waits for 10 s")
	<-server.Done()
	require.True(t, ended(pid))
	require.Zero(t, server.PID())
	require.NoError(t, server.Stop(t.Context()))
	require.NoError(t, server.Err())
}

// requireClosed checks that the last stop left nothing to recover: each database wrote
// its checkpoint and closed.
func requireClosed(t *testing.T, dir string) {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(dir, "logs", "debug.log"))
	require.NoError(t, err)
	last := log[bytes.LastIndex(log, []byte("Starting 'DatabaseId{")):]
	// Two databases: the graph, and Neo4j's own.
	require.Len(t, regexp.MustCompile(`"Database shutdown".*checkpoint completed`).FindAll(last, -1), 2)
	require.Len(t, regexp.MustCompile(`Stopped 'DatabaseId\{.*successfully`).FindAll(last, -1), 2)
}

// startHelper runs this binary as a parent; it returns once its server answers.
func startHelper(t *testing.T, dir string) (parent *exec.Cmd, java int) {
	t.Helper()
	parent = exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), helperDir+"="+dir)
	parent.Stderr = os.Stderr
	output, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	t.Cleanup(func() { _ = parent.Process.Kill() })
	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	java, err = strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err, line)
	return parent, java
}

func goneWithin(pid int, limit time.Duration) bool {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); <-tick.C {
		if ended(pid) {
			return true
		}
	}
	return false
}

// freed is a port that was free a moment ago.
func freed(t *testing.T) int {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return port(t, "bolt://"+l.Addr().String())
}

// occupy takes a port until the test ends.
func occupy(t *testing.T) int {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	addr, ok := l.Addr().(*net.TCPAddr)
	require.True(t, ok)
	return addr.Port
}

func port(t *testing.T, address string) int {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	number, err := strconv.Atoi(u.Port())
	require.NoError(t, err)
	return number
}
