package graph

import "errors"

// The categories of error that cross between rooms. An error wraps the category
// that its caller should act on; whatever wraps none of them is a defect.
var (
	// ErrUnavailable: the graph can't be reached now; the same call may work later.
	ErrUnavailable = errors.New("the graph database can't be reached")
	// ErrNotFound: what was asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrConflict: what was asked for clashes with what is there.
	ErrConflict = errors.New("conflict")
	// ErrOtherRequest: an idempotency key was used for another request before.
	ErrOtherRequest = errors.New("the key was used for another request")
	// ErrLeaseLost: another process took over what this one was doing.
	ErrLeaseLost = errors.New("the lease was lost to another process")
)
