package api

import (
	"math"
	"strconv"
	"time"

	"github.com/oapi-codegen/runtime/types"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// summary is a ring as every agency sees it.
func summary(r *graph.Ring) gen.Ring {
	kinds := r.MembersByKind()
	s := gen.Ring{
		Id: r.ID, Score: r.Score, Band: gen.Band(r.Band), Status: gen.Status(r.Status),
		ReportCount: len(r.ReportIDs), MemberCount: len(r.Members),
		MembersByKind: gen.MembersByKind{Number: kinds[graph.Number], Device: kinds[graph.Device], Account: kinds[graph.Account]},
		Regions:       append([]string{}, r.Regions...),
		Categories:    append([]string{}, r.Categories...),
		Loss:          make(map[string]string, len(r.Loss)),
		FirstSeen:     known(r.FirstSeen.Truncate(time.Second)), LastSeen: known(r.LastSeen.Truncate(time.Second)),
		Explanation: make([]gen.Reason, len(r.Explanation)),
		Feedback:    gen.Tally{Confirmed: r.Feedback.Confirmed, Dismissed: r.Feedback.Dismissed},
		UpdatedAt:   r.UpdatedAt.UTC(),
	}
	if r.Closing != "" {
		s.Closing = &r.Closing
	}
	for currency, amount := range r.Loss {
		s.Loss[currency] = string(amount)
	}
	for i, reason := range r.Explanation {
		s.Explanation[i] = gen.Reason{Reason: reason.Text, Weight: reason.Weight}
	}
	return s
}

// differs reports whether a ring's summary is another for the agency than for those that see
// all rings.
func (v *view) differs(place int) bool { return v.seen != nil && v.summaries[place].Closing != nil }

// summary is a ring's as the agency sees it: what tells of other rings tells of those that
// it sees.
func (v *view) summary(place int) gen.Ring {
	s := v.summaries[place]
	if v.differs(place) {
		closing := v.words(*s.Closing, v.rings[place].MergedInto)
		s.Closing = &closing
	}
	return s
}

func (v *view) lineage(place int) *gen.Lineage {
	r := &v.rings[place]
	l := &gen.Lineage{CameFrom: v.others(r.CameFrom), LedTo: v.others(r.LedTo)}
	if r.MergedInto != "" && len(v.others([]string{r.MergedInto})) > 0 {
		l.MergedInto = &r.MergedInto
	}
	return l
}

func (v *view) event(e *graph.Event) gen.RingEvent {
	shown := gen.RingEvent{
		Number: e.Number, Kind: gen.RingEventKind(e.Kind), Day: types.Date{Time: e.Day}, At: e.At.UTC(),
		Members: change(e.Members), Reports: change(e.Reports), Rings: v.others(e.Others), Reason: v.words(e.Reason, e.Others...),
		BandBefore: band(e.BandBefore), BandAfter: band(e.BandAfter),
	}
	if e.RunID != "" {
		shown.RunId = &e.RunID
	}
	return shown
}

func change(c graph.Change) gen.Change { return gen.Change{Before: c.Before, After: c.After} }

func band(b graph.Band) *gen.Band {
	if b == "" {
		return nil
	}
	shown := gen.Band(b)
	return &shown
}

func member(m graph.Member) gen.Member {
	return gen.Member{Kind: gen.Kind(m.Kind), Token: string(m.Token), Strength: rounded(m.Strength)}
}

// rounded keeps four decimals, as the NDJSON of rings does.
func rounded(strength float64) float64 { return math.Round(strength*1e4) / 1e4 }

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func publication(p graph.Publication) gen.Publication {
	shown := gen.Publication{Sequence: p.Sequence, At: known(p.At)}
	if p.RunID != "" {
		shown.RunId = &p.RunID
	}
	return shown
}

func run(r *graph.Run) gen.Run {
	shown := gen.Run{
		Id: r.ID, Trigger: r.Trigger, Status: gen.RunStatus(r.Status), StartedAt: r.StartedAt.UTC(), FinishedAt: known(r.FinishedAt),
		Parameters: gen.RunParameters{Method: r.Method, Resolution: r.Resolution, Seed: strconv.FormatUint(r.Seed, 10), HubDegree: r.HubDegree},
		Counts: gen.RunCounts{
			Reports: r.Counts.Reports, Identifiers: r.Counts.Identifiers, Edges: r.Counts.Edges, Hubs: r.Counts.Hubs,
			Communities: r.Counts.Communities, TooLarge: r.Counts.TooLarge, Rings: r.Counts.Rings, Changed: r.Counts.Changed, Gone: r.Counts.Closed,
		},
		Modularity: r.Modularity,
		Phases:     make([]gen.Phase, len(r.Phases)),
	}
	if r.Reason != "" {
		shown.Reason = &r.Reason
	}
	for i, phase := range r.Phases {
		shown.Phases[i] = gen.Phase(phase)
	}
	return shown
}
