// Command fetch brings what the local Neo4j needs onto this machine: Java, Maven and
// Neo4j's own jars. `make demo` runs it in parallel with the build of the platform, which takes
// as long; without it, the first start of a server does the same.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph/neo/local"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := local.Prepare(ctx, logrus.New()); err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		stop()
		os.Exit(1)
	}
}
