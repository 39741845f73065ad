package ingest

import (
	"context"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// Agencies is where agencies are registered.
type Agencies interface {
	ListAgencies(ctx context.Context) ([]graph.Agency, error)
	AddAgency(ctx context.Context, agency graph.Agency, keyHash string) error
}

// registering is a store of records that registers an agency before it saves its first record.
type registering struct {
	graph.RecordStore
	options Options

	mu         sync.Mutex
	registered map[string]bool
}

// knownAgencies returns a store that knows which agencies are registered.
func knownAgencies(ctx context.Context, o Options) (*registering, error) {
	existing, err := o.Agencies.ListAgencies(ctx)
	if err != nil {
		return nil, err
	}
	r := &registering{RecordStore: o.Records, options: o, registered: map[string]bool{}}
	for _, agency := range existing {
		r.registered[agency.ID] = true
	}
	return r, nil
}

// Save implements graph.RecordStore.
func (r *registering) Save(ctx context.Context, agency string, batch []graph.Record) ([]graph.Outcome, error) {
	if err := r.register(ctx, agency); err != nil {
		return nil, err
	}
	return r.RecordStore.Save(ctx, agency, batch)
}

// register adds the agency if it is not registered, and logs that: a mistyped id adds a second
// agency. Its kind is set later, by agency add.
func (r *registering) register(ctx context.Context, agency string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.registered[agency] {
		return nil
	}
	r.options.Log.WithField("agency", agency).
		Info("a new agency: registered without a kind and without a key; ringwatch agency add sets both")
	if err := r.options.Agencies.AddAgency(ctx, graph.Agency{ID: agency, Name: agency}, ""); err != nil {
		return err
	}
	r.registered[agency] = true
	return nil
}
