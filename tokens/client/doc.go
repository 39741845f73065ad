// Package client is the agency's side of the VOPRF over HTTP. It blinds identifiers, sends them to
// the custodian's service, verifies the proof against the pinned public key, and returns tokens.
// Nothing but blinded elements and the credential leaves it.
package client
