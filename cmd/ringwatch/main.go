// Command ringwatch finds fraud rings in tokenised reports.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2 // the command line is wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C stops the command, the second one kills the process.
	context.AfterFunc(ctx, stop)
	code := runCommand(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

// runCommand runs a command line and returns the exit code.
func runCommand(ctx context.Context, args []string, stderr io.Writer) int {
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("ringwatch"),
		kong.Description("Finds fraud rings in reports that name phone numbers, handsets and accounts only by token."),
		kong.Vars{"version": version()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "ringwatch:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "ringwatch: %v\nFor usage: %s --help\n", err, commandOf(err))
		return exitUsage
	}
	if err := parsed.Run(&cli.settings, &cli); err != nil {
		_, _ = fmt.Fprintln(stderr, "ringwatch:", err)
		return exitFailed
	}
	return 0
}
