package rings_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
)

// evidence builds evidence, one report and one link at a time.
type evidence struct {
	rings.Evidence
	words map[string]uint32
}

func newEvidence() *evidence {
	e := &evidence{words: map[string]uint32{"": 0}}
	e.Words, e.Reports.Offsets = []string{""}, []uint32{0}
	return e
}

func (e *evidence) word(text string) uint32 {
	code, ok := e.words[text]
	if !ok {
		code = uint32(len(e.Words))
		e.words[text], e.Words = code, append(e.Words, text)
	}
	return code
}

// identifiers adds n identifiers of a kind.
func (e *evidence) identifiers(kind rings.Kind, n int) (all []uint32) {
	for range n {
		all = append(all, uint32(len(e.Kinds)))
		e.Kinds = append(e.Kinds, kind)
	}
	return all
}

func (e *evidence) report(day int32, region, category string, named ...uint32) {
	e.Reports.Identifiers = append(e.Reports.Identifiers, named...)
	e.Reports.Offsets = append(e.Reports.Offsets, uint32(len(e.Reports.Identifiers)))
	e.Reports.Day = append(e.Reports.Day, day)
	e.Reports.Region = append(e.Reports.Region, e.word(region))
	e.Reports.Category = append(e.Reports.Category, e.word(category))
	e.Reports.Channel = append(e.Reports.Channel, 0)
}

// filedBy says who filed the last report, and its loss; negative if unknown. Either all reports of
// some evidence are filed by somebody or none is.
func (e *evidence) filedBy(agency, source uint32, loss float64) {
	r := &e.Reports
	r.Agency, r.Source, r.Loss = append(r.Agency, agency), append(r.Source, source), append(r.Loss, loss)
}

func (e *evidence) link(day int32, from uint32, relation rings.Relation, to uint32) {
	e.Links.From, e.Links.To = append(e.Links.From, from), append(e.Links.To, to)
	e.Links.Relation, e.Links.Day = append(e.Links.Relation, relation), append(e.Links.Day, day)
}

// firstDay is 1 May 2026. Most evidence in these tests starts then.
const firstDay = 20_574

// strangers adds n reports that have nothing in common: each names a number of its own, and they
// are spread over ten regions, ten categories and a year.
func (e *evidence) strangers(n int) {
	for i, number := range e.identifiers(rings.Number, n) {
		e.report(firstDay-int32(i*37%365), fmt.Sprint("R", i%10), fmt.Sprint("fraud", i/10%10), number)
	}
}

// ring adds numbers that take turns in two devices, and twice as many reports, each naming two of
// the numbers, of one region, one category and three weeks. It returns all identifiers.
func (e *evidence) ring(numbers int, day int32, region, category string) []uint32 {
	ring, devices := e.identifiers(rings.Number, numbers), e.identifiers(rings.Device, 2)
	for i, number := range ring {
		e.link(day+int32(i), number, rings.UsedIn, devices[i%2])
		e.link(day+int32(i)+7, number, rings.UsedIn, devices[(i+1)%2])
	}
	for i := range 2 * numbers {
		e.report(day+int32(i%21), region, category, ring[i%numbers], ring[(i+1+i/numbers)%numbers])
	}
	return append(ring, devices...)
}

func (e *evidence) detect(t testing.TB, p rings.Params) *rings.Result {
	t.Helper()
	result, err := rings.Detect(t.Context(), &e.Evidence, p)
	require.NoError(t, err)
	requireValid(t, &e.Evidence, result)
	return result
}

func identifiersOf(r *rings.Ring) (all []uint32) {
	for _, m := range r.Members {
		all = append(all, uint32(m.Identifier))
	}
	return all
}

func hubsOf(result *rings.Result) (all []int) {
	for _, h := range result.Hubs {
		all = append(all, h.Identifier)
	}
	return all
}
