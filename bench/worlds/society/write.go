package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// firstDay is day 0.
var firstDay = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// encoding makes the letters of tokens and pseudonyms.
var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

var kindNames = [...]graph.Kind{number: graph.Number, device: graph.Device, account: graph.Account}

var relationNames = [...]graph.Relation{
	usedIn: graph.UsedIn, linkedTo: graph.LinkedTo, accessedFrom: graph.AccessedFrom, transferredTo: graph.TransferredTo,
}

// opaque returns 26 letters that depend on the seed, a purpose and an index, by SHA-256.
func (w *world) opaque(purpose uint64, index int32) string {
	var data [24]byte
	binary.BigEndian.PutUint64(data[0:], w.seed)
	binary.BigEndian.PutUint64(data[8:], purpose)
	binary.BigEndian.PutUint64(data[16:], uint64(index))
	sum := sha256.Sum256(data[:])
	return encoding.EncodeToString(sum[:16])
}

func (w *world) token(id int32) graph.Token { return graph.Token("tk1_" + w.opaque(0, id)) }

func (w *world) identifier(id int32) graph.Identifier {
	return graph.Identifier{Kind: kindNames[w.ids[id].kind], Token: w.token(id)}
}

// source returns an agency's pseudonym of a person; empty for none.
func (w *world) source(agency uint8, person int32) string {
	if person == none {
		return ""
	}
	return w.opaque(1000+agencies[agency].scheme, person)[:16]
}

func dayTime(day int16) time.Time { return firstDay.AddDate(0, 0, int(day)) }

// create writes a file by way of a buffer. It makes the folder if there is none.
func create(path string, write func(out *bufio.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	out := bufio.NewWriterSize(file, 1<<20)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// The types of record in the order of filing.
const (
	aReport = iota
	aLink
	aRelease
	aWithdrawal
)

// item is a record to write: its type and its index among those of the type.
type item struct {
	index int32
	what  uint8
}

// byDay returns what was filed on each day, shuffled within the day, so that the order says nothing
// of who did what.
func (w *world) byDay() [][]item {
	list := make([][]item, days+tail)
	add := func(day int16, what uint8, index int) { list[day] = append(list[day], item{int32(index), what}) }
	for i := range w.reports {
		add(w.reports[i].filed, aReport, i)
	}
	for i := range w.links {
		add(w.links[i].filed, aLink, i)
	}
	for i := range w.releases {
		add(w.releases[i].day, aRelease, i)
	}
	for i := range w.withdrawn {
		add(w.withdrawn[i].day, aWithdrawal, i)
	}
	for _, day := range list {
		w.rng.Shuffle(len(day), func(i, j int) { day[i], day[j] = day[j], day[i] })
	}
	return list
}

// writeRecords writes all records in the order of filing, the register of known businesses first.
func (w *world) writeRecords(path string, b blanks) error {
	return create(path, func(out *bufio.Writer) error {
		write := func(r graph.Record, agency uint8) error {
			if !b.agency {
				graph.WithAgency(r, agencies[agency].id)
			}
			line, err := record.MarshalInFile(r)
			if err != nil {
				return err
			}
			_, _ = out.Write(line)
			return out.WriteByte('\n') // the buffer repeats an earlier error
		}
		if err := w.writeRegister(write); err != nil {
			return err
		}
		ids := make([]int32, len(w.reports)) // of reports, by index
		last := int32(0)
		for _, day := range w.byDay() {
			for _, it := range day { // a day's withdrawals need its reports' ids
				if it.what == aReport {
					last++
					ids[it.index] = last
				}
			}
			for _, it := range day {
				if err := write(w.record(it, ids, b)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func id(prefix string, n int32) string { return fmt.Sprintf("%s-%07d", prefix, n) }

// record returns an item as a record, and its agency.
func (w *world) record(it item, ids []int32, b blanks) (graph.Record, uint8) {
	switch it.what {
	case aReport:
		r := &w.reports[it.index]
		return w.reportRecord(r, id("R", ids[it.index]), b), r.agency
	case aLink:
		l, e := &w.links[it.index], &w.edges[w.links[it.index].edge]
		out := &graph.Link{
			ID: id("L", it.index), Relation: relationNames[e.relation], From: w.identifier(e.a), To: w.identifier(e.b),
			Source: w.source(l.agency, l.source), ObservedAt: dayTime(l.seen),
		}
		if b.source {
			out.Source = ""
		}
		if b.time {
			out.ObservedAt = time.Time{}
		}
		return out, l.agency
	case aRelease:
		r := &w.releases[it.index]
		return &graph.Release{ID: id("F", it.index), Identifier: w.identifier(r.id), ReleasedAt: dayTime(r.day)}, r.agency
	default:
		x := &w.withdrawn[it.index]
		return &graph.Withdrawal{ID: id("W", it.index), Withdraws: id("R", ids[x.report]), Reason: x.reason}, w.reports[x.report].agency
	}
}

func (w *world) reportRecord(r *report, id string, b blanks) *graph.Report {
	out := &graph.Report{ID: id}
	if !b.source {
		out.Source = w.source(r.agency, r.source)
	}
	if !b.category {
		out.Category = r.category
	}
	if !b.region && r.region != noRegion {
		out.Region = regions[r.region]
	}
	if !b.time && !r.timeless {
		out.OccurredAt = firstDay.Add(time.Duration(r.occurred) * time.Minute)
	}
	if r.loss > 0 {
		out.Loss, out.Currency = graph.Amount(strconv.Itoa(int(r.loss))+".00"), "INR"
	}
	for _, x := range r.ids[:r.count] {
		out.Identifiers = append(out.Identifiers, w.identifier(x))
	}
	return out
}

// writeRegister writes the identifiers of the known businesses. Some entries have run out.
func (w *world) writeRegister(write func(graph.Record, uint8) error) error {
	n := int32(0)
	for i := range w.places {
		pl := &w.places[i]
		if !pl.known {
			continue
		}
		until := dayTime(int16(w.between(days-100, days+700)))
		for _, list := range [][]int32{pl.numbers, pl.accounts} {
			for _, x := range list {
				entry := &graph.Known{ID: id("K", n), Identifier: w.identifier(x), Business: business[pl.kind], ValidUntil: until}
				n++
				if err := write(entry, registrar); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
