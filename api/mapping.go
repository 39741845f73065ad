package api

import (
	"math"
	"strconv"
	"time"

	"github.com/oapi-codegen/runtime/types"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// This file maps types of package graph to those of openapi.yaml.

// summaryOf returns a ring as agencies see it that see all rings.
func summaryOf(r *graph.Ring) gen.Ring {
	kinds := r.MembersByKind()
	s := gen.Ring{
		Id: r.ID, Score: r.Score, Band: gen.Band(r.Band), Status: gen.Status(r.Status),
		ReportCount: len(r.ReportIDs), MemberCount: len(r.Members),
		MembersByKind: gen.MembersByKind{Number: kinds[graph.Number], Device: kinds[graph.Device], Account: kinds[graph.Account]},
		Regions:       append([]string{}, r.Regions...),
		Categories:    append([]string{}, r.Categories...),
		Loss:          make(map[string]string, len(r.Loss)),
		FirstSeen:     nullableTime(r.FirstSeen.Truncate(time.Second)), LastSeen: nullableTime(r.LastSeen.Truncate(time.Second)),
		Sources: r.Sources, Agencies: agencyCountOf(r.Agencies), Corroborated: r.Corroborated,
		ScoreWithoutStrongest: r.ScoreWithoutStrongest,
		Explanation:           make([]gen.Reason, len(r.Explanation)),
		Feedback:              gen.Tally{Confirmed: r.Feedback.Confirmed, Dismissed: r.Feedback.Dismissed},
		UpdatedAt:             r.UpdatedAt.UTC(),
	}
	if r.Closing != "" {
		s.Closing = &r.Closing
	}
	for currency, amount := range r.Loss {
		s.Loss[currency] = string(amount)
	}
	for i := range r.Explanation {
		s.Explanation[i] = reasonOf(&r.Explanation[i])
	}
	return s
}

func agencyCountOf(c graph.AgencyCount) gen.AgencyCount {
	shown := gen.AgencyCount{Number: c.Number, Kinds: make([]gen.AgencyKind, len(c.Kinds))}
	for i, kind := range c.Kinds {
		shown.Kinds[i] = gen.AgencyKind(kind)
	}
	return shown
}

// reasonOf returns a reason without its sample records.
func reasonOf(r *graph.Reason) gen.Reason {
	shown := gen.Reason{Reason: r.Text, Weight: r.Weight}
	if r.Kind != "" { // rings that were published before reasons had kinds
		shown.Kind = new(gen.ReasonKind(r.Kind))
	}
	return shown
}

// hasRedactions reports whether the caller sees another summary of a ring than those that see all
// rings.
func (v *view) hasRedactions(i int) bool { return !v.SeesAll() && v.summaries[i].Closing != nil }

// summary returns a ring as the caller sees it.
func (v *view) summary(i int) gen.Ring {
	s := v.summaries[i]
	if v.hasRedactions(i) {
		closing := v.Redact(*s.Closing, v.Rings[i].MergedInto)
		s.Closing = &closing
	}
	return s
}

func (v *view) lineage(i int) *gen.Lineage {
	r := &v.Rings[i]
	l := &gen.Lineage{CameFrom: v.RingIDs(r.CameFrom), LedTo: v.RingIDs(r.LedTo)}
	if r.MergedInto != "" && len(v.RingIDs([]string{r.MergedInto})) > 0 {
		l.MergedInto = &r.MergedInto
	}
	return l
}

func (v *view) event(e *graph.Event) gen.RingEvent {
	shown := gen.RingEvent{
		Number: e.Number, Kind: gen.RingEventKind(e.Kind), Day: types.Date{Time: e.Day}, At: e.At.UTC(),
		Members: changeOf(e.Members), Reports: changeOf(e.Reports),
		Rings: v.RingIDs(e.Others), Reason: v.Redact(e.Reason, e.Others...),
		BandBefore: nullableBand(e.BandBefore), BandAfter: nullableBand(e.BandAfter),
	}
	if e.RunID != "" {
		shown.RunId = &e.RunID
	}
	return shown
}

func changeOf(c graph.Change) gen.Change { return gen.Change{Before: c.Before, After: c.After} }

func nullableBand(b graph.Band) *gen.Band {
	if b == "" {
		return nil
	}
	return new(gen.Band(b))
}

func memberOf(m graph.Member) gen.Member {
	return gen.Member{Kind: gen.Kind(m.Kind), Token: string(m.Token), Strength: roundStrength(m.Strength)}
}

// roundStrength rounds to four decimals, as the NDJSON of rings does.
func roundStrength(strength float64) float64 { return math.Round(strength*1e4) / 1e4 }

// nullableTime returns a time in UTC, and nil for the zero time.
func nullableTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func publicationOf(p graph.Publication) gen.Publication {
	shown := gen.Publication{Sequence: p.Sequence, At: nullableTime(p.At)}
	if p.RunID != "" {
		shown.RunId = &p.RunID
	}
	return shown
}

func runOf(r *graph.Run) gen.Run {
	shown := gen.Run{
		Id: r.ID, Trigger: r.Trigger, Status: gen.RunStatus(r.Status),
		StartedAt: r.StartedAt.UTC(), FinishedAt: nullableTime(r.FinishedAt),
		Parameters: gen.RunParameters{
			Method: r.Method, Resolution: r.Resolution, Seed: strconv.FormatUint(r.Seed, 10), HubDegree: r.HubDegree,
		},
		Counts: gen.RunCounts{
			Reports: r.Counts.Reports, Identifiers: r.Counts.Identifiers, Edges: r.Counts.Edges, Hubs: r.Counts.Hubs,
			Communities: r.Counts.Communities, TooLarge: r.Counts.TooLarge,
			Rings: r.Counts.Rings, Changed: r.Counts.Changed, Gone: r.Counts.Closed,
			LargestComponent: r.Counts.LargestComponent, LargestComponentBeforeHubs: r.Counts.LargestComponentBeforeHubs,
		},
		Modularity: r.Modularity,
		Phases:     make([]gen.Phase, len(r.Phases)),
	}
	if r.Reason != "" {
		shown.Reason = &r.Reason
	}
	if r.Model != "" {
		shown.Parameters.Model = &r.Model
	}
	for i, phase := range r.Phases {
		shown.Phases[i] = gen.Phase(phase)
	}
	return shown
}
