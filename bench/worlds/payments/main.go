// Payments writes a world of fraud as banks, payment providers and marketplaces see it, with
// planted rings and innocent groups that look busy. It is for evaluating a detection that was not
// made with it: see bench/worlds/README.md.
//
//	go run ./bench/worlds/payments -reports 50000 -seed 1 -out DIR/NAME
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
)

// minReports is the least number of reports for which every part of the world has room.
const minReports = 500

func main() {
	reports := flag.Int("reports", 50000, "the number of reports")
	seed := flag.Uint64("seed", 1, "the seed; the same seed writes the same world")
	out := flag.String("out", "", "the path of the files without their extension: writes .ndjson, .truth.json, .planned.json and .innocents.json")
	blank := flag.String("blank", "", "columns to leave out of all records, separated by commas: region, category, time, agency, source")
	known := flag.Float64("known", 0.3, "the share of businesses that an operator has registered, 0 to 1")
	flag.Parse()
	if err := run(*reports, *seed, *out, *blank, *known, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "payments:", err)
		os.Exit(1)
	}
}

func run(reports int, seed uint64, out, blank string, known float64, summary io.Writer) error {
	switch {
	case out == "":
		return errors.New("-out is missing: give the path of the files without their extension")
	case reports < minReports:
		return fmt.Errorf("-reports: want at least %d", minReports)
	case known < 0 || known > 1:
		return errors.New("-known: want a share from 0 to 1")
	}
	var left blanks
	for column := range strings.SplitSeq(blank, ",") {
		if column == "" {
			continue
		}
		if err := left.set(column); err != nil {
			return err
		}
	}
	w := generate(seed, reports, known)
	if err := writeFile(out+".ndjson", func(f io.Writer) error { return w.writeRecords(f, left) }); err != nil {
		return err
	}
	answers := w.answers()
	if err := answers.Write(out); err != nil {
		return err
	}
	w.summarise(summary, answers)
	return nil
}

// generate returns the whole world of a seed.
func generate(seed uint64, reports int, known float64) *world {
	w := newWorld(seed, reports, known)
	w.makeInnocents()
	w.makeRings()
	w.makeStrangers()
	return w
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("creating a file: %w", err)
	}
	defer func() {
		if closeErr := file.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("closing %s: %w", path, closeErr)
		}
	}()
	return write(file)
}

// summarise writes how many groups there are of each kind, and how many identifiers they have.
func (w *world) summarise(out io.Writer, t truth.World[id]) {
	fmt.Fprintf(out, "records %d, reports %d, of them caused by rings %.1f %%\n",
		len(w.events), w.reports, 100*float64(w.ringReports)/float64(w.reports))
	for _, part := range []struct {
		title  string
		groups []truth.Group[id]
	}{{"planned", t.Planned}, {"rings", t.Rings}, {"innocents", t.Innocents}} {
		sizes := map[string][]int{}
		for _, g := range part.groups {
			sizes[g.Kind] = append(sizes[g.Kind], len(g.Members))
		}
		kinds := make([]string, 0, len(sizes))
		for kind := range sizes {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			s := sizes[kind]
			slices.Sort(s)
			fmt.Fprintf(out, "%-9s %-20s %5d groups of %d to %d identifiers, median %d\n",
				part.title, kind, len(s), s[0], s[len(s)-1], s[len(s)/2])
		}
	}
}
