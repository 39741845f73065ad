// Package service is the custodian's side of the VOPRF (RFC 9497, section 3.3.2): agencies send blinded elements, and get
// each multiplied by the key, with one proof a batch that it was this key.
//
// What the custodian learns is who asks, when, and for how many; neither identifiers nor tokens. So that nobody can run
// through all phone numbers, each agency has a credential of its own and an allowance of identifiers a day, and every
// batch is on an append-only record before it is answered. The service needs no database.
//
// The wire, over TLS, with Authorization: Bearer CREDENTIAL:
//
//	POST /v1/epochs/{epoch}/evaluations   application/octet-stream: 1 to 1,000 elements of 32 bytes (RFC 9496)
//	     200 application/octet-stream     an evaluation of 32 bytes for each, in order, and a proof of 64 bytes
//	GET  /v1/epochs                       the epochs it has keys for, and their public keys
//	GET  /healthz                         204 while it serves; needs no credential
//
// Errors are RFC 9457 problems. 429 says, with Retry-After, when the day's allowance begins anew; 503, that it is busy,
// and when to try again. A day is one of UTC.
package service
