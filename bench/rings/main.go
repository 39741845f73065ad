// Command rings measures the precision, recall and calibration of detected rings on generated
// worlds.
//
//	go run ./bench/rings              the detection: F1, recall by kind, precision by band, reliability
//	go run ./bench/rings -ablate      the detection without one of its steps each
//	go run ./bench/rings -candidates  the share of rings that candidates match before they are scored
//	go run ./bench/rings -compare     textbook methods, with their groups scored by the same regression
//	go run ./bench/rings -worlds DIR  the detection on worlds in files, by generator, whoever made them
//
// Worlds are generated in memory, unless -worlds names a folder: of each world NAME it reads the
// records NAME.ndjson, the truth NAME.truth.json and the innocent groups NAME.innocents.json, which
// may be absent. The part of NAME before the first hyphen is the name of its generator. Nothing is
// written. ringwatch calibrate makes the model of the score.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

type options struct {
	reports int    // per world
	first   uint64 // seed
	seeds   int    // worlds per variety
	variety []float64
	worlds  string // folder of worlds to read instead
	members string // file of communities to score
	edges   string // file to write edges to
}

func main() {
	var o options
	varieties := "0"
	ablate, compare, candidates := false, false, false
	flag.IntVar(&o.reports, "reports", 35_000, "`reports` per world, not counting links")
	flag.Uint64Var(&o.first, "seed", 1, "`seed` of the first world")
	flag.IntVar(&o.seeds, "seeds", 5, "`worlds` per variety")
	flag.StringVar(&varieties, "variety", varieties, "how far the parameters of worlds go from the default ones: 0 to 1; separate several by commas")
	flag.StringVar(&o.worlds, "worlds", "", "measure the worlds in the folder `DIR` instead of generated ones: NAME.ndjson, NAME.truth.json and NAME.innocents.json")
	flag.StringVar(&o.edges, "edges", "", "write the edges of the first world's network to `FILE`, for other tools to find communities in, and exit")
	flag.StringVar(&o.members, "members", "", "score the communities in `FILE`, one line for each node with a tab and its community, as groups of the first world")
	flag.BoolVar(&ablate, "ablate", false, "measure the detection without one of its steps each")
	flag.BoolVar(&candidates, "candidates", false,
		"also measure all candidates, whatever their score: the recall is the share of rings that a candidate matches")
	flag.BoolVar(&compare, "compare", false, "measure textbook methods")
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
		err = writeEdges(ctx, o)
	case o.members != "":
		err = scoreMembers(ctx, o)
	case ablate:
		err = measure(ctx, o, ablations())
	case candidates:
		err = measure(ctx, o, []method{
			{"ringwatch", detect(rings.Params{})},
			{"candidates of any score", detect(rings.Params{MinScore: math.SmallestNonzeroFloat64})},
		})
	case compare:
		err = measure(ctx, o, textbook())
	default:
		err = measure(ctx, o, []method{{"ringwatch", detect(rings.Params{})}})
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "rings:", err)
	os.Exit(1)
}
