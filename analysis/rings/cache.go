package rings

import (
	"cmp"
	"context"
	"hash/maphash"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Detector finds rings, and caches for its next run what it found in each component of the network.
// A run searches only components with new evidence, or whose rounded background rates have changed,
// and returns exactly what a run without a cache returns: scores are computed in each run, since
// every record changes them.
//
// The cache can be lost at any time without harm. The zero value has an empty cache. Concurrent
// runs of one Detector wait for each other.
type Detector struct {
	sections
	mu     sync.Mutex
	seeds  [2]maphash.Seed
	params Params // of the cached detections, as are words
	words  []string
	cached map[fingerprint]*detection // by contentOf; nil before the first run
	// Hits is the number of components that the latest run took from the cache, and Components the
	// number that it searched or took.
	Hits, Components int
}

// fingerprint is a 128-bit hash with random seeds, so that nobody can construct a collision.
type fingerprint [2]uint64

func (d *Detector) hash(content []byte) fingerprint {
	return fingerprint{maphash.Bytes(d.seeds[0], content), maphash.Bytes(d.seeds[1], content)}
}

// Detect finds the rings in evidence, as the function Detect does.
func (d *Detector) Detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	p, err := p.WithDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = normalise(d.sections, e); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.detect(ctx, e, p)
}

// detectIn finds the rings in all components.
func (d *Detector) detectIn(ctx context.Context, all *components, rates *background, hubs []Hub, p Params) (*Result, error) {
	d.prepareCache(all.e.Words, p)
	found, err := d.detectOrReuse(ctx, all, rates, p)
	if err != nil {
		return nil, err
	}
	// Components with equal content share a detection, which is scored once.
	unique := slices.Collect(maps.Values(d.cached))
	err = d.each(ctx, scoreSection, len(unique), func(_, i int) error {
		unique[i].evidence.Trust = all.e.Trust // it changes from run to run, like the background rates
		unique[i].rings = flag(unique[i].evidence, rates, unique[i].candidates, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rings := make([][]Ring, len(found))
	err = d.each(ctx, translateSection, len(found), func(_, number int) error {
		for i := range found[number].rings {
			ring := all.translate(number, &found[number].rings[i])
			ring.Reasons = append(ring.Reasons, all.hubReasons(hubs, ring.Members)...)
			rings[number] = append(rings[number], ring)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	result := &Result{Hubs: hubs, Groups: all.skipped}
	for number, f := range found {
		result.Groups += f.groups
		result.Rings = append(result.Rings, rings[number]...)
		for _, members := range f.oversized {
			result.Oversized = append(result.Oversized, at(all.members.of(number), members))
		}
	}
	slices.SortFunc(result.Rings, func(a, b Ring) int { return cmp.Compare(a.Members[0].Identifier, b.Members[0].Identifier) })
	slices.SortFunc(result.Oversized, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return result, nil
}

// prepareCache empties the cache if its detections had other parameters or codes of words.
func (d *Detector) prepareCache(words []string, p Params) {
	if d.cached == nil || d.params != p || !slices.Equal(d.words, words) {
		d.seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
		d.params, d.words, d.cached = p, words, nil
	}
}

// detectOrReuse returns the detection in each component, from the cache where nothing that decides
// it has changed. Then it makes these detections the cache. The largest components come first, so
// that none of them is left to a single processor in the end.
func (d *Detector) detectOrReuse(ctx context.Context, all *components, rates *background, p Params) ([]*detection, error) {
	found, contents, order := make([]*detection, all.count()), make([]fingerprint, all.count()), make([]int, all.count())
	for number := range order {
		order[number] = number
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(len(all.members.of(y)), len(all.members.of(x))) })
	content, rounded := make([][]byte, runtime.GOMAXPROCS(0)), make([][]byte, runtime.GOMAXPROCS(0))
	var hits atomic.Int64
	err := d.each(ctx, candidateSection, len(order), func(worker, i int) (err error) {
		number := order[i]
		content[worker], rounded[worker] = all.appendContent(content[worker][:0], rounded[worker][:0], number, rates)
		contents[number] = d.hash(content[worker])
		byRates, previous := d.hash(rounded[worker]), d.cached[contents[number]]
		var current *detection
		switch {
		case previous == nil:
			current, err = detectCandidates(ctx, all.evidence(number), all.network(number), rates, p)
		case previous.labels == nil || previous.rates == byRates:
			hits.Add(1)
			found[number] = previous
			return nil
		default:
			current, err = previous.mergedAgain(ctx, all.network(number), rates, p)
		}
		if err == nil {
			current.rates, found[number] = byRates, current
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	d.cached = make(map[fingerprint]*detection, len(found))
	for number, content := range contents {
		if same := d.cached[content]; same != nil {
			found[number] = same
		}
		d.cached[content] = found[number]
	}
	d.Hits, d.Components = int(hits.Load()), len(found)
	return found, nil
}
