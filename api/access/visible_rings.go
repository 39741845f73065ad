package access

import (
	"slices"
	"strings"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// RingFilter decides which of a list of rings each caller sees. The list must not change.
type RingFilter struct {
	rings     []graph.Ring // in the order of their ids
	byRegions sync.Map     // which rings an agency sees, by its regions: string to []bool
}

// NewRingFilter returns the filter of rings that are in the order of their ids.
func NewRingFilter(rings []graph.Ring) *RingFilter { return &RingFilter{rings: rings} }

// VisibleRings is the part of a list of rings that a caller may see. The other rings are hidden: to
// the caller they are like rings that do not exist. All requests read rings through it.
// visible_kinds.go decides what the caller sees inside a visible ring.
type VisibleRings struct {
	Caller  *Caller
	rings   []graph.Ring
	visible []bool // by the rings' positions; nil if all are visible
}

// For returns the rings that a caller sees. They are computed once for each set of regions, of
// which there are no more than agencies.
func (f *RingFilter) For(c *Caller) VisibleRings { return VisibleRings{c, f.rings, f.visible(c)} }

func (f *RingFilter) visible(c *Caller) []bool {
	if len(c.Agency.Regions) == 0 {
		return nil
	}
	regions := strings.Join(c.Agency.Regions, " ")
	if cached, ok := f.byRegions.Load(regions); ok {
		return cached.([]bool)
	}
	visible := make([]bool, len(f.rings))
	for i := range f.rings {
		visible[i] = c.SeesRegions(f.rings[i].Regions)
	}
	f.byRegions.Store(regions, visible)
	return visible
}

// SeesAll reports whether no ring is hidden.
func (v *VisibleRings) SeesAll() bool { return v.visible == nil }

// Sees reports whether the ring at a position is visible.
func (v *VisibleRings) Sees(i int) bool { return v.visible == nil || v.visible[i] }

// Find returns the position of the visible ring with an id. A hidden ring is not found, by the same
// steps as one that does not exist.
func (v *VisibleRings) Find(id string) (i int, found bool) {
	i, found = graph.FindRing(v.rings, id)
	return i, found && v.Sees(i)
}

// RingIDs returns those of the ids that the caller may know of. A caller that sees all rings also
// knows the ids of rings that are no longer in the list. RingIDs never returns nil.
func (v *VisibleRings) RingIDs(ids []string) []string {
	visible := []string{}
	for _, id := range ids {
		if _, found := v.Find(id); found || v.SeesAll() {
			visible = append(visible, id)
		}
	}
	return visible
}

// Redact replaces in a text those of the mentioned ring ids that the caller may not know of.
func (v *VisibleRings) Redact(text string, mentioned ...string) string {
	for _, id := range mentioned {
		if id != "" && len(v.RingIDs([]string{id})) == 0 {
			text = strings.ReplaceAll(text, id, "another ring")
		}
	}
	return text
}

// SeesRegions reports whether the caller may see what concerns these regions: it is restricted to
// none, or to one of them.
func (c *Caller) SeesRegions(regions []string) bool {
	if len(c.Agency.Regions) == 0 {
		return true
	}
	return slices.ContainsFunc(regions, func(r string) bool { return slices.Contains(c.Agency.Regions, r) })
}
