// Command ringwatch finds fraud rings in tokenised reports.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	failed  = 1
	misused = 2 // the command line is not one
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C asks; a second one ends the process.
	context.AfterFunc(ctx, stop)
	code := command(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

// command runs one command line and returns the exit code.
func command(ctx context.Context, args []string, stderr io.Writer) int {
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("ringwatch"),
		kong.Description("Finds fraud rings in reports that name phone numbers, handsets and accounts only by token."),
		kong.Vars{"version": version()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "ringwatch:", err)
		return failed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "ringwatch: %v\nFor what it takes: %s --help\n", err, meant(err))
		return misused
	}
	if err := parsed.Run(&cli.settings, &cli); err != nil {
		_, _ = fmt.Fprintln(stderr, "ringwatch:", err)
		return failed
	}
	return 0
}

// meant is the command that an error of parsing is of, as far as it was understood.
func meant(err error) string {
	var at *kong.ParseError
	if errors.As(err, &at) && at.Context != nil && at.Context.Selected() != nil {
		return at.Context.Selected().FullPath()
	}
	return "ringwatch"
}
