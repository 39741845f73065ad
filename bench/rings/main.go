package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"ringwatch/analysis/rings"
	"ringwatch/graph"
	"ringwatch/internal/world"
)

func load(o world.Options) (*rings.Evidence, []graph.Identifier, []world.Ring) {
	e := &rings.Evidence{Words: []string{""}, Reports: rings.Reports{Offsets: []int{0}}}
	var ids []graph.Identifier
	at := map[graph.Token]uint32{}
	words := map[string]uint32{"": 0}
	id := func(i graph.Identifier) uint32 {
		if _, ok := at[i.Token]; !ok {
			at[i.Token] = uint32(len(ids))
			ids = append(ids, i)
			e.Kinds = append(e.Kinds, rings.Kind(slices.Index(graph.Kinds[:], i.Kind)))
		}
		return at[i.Token]
	}
	word := func(s string) uint32 {
		if _, ok := words[s]; !ok {
			words[s] = uint32(len(e.Words))
			e.Words = append(e.Words, s)
		}
		return words[s]
	}
	day := func(t time.Time) int32 {
		if t.IsZero() {
			return rings.NoDay
		}
		return int32(t.Unix() / 86400)
	}
	truth, err := world.Generate(o, func(r graph.Record) error {
		switch r := r.(type) {
		case *graph.Report:
			for _, i := range r.Identifiers {
				e.Reports.Names = append(e.Reports.Names, id(i))
			}
			e.Reports.Offsets = append(e.Reports.Offsets, len(e.Reports.Names))
			e.Reports.Day = append(e.Reports.Day, day(r.OccurredAt))
			e.Reports.Category = append(e.Reports.Category, word(r.Category))
			e.Reports.Channel = append(e.Reports.Channel, word(r.Channel))
			e.Reports.Region = append(e.Reports.Region, word(r.Region))
		case *graph.Link:
			e.Links.From = append(e.Links.From, id(r.From))
			e.Links.To = append(e.Links.To, id(r.To))
			e.Links.Relation = append(e.Links.Relation, rings.Relation(slices.Index(graph.Relations[:], r.Relation)))
			e.Links.Day = append(e.Links.Day, day(r.ObservedAt))
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return e, ids, truth
}

func main() {
	n := flag.Int("n", 35000, "")
	first := flag.Uint64("seed", 1, "")
	seeds := flag.Int("seeds", 1, "")
	min := flag.Float64("min", 0.5, "")
	dump := flag.String("dump", "", "")
	prof := flag.String("prof", "", "")
	show := flag.Int("show", 0, "")
	flag.Parse()
	if *prof != "" {
		f, _ := os.Create(*prof)
		_ = pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	var out *os.File
	if *dump != "" {
		out, _ = os.Create(*dump)
		defer out.Close()
	}
	for s := *first; s < *first+uint64(*seeds); s++ {
		e, ids, truth := load(world.Options{Reports: *n, Seed: s})
		start := time.Now()
		p := rings.Params{MinScore: *min}
		if out != nil {
			p.MinScore = 1e-12
		}
		found, err := rings.Detect(context.Background(), e, p)
		if err != nil {
			panic(err)
		}
		took := time.Since(start)
		for i := 0; i < *show; i++ {
			r := found.Rings[i*len(found.Rings) / *show]
			fmt.Printf("ring of %d members, %d reports, score %.3f\n", len(r.Members), len(r.Reports), r.Score)
			for _, re := range r.Reasons {
				fmt.Printf("  %7.4f %s (%d reports, %d links)\n", re.Weight, re.Text, len(re.Reports), len(re.Links))
			}
		}
		var flagged []world.Flagged
		for _, r := range found.Rings {
			f := world.Flagged{ID: "x", Band: graph.Medium}
			if r.Score >= 0.97 {
				f.Band = graph.VeryHigh
			} else if r.Score >= 0.8 {
				f.Band = graph.High
			}
			for _, m := range r.Members {
				f.Members = append(f.Members, ids[m.Identifier].Token)
			}
			flagged = append(flagged, f)
		}
		ev := world.Evaluate(flagged, truth)
		fmt.Printf("seed %d: reports %d links %d planted %d flagged %d hubs %d groups %d F1 %.3f precision %.3f recall %.3f", s, e.Reports.Count(), e.Links.Count(), len(truth), len(flagged), len(found.Hubs), found.Groups, ev.F1, ev.Precision, ev.Recall)
		for _, k := range ev.ByKind {
			fmt.Printf("  %s %.3f", k.Kind, k.Recall)
		}
		for _, b := range ev.ByBand {
			fmt.Printf("  %s %.4f (%d)", b.Band, b.Precision, b.Flagged)
		}
		fmt.Printf("  %.2fs\n", took.Seconds())
		if out != nil {
			inRing := map[graph.Token]int{}
			for i, r := range truth {
				for _, m := range r.Members {
					inRing[m] = i + 1
				}
			}
			for i, r := range found.Rings {
				share := map[int]int{}
				for _, t := range flagged[i].Members {
					if k := inRing[t]; k > 0 {
						share[k-1]++
					}
				}
				y, kind := 0, "-"
				for k, c := range share {
					if 2*c >= len(truth[k].Members)+len(r.Members)-c {
						y, kind = 1, string(truth[k].Kind)
					}
				}
				fmt.Fprint(out, s, " ", y, " ", kind)
				for _, f := range r.Features {
					fmt.Fprintf(out, " %.4f", f)
				}
				fmt.Fprintln(out, "", len(r.Members), len(r.Reports))
			}
		}
	}
}
