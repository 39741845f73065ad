// Command rings measures how right detected rings are, on generated worlds.
//
//	go run ./bench/rings                      the detection as it is: F1, recall by kind, bands, reliability
//	go run ./bench/rings -ablate              what each of its parts is worth
//	go run ./bench/rings -compare             the textbook's recipes under the same rule of flagging
//	go run ./bench/rings -fit                 the weights of the score, fitted anew, and how they do on other worlds
//
// Worlds are made in memory: nothing is written.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

type options struct {
	reports int
	first   uint64
	seeds   int
	variety []float64
	members string
	edges   string
}

func main() {
	var o options
	varieties := "0"
	ablate, compare, fit := false, false, false
	flag.IntVar(&o.reports, "reports", 35_000, "`reports` of each world; links come on top")
	flag.Uint64Var(&o.first, "seed", 1, "`seed` of the first world")
	flag.IntVar(&o.seeds, "seeds", 5, "`worlds` of each variety")
	flag.StringVar(&varieties, "variety", varieties, "how far the worlds' habits stray from the usual ones: 0 to 1, or several with commas")
	flag.StringVar(&o.edges, "edges", "", "write the ties of the first world to `FILE`, for other tools to find communities in, and stop")
	flag.StringVar(&o.members, "members", "", "judge the communities in `FILE`, a node, a tab and its community a line, as groups of the first world")
	flag.BoolVar(&ablate, "ablate", false, "measure what each part is worth")
	flag.BoolVar(&compare, "compare", false, "measure the textbook's recipes")
	flag.BoolVar(&fit, "fit", false, "fit the weights of the score on worlds whose seeds are even, and measure them on the others")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for v := range strings.SplitSeq(varieties, ",") {
		variety, err := strconv.ParseFloat(v, 64)
		if err != nil {
			fail(fmt.Errorf("-variety: %w", err))
		}
		o.variety = append(o.variety, variety)
	}
	var err error
	switch {
	case o.edges != "":
		err = writeTies(ctx, o)
	case o.members != "":
		err = judgeMembers(ctx, o)
	case fit:
		err = fitWeights(ctx, o)
	case ablate:
		err = measure(ctx, o, ablations())
	case compare:
		err = measure(ctx, o, recipes())
	default:
		err = measure(ctx, o, []recipe{{"ringwatch", detect(rings.Params{})}})
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "rings:", err)
	os.Exit(1)
}
