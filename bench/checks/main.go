// Command checks measures the API from a second process on loopback. `checks serve` runs the API on
// rings in memory, and next to it a bare Gin engine whose handler does nothing. `checks load` sends
// requests over raw connections. bench/checks.sh runs both.
package main

import (
	"fmt"
	"os"
)

func main() {
	err := fmt.Errorf("want serve or load")
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "serve":
			err = serve(os.Args[2:])
		case "load":
			err = load(os.Args[2:])
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "checks:", err)
		os.Exit(1)
	}
}
