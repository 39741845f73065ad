// Package service is the custodian's side of the VOPRF (RFC 9497, section 3.3.2). Agencies send
// blinded elements, and the service multiplies each by the private key, with one proof a batch that
// it used this key.
//
// The custodian learns which agency asks, when, and for how many identifiers. It learns neither
// identifiers nor tokens. So that nobody can enumerate all phone numbers, each agency has its own
// credential and a daily allowance, and every batch is in an append-only ledger before it is
// answered. The service needs no database.
//
// The protocol, over TLS, with Authorization: Bearer CREDENTIAL:
//
//	POST /v1/epochs/{epoch}/evaluations   application/octet-stream: 1 to 1,000 blinded elements of 32
//	                                      bytes each (RFC 9496)
//	     200 application/octet-stream     an evaluated element of 32 bytes for each, in order, then a
//	                                      proof of 64 bytes
//	GET  /v1/epochs                       the epochs that it has keys for, and their public keys
//	GET  /healthz                         204 while it serves; needs no credential
//
// Errors are RFC 9457 problems. 429 means that the day's allowance is used up, and 503 that the
// service is busy. Both say when to try again, in Retry-After. Days are days of UTC.
//
// [New] returns the service as an http.Handler, and [NewServer] returns the server that listens for
// it. [AddAgency], [RevokeAgency] and [ListAgencies] manage who may use it, also while it runs.
package service
