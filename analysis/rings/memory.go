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

	"github.com/ringwatch/ringwatch/analysis"
)

// Detector is what detections of evidence that grows remember of each other: into which groups
// every component of the network falls, by all that decides it, and what those show. So a
// detection takes a second look only at components of which something new is said, or for
// which what is usual has changed, and finds exactly what one without a memory finds: how
// likely a group is a ring is reckoned anew each time, since that changes with every
// record. A memory can be lost at any time. The zero value remembers nothing. Detections that
// share one wait for each other.
type Detector struct {
	mu     sync.Mutex
	seeds  [2]maphash.Seed
	params Params
	words  []string
	before map[content]*component
	// Hits is how many components the last detection knew, of those that may hold rings,
	// and Components how many there were.
	Hits, Components int
}

// content is a hash, under keys that nobody else knows, of all that is said of a component's
// members; usual, of how usual that is, roughly. The two decide into which groups it falls.
type content [2]uint64

func (m *Detector) hash(said []byte) content {
	return content{maphash.Bytes(m.seeds[0], said), maphash.Bytes(m.seeds[1], said)}
}

// component is one that was looked at, in its own numbers.
type component struct {
	evidence *Evidence
	usual    content
	// What is usual decides only how fragments are joined: the group of each identifier
	// before and after, and how many there were before. Of a single fragment there are no lists.
	fragments  int
	before, of []uint32

	groups     int
	tooLarge   [][]int
	candidates []group
	rings      []Ring // of the last detection
}

// Detect finds the rings in evidence, as the function Detect does.
func (m *Detector) Detect(ctx context.Context, e *Evidence, p Params) (*Result, error) {
	p, err := p.WithDefaults()
	if err != nil {
		return nil, err
	}
	if e, err = e.prepared(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.detect(ctx, e, p)
}

// look finds rings in every component, several at a time.
func (m *Detector) look(ctx context.Context, c *components, b *baseline, hubs []Hub, p Params) (*Result, error) {
	if m.before == nil || m.params != p || !slices.Equal(m.words, c.e.Words) { // words are known by their places
		m.seeds, m.params, m.words, m.before = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, p, c.e.Words, nil
	}
	parts, err := m.lookAt(ctx, c, b, p)
	if err != nil {
		return nil, err
	}
	found := &Result{Hubs: hubs, Groups: c.small}
	if err := flagIn(ctx, slices.Collect(maps.Values(m.before)), b, p); err != nil {
		return nil, err
	}
	translated := make([][]Ring, len(parts))
	err = sideBySide(ctx, len(parts), func(_, number int) error {
		for i := range parts[number].rings {
			ring := c.translated(number, &parts[number].rings[i])
			ring.Reasons = append(ring.Reasons, c.setAside(hubs, ring.Members)...)
			translated[number] = append(translated[number], ring)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for number, part := range parts {
		found.Groups += part.groups
		found.Rings = append(found.Rings, translated[number]...)
		for _, own := range part.tooLarge {
			found.Oversized = append(found.Oversized, among(c.members.of(number), own))
		}
	}
	slices.SortFunc(found.Rings, func(a, b Ring) int { return cmp.Compare(a.Members[0].Identifier, b.Members[0].Identifier) })
	slices.SortFunc(found.Oversized, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return found, nil
}

// lookAt looks at components, or remembers what was seen in them. The largest come first, lest
// one is left for the end that keeps a single processor busy.
func (m *Detector) lookAt(ctx context.Context, c *components, b *baseline, p Params) ([]*component, error) {
	parts, contents, order := make([]*component, c.count()), make([]content, c.count()), make([]int, c.count())
	for number := range order {
		order[number] = number
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(len(c.members.of(y)), len(c.members.of(x))) })
	said, usual := make([][]byte, runtime.GOMAXPROCS(0)), make([][]byte, runtime.GOMAXPROCS(0))
	var known atomic.Int64
	err := sideBySide(ctx, len(order), func(worker, i int) (err error) {
		number := order[i]
		said[worker], usual[worker] = c.content(number, b, said[worker][:0], usual[worker][:0])
		contents[number] = m.hash(said[worker])
		now, before := m.hash(usual[worker]), m.before[contents[number]]
		var own *component
		switch {
		case before == nil:
			own, err = newComponent(ctx, c.evidence(number), c.network(number), b, p)
		case before.fragments == 1 || before.usual == now:
			known.Add(1)
			parts[number] = before
			return nil
		default:
			own, err = before.joinedAnew(ctx, c.network(number), b, p)
		}
		if err == nil {
			own.usual, parts[number] = now, own
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	m.before = make(map[content]*component, len(parts))
	for number, content := range contents {
		if same := m.before[content]; same != nil {
			parts[number] = same
		}
		m.before[content] = parts[number]
	}
	m.Hits, m.Components = int(known.Load()), len(parts)
	return parts, nil
}

// flagIn flags what rings there are in components, each of which is there once.
func flagIn(ctx context.Context, parts []*component, b *baseline, p Params) error {
	return sideBySide(ctx, len(parts), func(_, i int) error {
		parts[i].rings = flag(parts[i].evidence, b, parts[i].candidates, p)
		return nil
	})
}

// sideBySide calls work for each task from 0 to tasks-1, on as many goroutines as there are
// processors, until one fails or the context ends.
func sideBySide(ctx context.Context, tasks int, work func(worker, task int) error) error {
	workers := runtime.GOMAXPROCS(0)
	failures := make([]error, workers)
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for failures[worker] == nil {
				task := int(next.Add(1)) - 1
				if task >= tasks {
					return
				}
				if failures[worker] = ctx.Err(); failures[worker] == nil {
					failures[worker] = work(worker, task)
				}
			}
			next.Store(int64(tasks)) // it failed: so do all
		})
	}
	all.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

// newComponent looks at a component, of which the evidence and the network are.
func newComponent(ctx context.Context, e *Evidence, g *analysis.Network, b *baseline, p Params) (*component, error) {
	of, count, err := fragments(ctx, g, p.Resolution, p.Seed)
	if err != nil {
		return nil, err
	}
	own := &component{evidence: e, fragments: count}
	if count > 1 {
		own.before, own.of = slices.Clone(of), of
		if err := own.join(ctx, g, b, p); err != nil {
			return nil, err
		}
	}
	return own, own.measure(ctx, g, newGroups(e, of, renumber(of, count)), p)
}

// joinedAnew is a component of which nothing new is said, where other things are usual.
func (own *component) joinedAnew(ctx context.Context, g *analysis.Network, b *baseline, p Params) (*component, error) {
	anew := *own
	anew.of = slices.Clone(own.before)
	if err := anew.join(ctx, g, b, p); err != nil {
		return nil, err
	}
	if count := renumber(anew.of, own.fragments); !slices.Equal(anew.of, own.of) {
		return &anew, anew.measure(ctx, g, newGroups(own.evidence, anew.of, count), p)
	}
	return &anew, nil
}

// join joins the fragments.
func (own *component) join(ctx context.Context, g *analysis.Network, b *baseline, p Params) error {
	if p.Without&Merging != 0 {
		return nil
	}
	return join(ctx, own.evidence, g, b, newGroups(own.evidence, own.of, own.fragments), p.Without&MergeCoherence == 0)
}

// measure counts what the groups show.
func (own *component) measure(ctx context.Context, g *analysis.Network, all *groups, p Params) (err error) {
	own.groups = all.count
	own.candidates, own.tooLarge, err = measureAll(ctx, own.evidence, g, all, p)
	return err
}

// translated is a ring of a component in the numbers of all evidence.
func (c *components) translated(number int, own *Ring) Ring {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	ring := Ring{Score: own.Score, Features: own.Features, Members: make([]Member, len(own.Members)), Reasons: make([]Reason, len(own.Reasons), len(own.Reasons)+1)}
	for i, m := range own.Members {
		ring.Members[i] = Member{int(members[m.Identifier]), m.Strength}
	}
	ring.Reports = among(reports, own.Reports)
	for i, r := range own.Reasons {
		ring.Reasons[i] = Reason{Kind: r.Kind, Text: r.Text, Weight: r.Weight, Reports: among(reports, r.Reports), Links: among(links, r.Links)}
	}
	return ring
}

// among are those of all whose places these are; nil of nil.
func among(all []uint32, places []int) []int {
	if places == nil {
		return nil
	}
	some := make([]int, len(places))
	for i, place := range places {
		some[i] = int(all[place])
	}
	return some
}
