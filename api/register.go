package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"slices"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

const (
	// keysFreshFor is how old a look at the register may be: a credential that was revoked
	// is good no longer than that.
	keysFreshFor = time.Second
	// keysKnownFor is how long checks go on with the credentials that were good when Neo4j
	// was last there. Nobody can revoke one while it is away, but a process may be cut off
	// from a Neo4j that others still reach.
	keysKnownFor = time.Hour
)

// register is who may use the platform, as it was at one look. It never changes.
type register struct {
	holders map[[8]byte]*holder // by the beginning of the credential's hash
	kinds   map[string]graph.AgencyKind
	secret  []byte
}

// holder is the caller that a credential is of.
type holder struct {
	hash    [sha256.Size]byte
	expires time.Time // zero for never
	caller  *caller
}

// caller is an agency as it asks with one credential: what it may do and see.
type caller struct {
	agency     graph.Agency
	credential string // its id
	scopes     []graph.Scope
	sight      sight
	register   *register
}

func newRegister(r *graph.Register) *register {
	reg := &register{holders: make(map[[8]byte]*holder, len(r.Credentials)), kinds: make(map[string]graph.AgencyKind, len(r.Agencies)), secret: r.Secret}
	agencies := make(map[string]*graph.Agency, len(r.Agencies))
	for i := range r.Agencies {
		a := &r.Agencies[i]
		agencies[a.ID], reg.kinds[a.ID] = a, a.Kind
	}
	for i := range r.Credentials {
		c := &r.Credentials[i].Credential
		agency := agencies[r.Credentials[i].AgencyID]
		hash, err := hex.DecodeString(c.Hash)
		if err != nil || len(hash) != sha256.Size || agency == nil {
			continue // nobody can show it
		}
		h := &holder{hash: [sha256.Size]byte(hash), expires: c.ExpiresAt, caller: &caller{
			agency: *agency, credential: c.ID(), scopes: scopesFor(agency, c.Scopes), sight: sights[agency.Kind], register: reg,
		}}
		reg.holders[[8]byte(hash)] = h
	}
	return reg
}

// holder finds whose credential has a hash. The hash is compared in constant time; where it
// begins tells nothing of the credential.
func (r *register) holder(hash *[sha256.Size]byte, now time.Time) (*caller, bool) {
	h := r.holders[[8]byte(hash[:8])]
	if h == nil || subtle.ConstantTimeCompare(h.hash[:], hash[:]) != 1 || (!h.expires.IsZero() && !now.Before(h.expires)) {
		return nil, false
	}
	return h.caller, true
}

// mac authenticates what agencies are handed and bring back, or tell each other, for one
// use of it.
func (r *register) mac(use string, parts ...string) []byte {
	m := hmac.New(sha256.New, r.secret)
	m.Write([]byte(use))
	for _, part := range parts {
		m.Write([]byte{0})
		m.Write([]byte(part))
	}
	return m.Sum(nil)
}

var referenceEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// referenceBytes is 80 bits, 16 characters.
const referenceBytes = 10

// reference is what others than its agency are told of a record's id: the kind of agency,
// and a name that is the same for all of them and tells neither agency nor id.
func (r *register) reference(scopedID, agency string) string {
	kind := string(r.kinds[agency])
	if kind == "" {
		kind = "agency"
	}
	return kind + ":" + referenceEncoding.EncodeToString(r.mac("record", scopedID)[:referenceBytes])
}

// newRegistrar holds the register in memory and keeps it fresh.
func newRegistrar(source graph.RegisterReader) *kept[register] {
	return &kept[register]{look: func(ctx context.Context, _ *register) (*register, error) {
		ctx, cancel := context.WithTimeout(ctx, glanceTimeout)
		defer cancel()
		r, err := source.Register(ctx)
		if err != nil {
			return nil, err
		}
		return newRegister(&r), nil
	}}
}

// may reports whether the caller has a scope.
func (c *caller) may(scope graph.Scope) bool { return slices.Contains(c.scopes, scope) }
