package api

import "context"

// Start begins to read rings and credentials in the background and to write the audit log. Without
// it, checks and reads of members are refused. It returns startstop.ErrStarted if the API was
// started or stopped before.
func (a *API) Start(ctx context.Context) error { return a.background.Start(ctx) }

// Stop ends what Start began and waits for it: the check counts are written to the audit log. Call
// it when all requests have ended. It returns the context's cause if the context ends first.
func (a *API) Stop(ctx context.Context) error { return a.background.Stop(ctx) }

// Refresh reads credentials and rings now, so that requests after it see what was stored before it.
// It returns graph.ErrUnavailable, check.ErrUnreadable or the context's error.
func (a *API) Refresh(ctx context.Context) error {
	if _, err := a.credentials.Refresh(ctx); err != nil {
		return err
	}
	_, err := a.rings.Refresh(ctx)
	return err
}
