// Command ringwatch finds fraud rings in tokenised reports.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first Ctrl-C asks; a second one, for instance while standard input is silent,
	// ends the process.
	context.AfterFunc(ctx, stop)
	var cli commands
	parsed := kong.Parse(&cli,
		kong.Name("ringwatch"),
		kong.Description("Finds fraud rings in reports that name phone numbers, handsets and accounts only by token."),
		kong.UsageOnError(),
		kong.Vars{"version": version()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := parsed.Run(&cli.settings); err != nil {
		fmt.Fprintln(os.Stderr, "ringwatch:", err)
		stop()
		os.Exit(1)
	}
}
