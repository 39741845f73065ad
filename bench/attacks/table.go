package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// outcome is what an attack achieved at one effort.
type outcome struct {
	effort    int
	innocents int
	// How many of the innocents a flagged ring covers, of each band or a higher one.
	reached  map[graph.Band]int
	strength float64 // the sum of the strengths of single innocents that a ring covers
	rings    int
	hidden   int // rings of which no flagged ring holds half
	lost     int
}

// row holds the outcomes of an attack against a detector, by effort.
type row struct {
	attack   attack
	detector string
	outcomes []outcome
}

// table holds the rows measured so far.
type table struct {
	detectors []detector
	rows      []row
}

// measure measures an attack against all detectors.
func (t *table) measure(ctx context.Context, s *scene, a attack) error {
	rows := make([]row, len(t.detectors))
	for i, d := range t.detectors {
		rows[i] = row{attack: a, detector: d.name()}
	}
	for _, effort := range a.efforts {
		for i, d := range t.detectors {
			o, err := s.attacked(ctx, a, effort, d)
			if err != nil {
				return fmt.Errorf("effort %d, %s: %w", effort, d.name(), err)
			}
			rows[i].outcomes = append(rows[i].outcomes, o)
		}
	}
	t.rows = append(t.rows, rows...)
	return nil
}

// attacked returns what an attack of an effort achieves against a detector.
func (s *scene) attacked(ctx context.Context, a attack, effort int, d detector) (outcome, error) {
	f := s.filing(effort)
	aimed := a.file(s, f, effort)
	found, err := d.detect(ctx, slices.Concat(s.records, f.records))
	if err != nil {
		return outcome{}, err
	}
	o := outcome{effort: effort, innocents: len(aimed.innocents), reached: map[graph.Band]int{}}
	covers := newCovers(found, f.aliases)
	for _, innocent := range aimed.innocents {
		if band := covers.band(innocent); band != "" {
			for _, b := range graph.Bands[:slices.Index(graph.Bands[:], band)+1] {
				o.reached[b]++
			}
			if len(innocent) == 1 {
				o.strength += covers.strength[covers.resolve(innocent[0])]
			}
		}
	}
	if aimed.rings {
		o.rings = len(s.truth)
		for _, ok := range foundRings(found.flagged, s.truth) {
			if !ok {
				o.lost++
			}
		}
		for _, ring := range s.truth {
			if !covers.holdsHalf(ring.Members) {
				o.hidden++
			}
		}
	}
	return o, nil
}

// covers finds the flagged rings that cover innocents.
type covers struct {
	finding
	of      map[graph.Token][]int // the flagged rings of a token
	aliases map[graph.Token]graph.Token
}

func newCovers(found finding, aliases map[graph.Token]graph.Token) *covers {
	c := &covers{finding: found, of: map[graph.Token][]int{}, aliases: aliases}
	for i, f := range found.flagged {
		for _, token := range f.Members {
			c.of[token] = append(c.of[token], i)
		}
	}
	return c
}

// resolve returns the token of the node that an identifier is, after false claims.
func (c *covers) resolve(token graph.Token) graph.Token {
	if other, ok := c.aliases[token]; ok && !c.present[token] {
		return other // the claim merged the two
	}
	return token
}

// holdsHalf reports whether a flagged ring has at least half of these identifiers as members.
func (c *covers) holdsHalf(members []graph.Token) bool {
	held := map[int]int{}
	for _, token := range members {
		for _, ring := range c.of[token] {
			held[ring]++
			if 2*held[ring] >= len(members) {
				return true
			}
		}
	}
	return false
}

// band returns the highest band of a flagged ring that covers a group: one that holds at least half
// of its members, or at least half of whose members are of the group. It is empty if there is none.
func (c *covers) band(group []graph.Token) (highest graph.Band) {
	shared := map[int]int{}
	for _, token := range group {
		for _, ring := range c.of[c.resolve(token)] {
			shared[ring]++
		}
	}
	for ring, n := range shared {
		f := &c.flagged[ring]
		if 2*n < len(group) && 2*n < len(f.Members) {
			continue
		}
		if highest == "" || slices.Index(graph.Bands[:], f.Band) > slices.Index(graph.Bands[:], highest) {
			highest = f.Band
		}
	}
	return highest
}

// print writes two tables in Markdown: what it takes to make innocents look guilty, and to make
// rings vanish.
func (t *table) print(out io.Writer) {
	fmt.Fprint(out, "\n| attack on innocents | effort: how many | detection |")
	for _, b := range graph.Bands {
		fmt.Fprintf(out, " %s from |", b)
	}
	fmt.Fprint(out, " at the greatest effort: flagged, high or more, very_high |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for i, r := range t.rows {
		last := r.outcomes[len(r.outcomes)-1]
		if last.innocents == 0 {
			continue
		}
		t.start(out, i)
		for _, b := range graph.Bands {
			fmt.Fprintf(out, " %s |", r.from(func(o outcome) bool { return o.reached[b] > 0 }))
		}
		var shares []string
		for _, b := range graph.Bands {
			shares = append(shares, percent(last.reached[b], last.innocents))
		}
		fmt.Fprintf(out, " %s", strings.Join(shares, ", "))
		if last.strength > 0 {
			fmt.Fprintf(out, "; mean strength %.2f", last.strength/float64(last.reached[graph.Medium]))
		}
		fmt.Fprint(out, " |\n")
	}
	fmt.Fprint(out, "\n| attack on rings | effort: how many | detection | a ring vanishes from | rings that vanish, by effort | of which no ring holds half |\n")
	fmt.Fprint(out, "| --- | --- | --- | --- | --- | --- |\n")
	for i, r := range t.rows {
		if r.outcomes[0].rings == 0 {
			continue
		}
		t.start(out, i)
		var lost, hidden []string
		for _, o := range r.outcomes {
			lost = append(lost, fmt.Sprintf("%d: %s", o.effort, percent(o.lost, o.rings)))
			hidden = append(hidden, fmt.Sprintf("%d: %s", o.effort, percent(o.hidden, o.rings)))
		}
		from := r.from(func(o outcome) bool { return o.lost > 0 })
		fmt.Fprintf(out, " %s | %s | %s |\n", from, strings.Join(lost, ", "), strings.Join(hidden, ", "))
	}
}

// start writes the first columns of a row. Rows of one attack name it once.
func (t *table) start(out io.Writer, i int) {
	r := &t.rows[i]
	name, unit := r.attack.name, r.attack.unit
	if i%len(t.detectors) > 0 {
		name, unit = "", ""
	}
	fmt.Fprintf(out, "| %s | %s | %s |", name, unit, r.detector)
}

// from returns the smallest effort at which the attack succeeds.
func (r *row) from(succeeds func(outcome) bool) string {
	for _, o := range r.outcomes {
		if succeeds(o) {
			return strconv.Itoa(o.effort)
		}
	}
	return "never up to " + strconv.Itoa(r.outcomes[len(r.outcomes)-1].effort)
}

func percent(part, whole int) string {
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(max(whole, 1)))
}
