// Society writes a world of synthetic fraud that a simulation of people makes: records, the gangs
// behind them, and the innocent groups that records connect.
//
// Nobody draws rings here. Persons, households, employers and places have phones, SIMs and accounts
// for 18 months. A few persons form gangs and defraud others, who report some of what they saw.
// Telcos and banks file the links that they look up. The truth is what each gang used.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	reports := flag.Int("reports", 50_000, "reports to file")
	seed := flag.Uint64("seed", 1, "seed: the same seed gives the same world")
	out := flag.String("out", "", "path without extension; writes .ndjson, .truth.json, .planned.json and .innocents.json")
	blank := flag.String("blank", "", "columns to leave empty in every record: region, category, time, agency, source, with commas")
	flag.Parse()
	if err := run(*reports, *seed, *out, *blank); err != nil {
		fmt.Fprintln(os.Stderr, "society:", err)
		os.Exit(1)
	}
}

// run simulates a world, writes its four files and a count of its groups to standard output.
func run(reports int, seed uint64, out, blank string) error {
	if reports < 1 || reports > maxReports {
		return fmt.Errorf("-reports is %d: want 1 to %d", reports, maxReports)
	}
	if out == "" {
		return fmt.Errorf("-out is missing: want the path of the files without extension")
	}
	blanks, err := parseBlanks(blank)
	if err != nil {
		return err
	}
	w := newWorld(reports, seed)
	w.live()
	answers := w.answers()
	if err := w.writeRecords(out+".ndjson", blanks); err != nil {
		return err
	}
	if err := answers.Write(out); err != nil {
		return err
	}
	fmt.Print(w.summary(answers))
	return nil
}

// blanks are the columns that are left empty in every record.
type blanks struct{ region, category, time, agency, source bool }

func parseBlanks(list string) (b blanks, err error) {
	for name := range strings.SplitSeq(list, ",") {
		switch strings.TrimSpace(name) {
		case "":
		case "region":
			b.region = true
		case "category":
			b.category = true
		case "time":
			b.time = true
		case "agency":
			b.agency = true
		case "source":
			b.source = true
		default:
			return b, fmt.Errorf("-blank names the column %q: want region, category, time, agency or source", name)
		}
	}
	return b, nil
}
