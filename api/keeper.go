package api

import (
	"context"
	"sync"
)

// Start begins to look after what is kept in memory and to put on record what agencies do.
// Without it checks are not answered and members are not told. It is called once.
func (a *API) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { a.registrar.keep(ctx) })
	all.Go(func() { a.rings.keep(ctx) })
	all.Go(func() { a.recorder.run(ctx) })
	a.stop = func() { cancel(); all.Wait() }
}

// Refresh looks at the credentials and the rings now, so that whoever asks next is answered by
// what was there when it was called. It fails with graph.ErrUnavailable and the context's error.
func (a *API) Refresh(ctx context.Context) error {
	if _, err := a.registrar.anew(ctx); err != nil {
		return err
	}
	_, err := a.rings.anew(ctx)
	return err
}

// Stop ends what Start began and waits for it: the volume of checks is put on record.
// Requests must have ended. Stopping twice, or before Start, is harmless.
func (a *API) Stop() {
	if a.stop != nil {
		a.stop()
		a.stop = nil
	}
}
