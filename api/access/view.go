package access

import (
	"strings"
	"sync"

	"github.com/ringwatch/ringwatch/graph"
)

// Views gives callers their view of one list of rings. The list must not change.
type Views struct {
	rings     []graph.Ring // in the order of their ids
	byRegions sync.Map     // which rings an agency sees, by its regions: string to []bool
}

// NewViews returns the views of rings, which are in the order of their ids.
func NewViews(rings []graph.Ring) *Views { return &Views{rings: rings} }

// View is the part of a list of rings that a caller may see. The other rings are hidden: to the
// caller they are like rings that do not exist. All requests read rings through a view.
type View struct {
	Caller  *Caller
	rings   []graph.Ring
	visible []bool // by the rings' positions; nil if all are visible
}

// For returns the view of a caller. Which rings it sees is computed once for each set of regions,
// of which there are no more than agencies.
func (v *Views) For(c *Caller) View { return View{c, v.rings, v.visible(c)} }

func (v *Views) visible(c *Caller) []bool {
	if len(c.Agency.Regions) == 0 {
		return nil
	}
	regions := strings.Join(c.Agency.Regions, " ")
	if cached, ok := v.byRegions.Load(regions); ok {
		return cached.([]bool)
	}
	visible := make([]bool, len(v.rings))
	for i := range v.rings {
		visible[i] = c.SeesRegions(v.rings[i].Regions)
	}
	v.byRegions.Store(regions, visible)
	return visible
}

// SeesAll reports whether no ring is hidden.
func (v *View) SeesAll() bool { return v.visible == nil }

// Sees reports whether the ring at a position is visible.
func (v *View) Sees(i int) bool { return v.visible == nil || v.visible[i] }

// Find returns the position of the visible ring with an id. A hidden ring is not found, by the same
// steps as one that does not exist.
func (v *View) Find(id string) (i int, found bool) {
	i, found = graph.FindRing(v.rings, id)
	return i, found && v.Sees(i)
}

// RingIDs returns those of the ids that the caller may know of. A caller that sees all rings also
// knows the ids of rings that are no longer in the list. RingIDs never returns nil.
func (v *View) RingIDs(ids []string) []string {
	visible := []string{}
	for _, id := range ids {
		if _, found := v.Find(id); found || v.SeesAll() {
			visible = append(visible, id)
		}
	}
	return visible
}

// Redact replaces in a text those of the mentioned ring ids that the caller may not know of.
func (v *View) Redact(text string, mentioned ...string) string {
	for _, id := range mentioned {
		if id != "" && len(v.RingIDs([]string{id})) == 0 {
			text = strings.ReplaceAll(text, id, "another ring")
		}
	}
	return text
}
