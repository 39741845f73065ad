package graph

import (
	"context"
	"time"
)

// EventKind says what happened to a ring.
type EventKind string

// The kinds of event.
const (
	EventCreated   EventKind = "created"
	EventGrown     EventKind = "grown"     // it has more members, or as many and more reports
	EventShrunk    EventKind = "shrunk"    // it has fewer
	EventChanged   EventKind = "changed"   // it has as many, others among them
	EventMerged    EventKind = "merged"    // it took others in
	EventSplit     EventKind = "split"     // others came out of it
	EventRescored  EventKind = "rescored"  // its band changed
	EventDormant   EventKind = "dormant"   // no new report came for long
	EventReopened  EventKind = "reopened"  // it is at work again, or counts again
	EventClosed    EventKind = "closed"    // it is no more
	EventDismissed EventKind = "dismissed" // agencies dismissed it
	EventFeedback  EventKind = "feedback"  // an agency said what it makes of it
)

// Event is something that happened to a ring. It tells how much changed and why, and
// never who: whoever was a member must not be found here once that was taken back.
type Event struct {
	RingID     string
	Number     int64 // grows by one with every event of the ring
	Kind       EventKind
	Day        time.Time // that age was reckoned from; zero: the day by the database's clock
	At         time.Time // by the database's clock
	RunID      string    // empty where no run made it
	Members    Change
	Reports    Change
	BandBefore Band // empty where there was none
	BandAfter  Band
	Others     []string // the other rings' ids, ascending
	Reason     string   // in plain words
}

// Change is a number before and after.
type Change struct{ Before, After int }

// Descent says that a ring took another in, or came out of it.
type Lineage struct {
	RingID      string
	Predecessor string
	// Part: it came out of the other, and what agencies said of that holds for it too.
	SplitOff bool
}

// Edition is what a run publishes.
type NextPublication struct {
	Rings   []Ring    // those there are, in the order of their ids
	Closed  []Ring    // those that were published before and are closed with this run
	Events  []Event   // of each ring in the order in which they are told
	Lineage []Lineage // that are new
}

// Known is a ring as a run left it, for the next one to recognise.
type PreviousRing struct {
	Ring // of a closed one, the members by which it would be known again
	// Released are members that have passed to new holders since, Cleared those whose flag
	// was contested, and rightly. The ring is not known by them: they are not among Members.
	Released, Cleared []Identifier
	Opinions          []Opinion // the latest of each agency
}

// Chronicle is what runs remember of rings.
type PreviousRings interface {
	// Known lists all rings, closed ones too, in the order of their ids. It fails
	// with ErrUnavailable.
	PreviousRings(ctx context.Context) ([]PreviousRing, error)
	// Withdrawn tells which of these agency-scoped ids were taken back. It fails
	// with ErrUnavailable.
	FilterWithdrawn(ctx context.Context, ids []string) ([]string, error)
}

// Histories is where the events of rings are read.
type HistoryReader interface {
	// History lists what happened to a ring, from the latest on: events before the
	// number, or all where it is 0. It fails with ErrNotFound and ErrUnavailable.
	History(ctx context.Context, ringID string, before int64, limit int) ([]Event, error)
}
