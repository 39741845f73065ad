package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

// blanks are the columns that are left out of all records.
type blanks struct{ region, category, time, agency, source bool }

func (b *blanks) set(column string) error {
	switch column {
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
		return fmt.Errorf("-blank: there is no column %q: want region, category, time, agency or source", column)
	}
	return nil
}

// firstDay is the first day of the records.
var firstDay = time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func hash(seed uint64, what string, n uint64) [32]byte {
	in := append([]byte(what), make([]byte, 16)...)
	binary.LittleEndian.PutUint64(in[len(what):], seed)
	binary.LittleEndian.PutUint64(in[len(what)+8:], n)
	return sha256.Sum256(in)
}

func (w *world) token(i id) graph.Token {
	h := hash(w.seed, "token", uint64(i))
	return graph.Token("tk1_" + base32Lower.EncodeToString(h[:16]))
}

// pseudonym returns the source of a complainant, in letters alone.
func (w *world) pseudonym(victim uint32) string {
	h := hash(w.seed, "source", uint64(victim))
	letters := make([]byte, 14)
	for i := range letters {
		letters[i] = 'a' + h[i]%26
	}
	return string(letters)
}

func (w *world) identifier(i id) graph.Identifier {
	return graph.Identifier{Kind: kindOf[w.kinds[i]], Token: w.token(i)}
}

func timeOf(minutes int32) time.Time {
	if minutes == unknown {
		return time.Time{}
	}
	return firstDay.Add(time.Duration(minutes) * time.Minute)
}

// inOrder returns the places of events in the order in which they were filed.
func (w *world) inOrder() []uint32 {
	order := make([]uint32, len(w.events))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		if a, b := w.events[x].filed, w.events[y].filed; a != b {
			return int(a) - int(b)
		}
		a, b := hash(w.seed, "order", uint64(x)), hash(w.seed, "order", uint64(y))
		return slices.Compare(a[:8], b[:8])
	})
	return order
}

// writeRecords writes all records in the order in which they were filed. Their ids are counters
// without a meaning.
func (w *world) writeRecords(out io.Writer, b blanks) error {
	buffered := bufio.NewWriterSize(out, 1<<20)
	numbers := make([]uint32, len(w.events))
	for n, at := range w.inOrder() {
		numbers[at] = uint32(n + 1)
		line, err := record.MarshalInFile(w.record(at, numbers, b))
		if err != nil {
			return fmt.Errorf("writing record %d: %w", n+1, err)
		}
		if _, err := buffered.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("writing record %d: %w", n+1, err)
		}
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	return nil
}

func name(n uint32) string { return "P" + strconv.Itoa(int(n)) }

func (w *world) record(at uint32, numbers []uint32, b blanks) graph.Record {
	e := &w.events[at]
	agency, source, when := w.agencies[e.agency].name, "", timeOf(e.at)
	if e.sourceIsFilled && !b.source {
		source = w.pseudonym(e.victim)
	}
	if b.agency {
		agency = ""
	}
	if b.time && e.what != isKnown {
		when = time.Time{}
	}
	switch e.what {
	case isReport:
		r := &graph.Report{ID: name(numbers[at]), Agency: agency, Source: source, OccurredAt: when, Channel: channels[e.channel]}
		if e.category > 0 && !b.category {
			r.Category = w.agencies[e.agency].words[scheme(e.category-1)]
		}
		if e.region > 0 && !b.region {
			r.Region = regions[e.region-1]
		}
		if e.currency > 0 {
			r.Loss, r.Currency = graph.Amount(strconv.FormatUint(uint64(e.loss), 10)+".00"), [...]string{"", "INR", "USD"}[e.currency]
		}
		for _, i := range w.named[e.first : e.first+uint32(e.count)] {
			r.Identifiers = append(r.Identifiers, w.identifier(i))
		}
		return r
	case isWithdrawal:
		return &graph.Withdrawal{ID: name(numbers[at]), Agency: agency, Withdraws: name(numbers[e.first]), Reason: "filed_in_error"}
	case isKnown:
		return &graph.Known{
			ID: name(numbers[at]), Agency: agency, Identifier: w.identifier(w.named[e.first]),
			Business: innocentKinds[e.category].name, ValidUntil: when,
		}
	}
	return &graph.Link{
		ID: name(numbers[at]), Agency: agency, Source: source, Relation: relationOf[e.what],
		From: w.identifier(w.named[e.first]), To: w.identifier(w.named[e.first+1]), ObservedAt: when,
	}
}
