package graph

import "errors"

// The categories of error that cross package borders. An error wraps the category that its caller
// should act on. An error that wraps none of them is a defect.
var (
	// ErrUnavailable means that the graph database cannot be reached now. The same call may work
	// later.
	ErrUnavailable = errors.New("the graph database cannot be reached")
	// ErrNotFound means that what the caller named does not exist.
	ErrNotFound = errors.New("not found")
	// ErrConflict means that the request contradicts what is stored.
	ErrConflict = errors.New("conflict")
	// ErrOtherRequest means that an idempotency key was used before, for another request.
	ErrOtherRequest = errors.New("the key was used for another request")
	// ErrLeaseLost means that another process took over the lease that this call needs.
	ErrLeaseLost = errors.New("the lease was lost to another process")
)
