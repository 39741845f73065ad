// Command stability measures how steady published rings are while records arrive.
//
//	go run ./bench/stability              a generated world
//	go run ./bench/stability -worlds DIR  worlds in files, as bench/rings reads them
//	go run ./bench/stability -steps       a line for each step, too
//
// A world starts with the first 80 % of its records, in the order of their times. Twenty steps of
// 1 % follow. After each step a real run detects and publishes, with the rings that the run before
// published. The table says how many ids, bands and flags change, and how many change back (flap),
// per 100 flagged rings and step. A second table compares the rings of all records with those found
// without a random tenth of them.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	reports, seed := 31_000, uint64(1)
	folder, pattern, perStep := "", "*", false
	flag.IntVar(&reports, "reports", reports, "`reports` of the generated world, not counting links")
	flag.Uint64Var(&seed, "seed", seed, "`seed` of the generated world")
	flag.StringVar(&folder, "worlds", "", "measure the worlds in the folder `DIR` instead: NAME.ndjson and NAME.truth.json")
	flag.StringVar(&pattern, "names", pattern, "with -worlds: only worlds whose name matches this shell `PATTERN`")
	flag.BoolVar(&perStep, "steps", false, "also print each step")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, reports, seed, folder, pattern, perStep); err != nil {
		fmt.Fprintln(os.Stderr, "stability:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, reports int, seed uint64, folder, pattern string, perStep bool) error {
	if folder == "" {
		s, err := generate(reports, seed)
		if err != nil {
			return err
		}
		return measure(ctx, []*sequence{s}, perStep)
	}
	paths, err := filepath.Glob(filepath.Join(folder, pattern+".ndjson"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("no world in %s matches %s.ndjson", folder, pattern)
	}
	var all []*sequence
	for _, path := range paths {
		s, err := read(ctx, path)
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	return measure(ctx, all, perStep)
}

// measure prints both tables.
func measure(ctx context.Context, all []*sequence, perStep bool) error {
	fmt.Println("20 steps of 1 % new records; per 100 rings and step unless it says otherwise")
	printStepsHeading()
	for _, s := range all {
		if err := measureSteps(ctx, s, perStep); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	fmt.Println("\nwithout a tenth of the records")
	printRemovalHeading()
	for _, s := range all {
		if err := measureRemoval(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
