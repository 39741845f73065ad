// Command telecom writes a synthetic world of fraud as telcos and a national cyber-crime portal see
// it, to evaluate detection on data that had no part in its design. ../README.md says what it
// models and on what grounds.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ringwatch/ringwatch/bench/worlds/truth"
)

func main() {
	if err := command(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "telecom:", err)
		os.Exit(1)
	}
}

// columns are the columns of records that -blank can leave out.
var columns = []string{"region", "category", "time", "agency", "source"}

// maxReports keeps identifiers within 32 bits and memory within reason.
const maxReports = 20_000_000

// command writes the world that the arguments describe, and a table of its groups to log.
func command(args []string, log io.Writer) error {
	flags := flag.NewFlagSet("telecom", flag.ContinueOnError)
	flags.SetOutput(log)
	reports := flags.Int("reports", 50_000, "number of reports")
	seed := flags.Uint64("seed", 1, "seed; the same seed gives the same world")
	out := flags.String("out", "", "DIR/NAME: writes NAME.ndjson, NAME.truth.json, NAME.planned.json and NAME.innocents.json")
	blank := flags.String("blank", "", "columns to leave out of all records, with commas between: "+strings.Join(columns, ","))
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is no flag: want flags only", flags.Arg(0))
	case *out == "":
		return errors.New("-out is missing: want DIR/NAME")
	case *reports < 100 || *reports > maxReports:
		return fmt.Errorf("-reports is %d: want 100 to %d", *reports, maxReports)
	}
	blanked := map[string]bool{}
	for _, column := range strings.FieldsFunc(*blank, func(r rune) bool { return r == ',' }) {
		if !slices.Contains(columns, column) {
			return fmt.Errorf("-blank names %q: want some of %s", column, strings.Join(columns, ","))
		}
		blanked[column] = true
	}
	w := newWorld(*reports, *seed)
	w.populate()
	answers := w.answers()
	if err := os.MkdirAll(filepath.Dir(*out), 0o755); err != nil {
		return fmt.Errorf("creating the folder of -out: %w", err)
	}
	if err := w.writeRecords(*out+".ndjson", blanked); err != nil {
		return err
	}
	if err := answers.Write(*out); err != nil {
		return err
	}
	return w.summarise(log, answers)
}

// summarise writes a table of the kinds of group in the answers.
func (w *world) summarise(log io.Writer, t truth.World[ident]) error {
	table := tabwriter.NewWriter(log, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "reports %d, links %d, releases %d, register entries %d, withdrawals %d\n",
		len(w.reports), len(w.links), len(w.releases), len(w.knowns), w.withdrawals)
	fmt.Fprintln(table, "\tkind\tgroups\tmembers\treports")
	for _, part := range []struct {
		name    string
		answers []answer
	}{{"planned", t.Planned}, {"ring", t.Rings}, {"innocent", t.Innocents}} {
		var kinds []string
		groups, members, reports := map[string]int{}, map[string]int{}, map[string]int{}
		for _, a := range part.answers {
			if groups[a.Kind] == 0 {
				kinds = append(kinds, a.Kind)
			}
			groups[a.Kind]++
			members[a.Kind] += len(a.Members)
			reports[a.Kind] += a.Reports
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\n", part.name, kind, groups[kind], members[kind], reports[kind])
		}
	}
	return table.Flush()
}
