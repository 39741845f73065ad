package graph

import "slices"

// Kind is the kind of thing that an identifier stands for.
//
// To add a kind, add it to Kinds, Valid and Relation.Ends here, and to the places that handle each
// kind separately:
//
//   - its normal form: tokens/normalise.go, internal/record/identifiers.go
//   - files and commands: internal/tokenise/csv.go
//   - the detection: analysis/rings/evidence.go, analysis/rings/explain_ties.go,
//     jobs/translate/evidence.go
//   - the API: api/openapi.yaml, api/mapping.go, api/handle_rings.go (countOf),
//     api/access/visible_kinds.go
//   - the database: Labels in graph/neo/cypher/cypher.go; graph/neo/ring_rows.go; the statements
//     below graph/neo/cypher that turn labels into kinds (search them for "THEN 'device'") and
//     evidence/read_identifiers.cypher
//   - generated worlds: internal/world
type Kind string

// The kinds of identifier.
const (
	Number  Kind = "number"  // a telephone number
	Device  Kind = "device"  // a handset, by its IMEI
	Account Kind = "account" // a bank, wallet or ledger account
)

// Kinds lists every kind, in the order in which kinds are written and sorted.
var Kinds = [...]Kind{Number, Device, Account}

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return k == Number || k == Device || k == Account }

// Rank returns the index of k in Kinds, and -1 for an invalid kind.
func (k Kind) Rank() int { return slices.Index(Kinds[:], k) }

// Canonical returns the constant that equals k, so that a kind that was read needs no memory of its
// own.
func (k Kind) Canonical() Kind {
	if at := k.Rank(); at >= 0 {
		return Kinds[at]
	}
	return k
}

// Relation is how a link joins two identifiers.
type Relation string

// The relations of links.
const (
	UsedIn        Relation = "used_in"        // a number was used in a device
	LinkedTo      Relation = "linked_to"      // a number is registered with an account
	AccessedFrom  Relation = "accessed_from"  // an account was accessed from a device
	TransferredTo Relation = "transferred_to" // an account paid another account
)

// Relations lists every relation.
var Relations = [...]Relation{UsedIn, LinkedTo, AccessedFrom, TransferredTo}

// Ends returns the kinds that a relation joins. It returns false for an unknown relation.
func (r Relation) Ends() (from, to Kind, ok bool) {
	switch r {
	case UsedIn:
		return Number, Device, true
	case LinkedTo:
		return Number, Account, true
	case AccessedFrom:
		return Account, Device, true
	case TransferredTo:
		return Account, Account, true
	}
	return "", "", false
}
