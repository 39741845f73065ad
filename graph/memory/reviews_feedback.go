package memory

import (
	"context"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// Reviews stores what agencies say about rings and identifiers: feedback, findings and disputes.
type Reviews struct{ *state }

var (
	_ graph.FeedbackStore     = (*Reviews)(nil)
	_ graph.VerificationStore = (*Reviews)(nil)
	_ graph.DisputeStore      = (*Reviews)(nil)
)

// feedback is stored feedback, with the rings that it is about: the one it was given on, and those
// that split off from it.
type feedback struct {
	graph.Feedback
	verdict graph.LatestVerdict
	about   map[string]bool // by ring: whether it is the agency's latest
	reports map[string]int  // of the ring, when it was given, by agency
}

// AddFeedback implements graph.FeedbackStore.
func (s *Reviews) AddFeedback(ctx context.Context, f *graph.Feedback) (created bool, tally graph.Tally, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, graph.Tally{}, err
	}
	defer unlock()
	r := s.rings[f.RingID]
	switch {
	case r == nil:
		return false, graph.Tally{}, graph.ErrNotFound
	case r.Status == graph.Closed:
		return false, graph.Tally{}, graph.ErrConflict
	}
	var last *feedback
	for _, earlier := range s.feedback {
		if earlier.Agency.ID == f.Agency.ID && earlier.about[f.RingID] {
			last = earlier
		}
	}
	if last != nil && sameFeedback(last, f) {
		f.At = last.At
		return false, s.tally(f.RingID), nil
	}
	if last != nil {
		last.about[f.RingID] = false
	}
	s.agency(f.Agency.ID)
	f.At = s.now()
	s.feedback = append(s.feedback, &feedback{
		Feedback: *f, about: map[string]bool{f.RingID: true}, reports: evidence.CountByAgency(r.ReportIDs),
		verdict: graph.LatestVerdict{
			Verdict: f.Verdict, Members: len(r.Members), Reports: len(r.ReportIDs), Band: graph.BandOf(r.EvidenceScore),
		},
	})
	s.addEvents("", []graph.Event{{
		RingID: f.RingID, Kind: graph.EventFeedback, Reason: f.Summary(), BandBefore: r.Band, BandAfter: r.Band,
		Members: graph.Change{Before: len(r.Members), After: len(r.Members)},
		Reports: graph.Change{Before: len(r.ReportIDs), After: len(r.ReportIDs)},
	}})
	s.publication.Revision++
	return true, s.tally(f.RingID), nil
}

// sameFeedback reports whether the agency's latest feedback on a ring, which it may have given on
// the ring's predecessor, is the same as f.
func sameFeedback(last *feedback, f *graph.Feedback) bool {
	inherited := last.Feedback
	inherited.RingID = f.RingID
	return inherited.Same(f)
}

// tally counts the agencies by their latest verdict on a ring.
func (s *state) tally(ringID string) (tally graph.Tally) {
	for _, f := range s.feedback {
		if !f.about[ringID] {
			continue
		}
		switch f.Verdict {
		case graph.Confirms:
			tally.Confirmed++
		case graph.Dismisses:
			tally.Dismissed++
		}
	}
	return tally
}
