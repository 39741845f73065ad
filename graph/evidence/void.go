package evidence

import (
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Void is evidence that does not count: what was seen of an identifier before it passed to its
// present holder, or before an upheld dispute cleared it.
type Void struct {
	Mentions map[Mention]bool
	Links    map[string]bool // by agency-scoped id
	// Loops: links of an identifier with itself are void, too. It has tokens of two epochs.
	Loops bool
}

// Mention is one report that names one identifier.
type Mention struct {
	ReportID string // agency-scoped
	Token    graph.Token
}

// Without returns the snapshot without the void evidence, and s itself if it has none of it.
func (s *Snapshot) Without(v *Void) *Snapshot {
	c := &change{Snapshot: s, standing: s.Standing}
	for m := range v.Mentions {
		report, ok := s.findReport(m.ReportID)
		if !ok {
			continue
		}
		lo, hi := s.mentionsOf(report)
		for i := lo; i < hi; i++ {
			if s.Identifiers[s.Mentions.Identifier[i]].Token == m.Token {
				c.removed.mentions = append(c.removed.mentions, i)
			}
		}
	}
	for i := range s.Links.From {
		if v.Loops && s.Links.From[i] == s.Links.To[i] || len(v.Links) > 0 && v.Links[s.Links.ID[i]] {
			c.removed.links = append(c.removed.links, i)
		}
	}
	if len(c.removed.mentions)+len(c.removed.links) == 0 {
		return s
	}
	slices.Sort(c.removed.mentions)
	return c.apply()
}
