package graph

import "time"

// EventKind classifies events.
type EventKind string

// The kinds of event.
const (
	EventCreated   EventKind = "created"
	EventGrown     EventKind = "grown"     // more members, or as many members and more reports
	EventShrunk    EventKind = "shrunk"    // fewer members, or as many members and fewer reports
	EventChanged   EventKind = "changed"   // as many members and reports, but others
	EventMerged    EventKind = "merged"    // it took in other rings
	EventSplit     EventKind = "split"     // other rings came out of it
	EventRescored  EventKind = "rescored"  // its band changed
	EventDormant   EventKind = "dormant"   // no new report for long
	EventReopened  EventKind = "reopened"  // it is active again, or counts again
	EventClosed    EventKind = "closed"    // it ended
	EventDismissed EventKind = "dismissed" // agencies dismissed it
	EventFeedback  EventKind = "feedback"  // an agency gave its verdict
)

// Event is one change of a ring. It holds how much changed and why, and never which identifiers:
// after a withdrawal, a former member must not be found here.
type Event struct {
	RingID     string
	Number     int64 // from 1; grows by one with every event of the ring
	Kind       EventKind
	Day        time.Time // the day that the run computed age from; zero: the day of At
	At         time.Time // by the database's clock
	RunID      string    // empty if no run caused it
	Members    Change
	Reports    Change
	BandBefore Band     // empty if the ring was not flagged before
	BandAfter  Band     // empty if the ring is not flagged afterwards
	Others     []string // ids of the other rings that were involved, ascending
	Reason     string   // a sentence for people
}

// Change is a number before and after.
type Change struct{ Before, After int }
