package neo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// Known lists all rings as the last run left them, closed ones too, in the order of
// their ids. Nobody but the holder of the lease changes them, so a plain read will do. What
// this process read or wrote before is not read again where it is still the same by its
// content. It fails with graph.ErrUnavailable.
func (s *Publications) PreviousRings(ctx context.Context) ([]graph.PreviousRing, error) {
	all, err := s.knownRings(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading what is known of rings: %w", err)
	}
	return all, nil
}

func (s *Publications) knownRings(ctx context.Context) ([]graph.PreviousRing, error) {
	set, err := s.contents(ctx)
	if err != nil {
		return nil, err
	}
	rings := s.remembered.those(set.rings)
	var missing []string
	for id := range set.rings {
		if rings[id] == nil {
			missing = append(missing, id)
		}
	}
	for some := range slices.Chunk(missing, knownAtOnce) {
		err := s.db.read(ctx, cypher.ReadPreviousRings, inBatch("ids", some), func(r *neo4j.Record) error {
			ring, err := ringWithMembers(r)
			rings[ring.ID] = &ring
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	s.remembered.keep(set, rings)
	all := make([]graph.PreviousRing, 0, len(rings))
	for _, id := range slices.Sorted(maps.Keys(rings)) {
		all = append(all, graph.PreviousRing{Ring: *rings[id]})
	}
	return all, s.addSaid(ctx, all)
}

// knownAtOnce and idsAtOnce bound the rings that one statement reads, and the ids of records.
const (
	knownAtOnce = 5000
	idsAtOnce   = 10_000
)

// addSaid adds to what is known of rings what was said since: who of the members passed to
// new holders or was cleared, and what agencies say.
func (s *Publications) addSaid(ctx context.Context, all []graph.PreviousRing) error {
	find := func(r *neo4j.Record) *graph.PreviousRing {
		id := properties(r.AsMap()).text("ring")
		i, ok := slices.BinarySearchFunc(all, id, func(k graph.PreviousRing, id string) int { return cmp.Compare(k.ID, id) })
		if !ok {
			return &graph.PreviousRing{} // it came since, and so is not of before
		}
		return &all[i]
	}
	err := s.db.read(ctx, cypher.ReadReleasedMembers, nil, func(r *neo4j.Record) error {
		known := find(r)
		released, err := column[string](r, "released")
		if err != nil {
			return err
		}
		cleared, err := column[string](r, "cleared")
		kept := make([]graph.Member, 0, len(known.Members)) // the ring's own list is shared
		for _, m := range known.Members {
			switch {
			case slices.Contains(released, string(m.Token)):
				known.Released = append(known.Released, m.Identifier)
			case slices.Contains(cleared, string(m.Token)):
				known.Cleared = append(known.Cleared, m.Identifier)
			default:
				kept = append(kept, m)
			}
		}
		known.Members = kept
		return err
	})
	if err != nil {
		return err
	}
	return s.db.read(ctx, cypher.ReadOpinions, nil, func(r *neo4j.Record) error {
		known := find(r)
		opinions, err := column[neo4j.Node](r, "opinions")
		for _, node := range opinions {
			p := properties(node.Props)
			known.Opinions = append(known.Opinions, graph.Opinion{
				Verdict: graph.Verdict(p.text("verdict")),
				Members: p.number("member_count"), Reports: p.number("report_count"), Band: graph.Band(p.text("band")),
			})
		}
		return err
	})
}

// ringContent is what there is of a ring.
type ringContent struct {
	content string // the hash of all that is published of it
	former  int64  // of a closed ring, by how many it would be known again; else -1
}

func (c ringContent) closed() bool { return c.former >= 0 }

// ringSet is what there is of all rings, by their ids, in a published set.
type ringSet struct {
	sequence int64 // of the publication
	rings    map[string]ringContent
}

// contents reads what there is of all rings.
func (s *Publications) contents(ctx context.Context) (*ringSet, error) {
	set := &ringSet{}
	err := s.db.read(ctx, cypher.ReadRingFingerprints, nil, func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		if err != nil {
			return err
		}
		contents, err := column[string](r, "contents")
		if err != nil {
			return err
		}
		former, err := column[int64](r, "former")
		if err != nil {
			return err
		}
		set.rings = make(map[string]ringContent, len(ids))
		for i, id := range ids {
			set.rings[id] = ringContent{contents[i], former[i]}
		}
		set.sequence, err = number(r, "sequence")
		return err
	})
	return set, err
}

// knownRings are rings that this process read or wrote, by the hash of their contents. They
// may be lost, or be others' meanwhile: what Neo4j says of the contents decides.
type knownRings struct {
	mu    sync.Mutex
	rings map[string]*graph.Ring
	set   *ringSet // as it was read last, until something is published by it
}

// those finds the rings that are there, by their ids.
func (k *knownRings) those(there map[string]ringContent) map[string]*graph.Ring {
	k.mu.Lock()
	defer k.mu.Unlock()
	rings := make(map[string]*graph.Ring, len(there))
	for id, c := range there {
		ring := k.rings[c.content]
		if ring != nil && (!c.closed() || int(c.former) == len(ring.Members)) { // else some were taken back
			rings[id] = ring
		}
	}
	return rings
}

// keep remembers the rings that are there, and no others.
func (k *knownRings) keep(set *ringSet, rings map[string]*graph.Ring) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.set = set
	k.rings = make(map[string]*graph.Ring, len(rings))
	for id, ring := range rings {
		if content := set.rings[id].content; content != "" {
			k.rings[content] = ring
		}
	}
}

// take hands over what was read last; nil where something was published since.
func (k *knownRings) take() *ringSet {
	k.mu.Lock()
	defer k.mu.Unlock()
	set := k.set
	k.set = nil
	return set
}

// add remembers rings that were published.
func (k *knownRings) add(rings map[string]*graph.Ring) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rings == nil {
		k.rings = make(map[string]*graph.Ring, len(rings))
	}
	maps.Copy(k.rings, rings)
}

// Withdrawn tells which of these agency-scoped ids were taken back. It fails with
// graph.ErrUnavailable.
func (s *Publications) FilterWithdrawn(ctx context.Context, ids []string) (withdrawn []string, err error) {
	for some := range slices.Chunk(ids, idsAtOnce) {
		err := s.db.read(ctx, cypher.ReadWithdrawn, inBatch("ids", some), func(r *neo4j.Record) (err error) {
			withdrawn, err = appendColumn(withdrawn, r, "ids")
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("asking which of %d records were withdrawn: %w", len(some), err)
		}
	}
	return withdrawn, nil
}
