package access

import (
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// Caller is an agency that uses one of its credentials. The zero Caller may do and see nothing of
// any agency.
type Caller struct {
	Agency       graph.Agency
	CredentialID string
	scopes       []graph.Scope
	kinds        visibleKinds
	credentials  *Credentials // the ones it is part of
}

// May reports whether the caller has a scope.
func (c *Caller) May(scope graph.Scope) bool { return slices.Contains(c.scopes, scope) }

// Record returns how a record is shown to the caller: by its id if the caller's agency filed it, or
// else by the kind of the agency that did and a reference; ok is false if it is hidden from the
// caller.
func (c *Caller) Record(scopedID string) (shown string, ok bool) {
	agency, _, _ := strings.Cut(scopedID, "/")
	switch {
	case agency == c.Agency.ID:
		return scopedID, true
	case c.kinds.records == allRecords:
		return c.credentials.Reference(scopedID, agency), true
	}
	return "", false
}

// Records returns how those records are shown that the caller may know of. It never returns nil.
func (c *Caller) Records(scopedIDs []string) []string {
	all := []string{}
	for _, id := range scopedIDs {
		if shown, ok := c.Record(id); ok {
			all = append(all, shown)
		}
	}
	return all
}

// MAC returns a message authentication code of the parts, for what callers get and send back. The
// use makes codes for one purpose invalid for another.
func (c *Caller) MAC(use string, parts ...string) []byte { return c.credentials.mac(use, parts...) }
