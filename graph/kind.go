package graph

import "slices"

// Kind says what an identifier identifies.
type Kind string

// The kinds of identifier that reports may name.
const (
	Number  Kind = "number"  // a telephone number
	Device  Kind = "device"  // a handset, by its IMEI
	Account Kind = "account" // a bank, wallet or ledger account
)

// Kinds lists every kind in the order in which they are written and sorted.
var Kinds = [...]Kind{Number, Device, Account}

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return k == Number || k == Device || k == Account }

// Rank is a kind's place in Kinds.
func (k Kind) Rank() int { return slices.Index(Kinds[:], k) }

// Canonical is the kind as the constant that it equals, so that not each is kept as it was read.
func (k Kind) Canonical() Kind {
	if at := k.Rank(); at >= 0 {
		return Kinds[at]
	}
	return k
}

// Relation says how a link joins two identifiers.
type Relation string

// The relations that telcos and banks report.
const (
	UsedIn        Relation = "used_in"        // a number sat in a device
	LinkedTo      Relation = "linked_to"      // a number is registered with an account
	AccessedFrom  Relation = "accessed_from"  // an account was used from a device
	TransferredTo Relation = "transferred_to" // an account paid another
)

// Relations lists every relation.
var Relations = [...]Relation{UsedIn, LinkedTo, AccessedFrom, TransferredTo}

// Ends returns the kinds that a relation joins; ok is false for an unknown one.
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
