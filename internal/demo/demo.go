package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/api/client"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

const (
	// seed makes the demo's world the same everywhere.
	seed = 1
	// recordsPerRequest is how many records are sent in one request.
	recordsPerRequest = 10_000
	// requestTimeout bounds one request.
	requestTimeout = 5 * time.Minute
	// pollEvery is how often a run is looked up.
	pollEvery = 200 * time.Millisecond
)

// Options say what to load and where. All are mandatory.
type Options struct {
	URL     string // of the API
	Key     string // of an agency that may file records and start runs
	Reports int    // how many reports the world has
	// HasReports says whether the graph has reports. They may be real: then nothing is loaded.
	HasReports func(context.Context) (bool, error)
	// Marker is a file that exists while the demo is being loaded. If it exists already, an earlier
	// load was interrupted and is continued.
	Marker string
	Log    logrus.FieldLogger
}

// Run loads the demo, unless the graph has reports, and runs one detection. It returns an error if
// the API refused a record or if the run did not succeed.
func Run(ctx context.Context, o Options) error {
	load, err := begin(ctx, o)
	if err != nil || !load {
		return err
	}
	c, err := client.NewClientWithResponses(o.URL, client.WithKey(o.Key), client.WithHTTPClient(&http.Client{Timeout: requestTimeout}))
	if err != nil {
		return err
	}
	if err := file(ctx, c, o); err != nil {
		return fmt.Errorf("loading the demo's world: %w", err)
	}
	o.Log.Info("finding rings")
	run, err := detect(ctx, c)
	if err != nil {
		return fmt.Errorf("finding the demo's rings: %w", err)
	}
	if run.Status != client.Succeeded {
		reason := ""
		if run.Reason != nil {
			reason = *run.Reason
		}
		return fmt.Errorf("finding the demo's rings: %s %s: %s", run.Id, run.Status, reason)
	}
	o.Log.WithFields(logrus.Fields{"run": run.Id, "rings": run.Counts.Rings}).Info("rings found")
	if err := os.Remove(o.Marker); err != nil {
		return fmt.Errorf("removing the marker of the demo: %w", err)
	}
	return nil
}

// begin reports whether the demo is to be loaded, and writes the marker if so.
func begin(ctx context.Context, o Options) (load bool, err error) {
	switch _, err := os.Stat(o.Marker); {
	case err == nil:
		return true, nil
	case !errors.Is(err, fs.ErrNotExist):
		return false, fmt.Errorf("reading the marker of the demo: %w", err)
	}
	hasReports, err := o.HasReports(ctx)
	if err != nil {
		return false, fmt.Errorf("checking whether the graph has reports: %w", err)
	}
	if hasReports {
		o.Log.Info("the graph has reports already: the demo is not loaded")
		return false, nil
	}
	if err := os.WriteFile(o.Marker, nil, 0o600); err != nil {
		return false, fmt.Errorf("writing the marker of the demo: %w", err)
	}
	return true, nil
}

// file sends the world in several requests.
func file(ctx context.Context, c *client.ClientWithResponses, o Options) error {
	var body bytes.Buffer
	var inBody, sent, created int
	send := func() error {
		if inBody == 0 {
			return nil
		}
		answer, err := c.FileRecordsWithBodyWithResponse(ctx, "application/x-ndjson", bytes.NewReader(body.Bytes()))
		if err != nil {
			return err
		}
		if answer.JSON200 == nil {
			return unexpected(answer.HTTPResponse, answer.Body)
		}
		if n := answer.JSON200.Refused; n > 0 {
			return fmt.Errorf("the API refused %d records", n)
		}
		sent, created = sent+inBody, created+answer.JSON200.Created
		o.Log.WithFields(logrus.Fields{"records": sent, "new": created}).Info("loading a synthetic world")
		body.Reset()
		inBody = 0
		return nil
	}
	days := int(time.Since(world.End) / (24 * time.Hour))
	_, err := world.Generate(world.Options{Reports: o.Reports, Seed: seed}, func(r graph.Record) error {
		if _, isKnown := r.(*graph.Known); isKnown { // only operators may file them
			return nil
		}
		shift(r, days)
		line, err := record.Marshal(r)
		if err != nil {
			return err
		}
		body.Write(append(line, '\n'))
		if inBody++; inBody < recordsPerRequest {
			return nil
		}
		return send()
	})
	if err != nil {
		return err
	}
	return send()
}

// shift moves a record by some days. The demo's world ends today, whenever that is: rings without
// recent reports would fade.
func shift(r graph.Record, days int) {
	move := func(t *time.Time) {
		if !t.IsZero() {
			*t = t.AddDate(0, 0, days)
		}
	}
	switch r := r.(type) {
	case *graph.Report:
		move(&r.OccurredAt)
	case *graph.Link:
		move(&r.ObservedAt)
	case *graph.Release:
		move(&r.ReleasedAt)
	}
}

// detect starts a run and waits for its end. While another run is under way, such as one of the
// schedule, it tries again.
func detect(ctx context.Context, c *client.ClientWithResponses) (*client.Run, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		answer, err := c.StartRunWithResponse(ctx, nil)
		switch {
		case err != nil:
			return nil, err
		case answer.JSON202 != nil:
			return awaitEnd(ctx, c, answer.JSON202, tick)
		case answer.StatusCode() != http.StatusConflict:
			return nil, unexpected(answer.HTTPResponse, answer.Body)
		}
		if err := wait(ctx, tick); err != nil {
			return nil, err
		}
	}
}

// awaitEnd looks a run up until it has ended.
func awaitEnd(ctx context.Context, c *client.ClientWithResponses, run *client.Run, tick *time.Ticker) (*client.Run, error) {
	for run.Status == client.Running {
		if err := wait(ctx, tick); err != nil {
			return nil, err
		}
		answer, err := c.GetRunWithResponse(ctx, run.Id)
		if err != nil {
			return nil, err
		}
		if answer.JSON200 == nil {
			return nil, unexpected(answer.HTTPResponse, answer.Body)
		}
		run = answer.JSON200
	}
	return run, nil
}

func wait(ctx context.Context, tick *time.Ticker) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-tick.C:
		return nil
	}
}
