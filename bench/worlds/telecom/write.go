package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/record"
)

// token returns the token of an identifier.
func (w *world) token(id ident) graph.Token {
	var in [12]byte
	binary.LittleEndian.PutUint64(in[:], w.seed)
	binary.LittleEndian.PutUint32(in[8:], uint32(id))
	sum := sha256.Sum256(in[:])
	return graph.Token("tk1_" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:20]))[:26])
}

// source returns an agency's pseudonym of a person or case: letters alone, so that it never looks
// like a number.
func (w *world) source(agency uint8, person uint32) string {
	if person == 0 {
		return ""
	}
	var in [13]byte
	binary.LittleEndian.PutUint64(in[:], w.seed)
	binary.LittleEndian.PutUint32(in[8:], person)
	in[12] = agency
	sum := sha256.Sum256(in[:])
	text := make([]byte, 16)
	for i := range text {
		text[i] = 'a' + sum[i]%26
	}
	return string(text)
}

func timeAt(seconds int32) time.Time {
	if seconds == none {
		return time.Time{}
	}
	return start.Add(time.Duration(seconds) * time.Second)
}

// line is a record to write, by its type and place.
type line struct {
	filed int32
	kind  uint8
	place int32
}

const (
	reportLine uint8 = iota
	linkLine
	releaseLine
	knownLine
	withdrawalLine
)

// lines returns all records in the order in which they were filed.
func (w *world) lines() []line {
	all := make([]line, 0, len(w.reports)+len(w.links)+len(w.releases)+len(w.knowns)+w.withdrawals)
	for i := range w.reports {
		r := &w.reports[i]
		all = append(all, line{r.filed, reportLine, int32(i)})
		if r.withdrawn {
			all = append(all, line{r.filed + 10*day, withdrawalLine, int32(i)})
		}
	}
	for i := range w.links {
		all = append(all, line{w.links[i].filed, linkLine, int32(i)})
	}
	for i := range w.releases {
		all = append(all, line{w.releases[i].filed, releaseLine, int32(i)})
	}
	for i := range w.knowns {
		all = append(all, line{w.knowns[i].filedOnDay * day, knownLine, int32(i)})
	}
	slices.SortFunc(all, func(x, y line) int {
		return cmp.Or(cmp.Compare(x.filed, y.filed), cmp.Compare(x.kind, y.kind), cmp.Compare(x.place, y.place))
	})
	return all
}

// writer turns records of the world into records of agencies.
type writer struct {
	*world
	blanked map[string]bool
}

// writeRecords writes all records. Those with a blanked column lack it.
func (w *world) writeRecords(name string, blanked map[string]bool) error {
	file, err := files.Create(name)
	if err != nil {
		return fmt.Errorf("creating the records: %w", err)
	}
	defer file.Discard()
	out := bufio.NewWriterSize(file, 1<<20)
	to := writer{w, blanked}
	for _, l := range w.lines() {
		text, err := record.MarshalInFile(to.record(l))
		if err != nil {
			return err
		}
		if _, err := out.Write(append(text, '\n')); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	return file.Commit()
}

// The ids differ over all agencies, so that a world without agencies has no two records of one id.
func idOf(letter string, place int32) string { return fmt.Sprintf("%s%08d", letter, place) }

func (w writer) record(l line) graph.Record {
	switch l.kind {
	case reportLine:
		return w.report(l.place)
	case linkLine:
		return w.link(l.place)
	case releaseLine:
		r := &w.releases[l.place]
		return &graph.Release{
			ID: idOf("N", l.place), Agency: w.agency(r.agency), Identifier: w.identifier(r.number), ReleasedAt: timeAt(r.at),
		}
	case knownLine:
		k := &w.knowns[l.place]
		return &graph.Known{
			ID: idOf("K", l.place), Agency: w.agency(operator), Identifier: w.identifier(k.id), Business: k.business,
			ValidUntil: start.AddDate(0, 0, int(k.valid)),
		}
	default:
		return &graph.Withdrawal{
			ID: idOf("W", l.place), Agency: w.agency(w.reports[l.place].agency), Withdraws: idOf("R", l.place), Reason: "filed_in_error",
		}
	}
}

func (w writer) report(place int32) *graph.Report {
	r := &w.reports[place]
	out := &graph.Report{ID: idOf("R", place), Agency: w.agency(r.agency), Channel: channels[r.channel]}
	if !w.blanked["time"] {
		out.OccurredAt = timeAt(r.occurred)
	}
	if !w.blanked["category"] {
		out.Category = word(r.category)
	}
	if !w.blanked["region"] {
		out.Region = regions[r.region].code
	}
	if !w.blanked["source"] {
		out.Source = w.source(r.agency, r.source)
	}
	if r.loss > 0 {
		out.Loss, out.Currency = graph.Amount(strconv.Itoa(int(r.loss))+".00"), "INR"
	}
	for _, id := range w.namesOf(r) {
		out.Identifiers = append(out.Identifiers, w.identifier(id))
	}
	return out
}

func (w writer) link(place int32) *graph.Link {
	l := &w.links[place]
	out := &graph.Link{
		ID: idOf("L", place), Agency: w.agency(l.agency), Relation: relations[l.relation], From: w.identifier(l.from), To: w.identifier(l.to),
	}
	if !w.blanked["time"] {
		out.ObservedAt = timeAt(l.observed)
	}
	if !w.blanked["source"] {
		out.Source = w.source(l.agency, l.source)
	}
	return out
}

func (w writer) identifier(id ident) graph.Identifier {
	return graph.Identifier{Kind: kindNames[w.kinds[id]], Token: w.token(id)}
}

// agency returns an agency's name, if its records carry one.
func (w writer) agency(code uint8) string {
	if a := &w.agencies[code]; !a.unnamed && !w.blanked["agency"] {
		return a.name
	}
	return ""
}
