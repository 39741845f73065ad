package graph

import "context"

// RingReader reads the published rings.
type RingReader interface {
	// Publication returns which publication readers see. It is a cheap query. It returns
	// ErrUnavailable.
	Publication(ctx context.Context) (Publication, error)
	// Published returns one whole publication, never parts of two, in the order of the rings' ids.
	// Closed rings are among them, without members. It returns ErrUnavailable.
	Published(ctx context.Context) (Publication, []Ring, error)
	// Subgraph returns at most limit edges between the members and reports of a published ring, and
	// whether there are more. It returns ErrNotFound and ErrUnavailable.
	Subgraph(ctx context.Context, ringID string, limit int) (edges []RingEdge, more bool, err error)
}

// HistoryReader reads the histories of rings.
type HistoryReader interface {
	// History returns a ring's events, the latest first: those with a number less than before, or
	// all if before is 0. It returns ErrNotFound and ErrUnavailable.
	History(ctx context.Context, ringID string, before int64, limit int) ([]Event, error)
}

// RunReader reads the log of runs.
type RunReader interface {
	// Runs returns runs, the latest first: those with a sequence less than before, or all if before
	// is 0. It returns ErrUnavailable.
	Runs(ctx context.Context, before int64, limit int) ([]Run, error)
	// Run returns one run. It returns ErrNotFound and ErrUnavailable.
	Run(ctx context.Context, id string) (Run, error)
}
