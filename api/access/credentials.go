package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// Credentials are all valid credentials at one moment, with the callers that they belong to. They
// are immutable.
type Credentials struct {
	byHash map[[8]byte]*credential // by the first bytes of the credential's hash
	kinds  map[string]graph.AgencyKind
	secret []byte
}

type credential struct {
	hash    [sha256.Size]byte
	expires time.Time // zero is never
	caller  *Caller
}

// NewCredentials indexes a register.
func NewCredentials(r *graph.Register) *Credentials {
	all := &Credentials{
		byHash: make(map[[8]byte]*credential, len(r.Credentials)),
		kinds:  make(map[string]graph.AgencyKind, len(r.Agencies)),
		secret: r.Secret,
	}
	agencies := make(map[string]*graph.Agency, len(r.Agencies))
	for i := range r.Agencies {
		a := &r.Agencies[i]
		agencies[a.ID], all.kinds[a.ID] = a, a.Kind
	}
	for i := range r.Credentials {
		c := &r.Credentials[i].Credential
		agency := agencies[r.Credentials[i].AgencyID]
		hash, err := hex.DecodeString(c.Hash)
		if err != nil || len(hash) != sha256.Size || agency == nil {
			continue // no secret has such a hash
		}
		all.byHash[[8]byte(hash)] = &credential{
			hash: [sha256.Size]byte(hash), expires: c.ExpiresAt,
			caller: &Caller{
				Agency: *agency, CredentialID: c.ID(),
				scopes: Scopes(agency, c.Scopes), kinds: kindsVisibleTo[agency.Kind], credentials: all,
			},
		}
	}
	return all
}

// Find returns the caller whose credential has a hash and has not expired. The hash is compared in
// constant time; the lookup by its first bytes reveals nothing of the credential.
func (c *Credentials) Find(hash *[sha256.Size]byte, now time.Time) (*Caller, bool) {
	found := c.byHash[[8]byte(hash[:8])]
	if found == nil || subtle.ConstantTimeCompare(found.hash[:], hash[:]) != 1 {
		return nil, false
	}
	if !found.expires.IsZero() && !now.Before(found.expires) {
		return nil, false
	}
	return found.caller, true
}

// mac is HMAC-SHA-256 of the use and the parts, separated by zero bytes.
func (c *Credentials) mac(use string, parts ...string) []byte {
	m := hmac.New(sha256.New, c.secret)
	m.Write([]byte(use))
	for _, part := range parts {
		m.Write([]byte{0})
		m.Write([]byte(part))
	}
	return m.Sum(nil)
}

// referenceBytes is 80 bits, 16 characters.
const referenceBytes = 10

// Reference returns how a record is shown to other agencies than the one that filed it: that
// agency's kind, and a pseudonym of the record that is the same for all of them and reveals neither
// agency nor id.
func (c *Credentials) Reference(scopedID, agency string) string {
	kind := string(c.kinds[agency])
	if kind == "" {
		kind = "agency"
	}
	return kind + ":" + base32Lower.EncodeToString(c.mac("record", scopedID)[:referenceBytes])
}
