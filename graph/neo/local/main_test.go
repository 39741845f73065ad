package local_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/ringwatch/ringwatch/graph/neo/local"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// helperDir names the folder of the server that this binary starts when a test
// runs it as the parent to be killed.
const helperDir = "RINGWATCH_LOCAL_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(helper(dir))
	}
	os.Exit(neotest.Main(m))
}

// helper starts a server, prints the pid of its java, and waits to be killed.
func helper(dir string) int {
	server, err := local.Start(context.Background(), local.Options{Dir: dir, HeapMB: 512})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println(server.PID())
	<-server.Done()
	return 1
}
