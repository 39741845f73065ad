package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	firstShare = 80 // of the records, in hundredths, before the first step
	steps      = 20
)

// counts is what happened to flagged rings in one step, or in several.
type counts struct {
	rings int // flagged before the step

	newIDs                           int // half of the members or more are in a ring with another id, into which the ring did not merge
	merged                           int // the same, but the ring merged
	planted, plantedIDs              int // planted rings found before and after; of these with another id
	bands                            int // rings in another band
	aged, grown, still               int // of these: age or a status is a reason; members or reports changed; nothing of its own did
	bandFlaps                        int // rings in a band that they had left, neither time for age or status
	lost, lostWithCause              int // rings flagged no more; of these, records were withdrawn, passed on or too old
	flagFlaps                        int // rings flagged that were lost
	corroborated, corroboratedReturn int // rings that are or are no longer corroborated; of these, as they were before
	unsupported                      int // rings in the highest band that are not corroborated though an agency is known
}

func (c *counts) add(o counts) {
	c.rings += o.rings
	c.newIDs += o.newIDs
	c.merged += o.merged
	c.planted += o.planted
	c.plantedIDs += o.plantedIDs
	c.bands += o.bands
	c.aged += o.aged
	c.grown += o.grown
	c.still += o.still
	c.bandFlaps += o.bandFlaps
	c.lost += o.lost
	c.lostWithCause += o.lostWithCause
	c.flagFlaps += o.flagFlaps
	c.corroborated += o.corroborated
	c.corroboratedReturn += o.corroboratedReturn
	c.unsupported += o.unsupported
}

// follower follows rings by their ids over the steps.
type follower struct {
	left     map[string]map[graph.Band]bool // bands that a ring has left
	lost     map[string]bool                // rings that were flagged and are not
	switched map[string]bool                // rings that were corroborated and are not, or the other way round
	seen     map[string]bool                // flagged rings
	flapping map[string]bool                // rings of which the band or the flag flapped
}

// measureSteps prints the line of a world.
func measureSteps(ctx context.Context, s *sequence, perStep bool) error {
	p := newPublications()
	n := len(s.records)
	before, err := p.run(ctx, s.records[:n*firstShare/100])
	if err != nil {
		return err
	}
	f := &follower{
		left: map[string]map[graph.Band]bool{}, lost: map[string]bool{}, switched: map[string]bool{},
		seen: map[string]bool{}, flapping: map[string]bool{},
	}
	var total counts
	for step := 1; step <= steps; step++ {
		after, err := p.run(ctx, s.records[:n*(firstShare+step)/100])
		if err != nil {
			return err
		}
		c := f.compare(p, before, after)
		c.planted, c.plantedIDs = comparePlanted(s, before, after)
		if perStep {
			printSteps(fmt.Sprintf("  step %d", step), c)
		}
		total.add(c)
		before = after
	}
	printSteps(s.name, total)
	fmt.Printf("%26s %d of %d rings flapped in all\n", "", len(f.flapping), len(f.seen))
	return nil
}

// compare counts what became of the rings of one publication in the next.
func (f *follower) compare(p *publications, before, after []graph.Ring) (c counts) {
	now, at := byID(after), byMember(after)
	for i := range before {
		old := &before[i]
		c.rings++
		f.seen[old.ID] = true
		if home := mostShared(old, at); home != nil && home.ID != old.ID {
			if p.rings[old.ID].MergedInto != "" {
				c.merged++
			} else {
				c.newIDs++
			}
		}
		ring, ok := now[old.ID]
		if !ok {
			if p.rings[old.ID].MergedInto == "" {
				c.lost++
				f.lost[old.ID] = true
				if hasCause(p, old) {
					c.lostWithCause++
				}
			}
			continue
		}
		f.compareBands(&c, old, ring)
		f.compareSupport(&c, old, ring)
	}
	for i := range after {
		if ring := &after[i]; f.lost[ring.ID] {
			c.flagFlaps++
			f.flapping[ring.ID] = true
			delete(f.lost, ring.ID)
		}
		if r := &after[i]; r.Band == graph.VeryHigh && isUnsupported(r) {
			c.unsupported++
		}
	}
	return c
}

func (f *follower) compareBands(c *counts, old, ring *graph.Ring) {
	if old.Band == ring.Band {
		return
	}
	c.bands++
	sameMember := func(a, b graph.Member) bool { return a.Identifier == b.Identifier }
	switch {
	case old.Status != ring.Status || fading(old) != fading(ring):
		c.aged++
		return // it has a reason, and no change back is a flap
	case !slices.EqualFunc(old.Members, ring.Members, sameMember) || !slices.Equal(old.ReportIDs, ring.ReportIDs):
		c.grown++
	default:
		c.still++
	}
	left := f.left[ring.ID]
	if left == nil {
		left = map[graph.Band]bool{}
		f.left[ring.ID] = left
	}
	if left[ring.Band] {
		c.bandFlaps++
		f.flapping[ring.ID] = true
	}
	left[old.Band] = true
}

// fading returns the reason of age in a ring's explanation.
func fading(r *graph.Ring) string {
	for _, reason := range r.Explanation {
		if reason.Kind == graph.ReasonQuiet {
			return reason.Text
		}
	}
	return ""
}

// hasCause reports whether a ring that was lost is quiet for too long, or lost records.
func hasCause(p *publications, old *graph.Ring) bool {
	closed := p.rings[old.ID]
	if fading(old) != "" || slices.ContainsFunc(old.ReportIDs, func(id string) bool { return p.withdrawn[id] }) {
		return true
	}
	return closed.Status != graph.Closed
}

// comparePlanted counts planted rings that are found in both publications, and those of them whose
// ring has another id.
func comparePlanted(s *sequence, before, after []graph.Ring) (both, changed int) {
	was, is := match(s, before), match(s, after)
	for i := range s.planted {
		if was[i] == "" || is[i] == "" {
			continue
		}
		both++
		if was[i] != is[i] {
			changed++
		}
	}
	return both, changed
}

func printStepsHeading() {
	fmt.Printf("%-26s %6s %7s %7s %9s | %6s %6s %6s %6s %6s | %6s %6s %6s | %6s %6s | %s\n", "", "rings", "id", "merged", "planted",
		"band", "age", "grown", "still", "flap", "lost", "cause", "flap", "corr.", "flap", "unsupported")
}

// printSteps prints counts as a line of the table.
func printSteps(name string, c counts) {
	rate := func(n int) string { return fmt.Sprintf("%.2f", 100*float64(n)/float64(max(c.rings, 1))) }
	fmt.Printf("%-26s %6d %7s %7s %4d/%-5d | %6s %6s %6s %6s %6s | %6s %6s %6s | %6s %6s | %d\n", name, c.rings, rate(c.newIDs), rate(c.merged),
		c.plantedIDs, c.planted, rate(c.bands), rate(c.aged), rate(c.grown), rate(c.still), rate(c.bandFlaps),
		rate(c.lost), rate(c.lostWithCause), rate(c.flagFlaps), rate(c.corroborated), rate(c.corroboratedReturn), c.unsupported)
}
