package neo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// ringsPerQuery bounds the rings that one statement reads.
const ringsPerQuery = 5000

// PreviousRings lists all rings as the last run left them, closed ones included, in the order of
// their ids. Only the holder of the lease changes them, so a plain read is enough. A ring that this
// process read or wrote before is not read again unless its fingerprint differs.
//
// A ring that can't be read in full is logged, and returned without what can't be read: its
// identity and its history then live on, and Publish replaces it. PreviousRings returns
// graph.ErrUnavailable.
func (s *Publications) PreviousRings(ctx context.Context) ([]graph.PreviousRing, error) {
	all, err := s.previousRings(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the rings of the previous run: %w", err)
	}
	return all, nil
}

func (s *Publications) previousRings(ctx context.Context) ([]graph.PreviousRing, error) {
	stored, err := s.storedRings(ctx)
	if err != nil {
		return nil, err
	}
	rings := s.cache.cached(stored)
	var missing []string
	for id := range stored.rings {
		if rings[id] == nil {
			missing = append(missing, id)
		}
	}
	for ids := range slices.Chunk(missing, ringsPerQuery) {
		err := s.db.read(ctx, cypher.ReadPreviousRings, inBatch("ids", ids), func(r *neo4j.Record) error {
			ring, err := ringOf(r)
			if damage := (*DamageError)(nil); errors.As(err, &damage) {
				s.db.damage.report(damage)
				repair(&ring)
				stored.damaged[ring.ID] = &ring
				err = nil
			}
			rings[ring.ID] = &ring
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	s.cache.store(stored, rings)
	all := make([]graph.PreviousRing, 0, len(rings))
	for _, id := range slices.Sorted(maps.Keys(rings)) {
		all = append(all, graph.PreviousRing{Ring: *rings[id]})
	}
	return all, s.addReviewsSince(ctx, all)
}

// repair puts plausible values in place of those that a run relies on and that can't be read.
func repair(ring *graph.Ring) {
	if !slices.Contains(graph.Bands[:], ring.Band) {
		ring.Band = graph.BandOf(ring.Score)
	}
	if !slices.Contains(graph.Statuses[:], ring.Status) {
		ring.Status = graph.Active
		if ring.Closing != "" {
			ring.Status = graph.Closed
		}
	}
}

// addReviewsSince adds to rings what was filed after the run that published them: which members
// passed to new holders or were cleared, and what agencies say.
func (s *Publications) addReviewsSince(ctx context.Context, all []graph.PreviousRing) error {
	find := func(r *neo4j.Record) *graph.PreviousRing {
		id := fieldsOf(r).text("ring")
		i, ok := slices.BinarySearchFunc(all, id, func(p graph.PreviousRing, id string) int { return cmp.Compare(p.ID, id) })
		if !ok {
			return &graph.PreviousRing{} // published since
		}
		return &all[i]
	}
	err := s.db.read(ctx, cypher.ReadReleasedMembers, nil, func(r *neo4j.Record) error {
		previous := find(r)
		released, err := column[string](r, "released")
		if err != nil {
			return err
		}
		cleared, err := column[string](r, "cleared")
		left := make([]graph.Member, 0, len(previous.Members)) // the ring's own list is shared with the cache
		for _, m := range previous.Members {
			switch {
			case slices.Contains(released, string(m.Token)):
				previous.Released = append(previous.Released, m.Identifier)
			case slices.Contains(cleared, string(m.Token)):
				previous.Cleared = append(previous.Cleared, m.Identifier)
			default:
				left = append(left, m)
			}
		}
		previous.Members = left
		return err
	})
	if err != nil {
		return err
	}
	return s.db.read(ctx, cypher.ReadOpinions, nil, func(r *neo4j.Record) error {
		previous := find(r)
		verdicts, err := column[neo4j.Node](r, "opinions")
		for _, node := range verdicts {
			verdict, err := verdictOf(&fields{values: node.Props}, previous.ID)
			if !s.db.logDamage(err) {
				previous.Verdicts = append(previous.Verdicts, verdict)
			}
		}
		return err
	})
}

func verdictOf(f *fields, ringID string) (graph.LatestVerdict, error) {
	verdict := graph.LatestVerdict{
		Verdict: graph.Verdict(f.needText("verdict")), Band: graph.Band(f.needText("band")),
		Members: f.needCount("member_count"), Reports: f.needCount("report_count"),
	}
	return verdict, f.err("Feedback", ringID)
}

// FilterWithdrawn returns those of the agency-scoped ids that were withdrawn. It returns
// graph.ErrUnavailable.
func (s *Publications) FilterWithdrawn(ctx context.Context, ids []string) (withdrawn []string, err error) {
	for chunk := range slices.Chunk(ids, idsPerQuery) {
		err := s.db.read(ctx, cypher.ReadWithdrawn, inBatch("ids", chunk), func(r *neo4j.Record) (err error) {
			withdrawn, err = appendColumn(withdrawn, r, "ids")
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading which of %d records were withdrawn: %w", len(chunk), err)
		}
	}
	return withdrawn, nil
}

// storedRing is what Neo4j holds of a ring, without its contents.
type storedRing struct {
	fingerprint string // empty where there is none
	former      int64  // of a closed ring, by how many members it would be recognised; else -1
}

func (r storedRing) closed() bool { return r.former >= 0 }

// storedRings is what Neo4j holds of all rings of a publication.
type storedRings struct {
	sequence int64 // of the publication
	rings    map[string]storedRing
	nameless int                    // rings without an id
	renamed  int64                  // how often identifiers were merged or renamed
	damaged  map[string]*graph.Ring // those that can't be read in full, with what can be read
}

// storedRings reads the fingerprints of all rings.
func (s *Publications) storedRings(ctx context.Context) (*storedRings, error) {
	stored := &storedRings{damaged: map[string]*graph.Ring{}}
	err := s.db.read(ctx, cypher.ReadRingFingerprints, nil, func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		if err != nil {
			return err
		}
		fingerprints, err := columnAlong[string](r, "fingerprints", len(ids))
		if err != nil {
			return err
		}
		former, err := columnAlong[int64](r, "former", len(ids))
		if err != nil {
			return err
		}
		stored.rings = make(map[string]storedRing, len(ids))
		for i, id := range ids {
			stored.rings[id] = storedRing{fingerprints[i], former[i]}
		}
		f := fieldsOf(r)
		stored.sequence, stored.nameless = f.needInteger("sequence"), f.count("rings")-len(ids)
		stored.renamed = f.needInteger("renamed")
		return f.err("Publication", "rings")
	})
	return stored, err
}

// ringCache holds the rings that this process read or wrote, by fingerprint. It may be lost, and
// other processes may publish meanwhile: the fingerprints in Neo4j decide.
type ringCache struct {
	mu      sync.Mutex
	rings   map[string]*graph.Ring
	renamed int64        // how often identifiers had been merged or renamed when the rings were read
	stored  *storedRings // as read last, until a publication is based on it
}

// cached returns the cached rings among those that are stored, by their ids. It returns none if
// identifiers were merged or renamed since: their members may have other tokens now.
func (c *ringCache) cached(stored *storedRings) map[string]*graph.Ring {
	c.mu.Lock()
	defer c.mu.Unlock()
	rings := make(map[string]*graph.Ring, len(stored.rings))
	if c.renamed != stored.renamed {
		return rings
	}
	for id, s := range stored.rings {
		ring := c.rings[s.fingerprint]
		if ring != nil && (!s.closed() || int(s.former) == len(ring.Members)) { // else some were withdrawn
			rings[id] = ring
		}
	}
	return rings
}

// store caches the rings that are stored, and no others.
func (c *ringCache) store(stored *storedRings, rings map[string]*graph.Ring) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stored, c.renamed = stored, stored.renamed
	c.rings = make(map[string]*graph.Ring, len(rings))
	for id, ring := range rings {
		if fingerprint := stored.rings[id].fingerprint; fingerprint != "" && stored.damaged[id] == nil {
			c.rings[fingerprint] = ring
		}
	}
}

// takeStored returns what was read last, once; nil where something was published since.
func (c *ringCache) takeStored() *storedRings {
	c.mu.Lock()
	defer c.mu.Unlock()
	stored := c.stored
	c.stored = nil
	return stored
}

// add caches rings that were published.
func (c *ringCache) add(rings map[string]*graph.Ring) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rings == nil {
		c.rings = make(map[string]*graph.Ring, len(rings))
	}
	maps.Copy(c.rings, rings)
}
