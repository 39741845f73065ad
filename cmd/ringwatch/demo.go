package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/internal/world"
)

// demoSeed makes the demo's world the same everywhere.
const demoSeed = 1

// recordsAtOnce is how many records the demo sends in one request.
const recordsAtOnce = 10_000

// demo loads a synthetic world through the API, as an agency would, and has its rings
// found. A graph that has reports is left as it is, since they may be real ones, unless
// the file begun says that loading a demo began there and did not end.
func demo(ctx context.Context, store *neo.Store, where connection, reports int, begun string, log logrus.FieldLogger) error {
	_, err := os.Stat(begun)
	if errors.Is(err, fs.ErrNotExist) {
		var filled bool
		if filled, err = store.Evidence.HasReports(ctx); err != nil {
			return fmt.Errorf("looking whether the demo may be loaded: %w", err)
		}
		if filled {
			log.Info("the graph has reports already: the demo's world is not loaded")
			return nil
		}
		err = os.WriteFile(begun, nil, 0o600)
	}
	if err != nil {
		return fmt.Errorf("noting that the demo is being loaded: %w", err)
	}
	c := &client{where: where, http: &http.Client{Timeout: 5 * time.Minute}}
	if err := c.load(ctx, reports, log); err != nil {
		return fmt.Errorf("loading the demo's world: %w", err)
	}
	log.Info("finding rings")
	run, err := c.detect(ctx)
	if err != nil {
		return fmt.Errorf("finding the demo's rings: %w", err)
	}
	if run.Status != string(graph.Succeeded) {
		return fmt.Errorf("finding the demo's rings: %s %s: %s", run.ID, run.Status, run.Reason)
	}
	log.WithFields(logrus.Fields{"run": run.ID, "rings": run.Counts.Rings}).Info("rings found")
	if err := os.Remove(begun); err != nil {
		return fmt.Errorf("noting that the demo is loaded: %w", err)
	}
	return nil
}

// client asks the API as an agency does.
type client struct {
	where connection
	http  *http.Client
}

// load sends a world in requests of some thousand records.
func (c *client) load(ctx context.Context, reports int, log logrus.FieldLogger) error {
	var body bytes.Buffer
	var inBody, sent, created int
	send := func() error {
		var answer struct{ Created, Refused int }
		if err := c.ask(ctx, http.MethodPost, "/v1/records", "application/x-ndjson", &body, &answer); err != nil {
			return err
		}
		if answer.Refused > 0 {
			return fmt.Errorf("the API refused %d records", answer.Refused)
		}
		sent, created = sent+inBody, created+answer.Created
		log.WithFields(logrus.Fields{"records": sent, "new": created}).Info("loading a synthetic world")
		body.Reset()
		inBody = 0
		return nil
	}
	days := int(time.Since(world.End) / (24 * time.Hour))
	_, err := world.Generate(world.Options{Reports: reports, Seed: demoSeed}, func(r graph.Record) error {
		moveBy(r, days)
		line, err := record.Marshal(r)
		if err != nil {
			return err
		}
		body.Write(append(line, '\n'))
		if inBody++; inBody == recordsAtOnce {
			return send()
		}
		return nil
	})
	if err != nil || inBody == 0 {
		return err
	}
	return send()
}

// moveBy moves a record by some days. The demo's world ends today, whenever that is: rings
// that are quiet for long are held against nobody.
func moveBy(r graph.Record, days int) {
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
	}
}

// demoRun is what the demo wants to know of a run.
type demoRun struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Reason string `json:"reason"`
	Counts struct {
		Rings int `json:"rings"`
	} `json:"counts"`
}

// detect asks for a run and waits for its end. Where one is under way, such as the
// schedule's, it asks again.
func (c *client) detect(ctx context.Context) (run demoRun, err error) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		switch err := c.ask(ctx, http.MethodPost, "/v1/runs", "", nil, &run); {
		case isStatus(err, http.StatusConflict):
		case err != nil:
			return run, err
		default:
			for run.Status == string(graph.Running) {
				if err := wait(ctx, tick); err != nil {
					return run, err
				}
				if err := c.ask(ctx, http.MethodGet, "/v1/runs/"+run.ID, "", nil, &run); err != nil {
					return run, err
				}
			}
			return run, nil
		}
		if err := wait(ctx, tick); err != nil {
			return run, err
		}
	}
}

func wait(ctx context.Context, tick *time.Ticker) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-tick.C:
		return nil
	}
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	detail string
}

func (r *refusal) Error() string { return fmt.Sprintf("the API answered %d: %s", r.status, r.detail) }

func isStatus(err error, status int) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == status
}

// ask makes one request and reads its JSON answer.
func (c *client) ask(ctx context.Context, method, path, contentType string, body io.Reader, answer any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.where.API+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.where.Key)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if response.StatusCode >= http.StatusBadRequest {
		var problem struct{ Title, Detail string }
		_ = json.NewDecoder(response.Body).Decode(&problem) // the status tells enough
		return &refusal{response.StatusCode, problem.Title + " " + problem.Detail}
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
