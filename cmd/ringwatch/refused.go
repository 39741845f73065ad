package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// printRefused prints a refused record with its file and line.
func printRefused(file string, line int, refusal error) {
	fmt.Fprintf(os.Stderr, "%s:%d: %v\n", file, line, refusal)
}

// errRefused returns the error of a command that refused some records, for exit code 1. Where says
// where their reasons are, and others what was done with the other records.
func errRefused(refused, all int, where, others string) error {
	p := message.NewPrinter(language.English)
	if refused == all {
		return errors.New(p.Sprintf("all %d records were refused (%s)", all, where))
	}
	return errors.New(p.Sprintf("%d of %d records were refused (%s); the other %d %s", refused, all, where, all-refused, others))
}

// reasonsAbove is where refused records are printed.
const reasonsAbove = "reasons above, one line each"
