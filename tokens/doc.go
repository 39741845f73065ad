// Package tokens turns a raw identifier (a phone number, a device, an account) into its token: the
// pseudonym under which agencies match what they know without revealing to each other, or to the
// platform, who it is about.
//
// This takes two steps, both on the premises of the organisation that holds the raw value:
//
//  1. [Normalise] brings the many spellings of one identifier to a single one, its normal form. Two
//     spellings of a number would otherwise get two unrelated tokens.
//  2. The normal form goes through a keyed one-way function, the VOPRF of RFC 9497. Only the
//     custodian has its private key, so that nobody else can enumerate all phone numbers and
//     compare tokens.
//
// The custodian computes a token alone with [Key.Token]. An agency gets the same token without
// showing the identifier to the custodian, in three steps (RFC 9497, section 3.3.2):
//
//	agency     PublicKey.Blind       identifiers → blinded elements
//	custodian  Key.Evaluate          blinded elements → evaluated elements and one proof
//	agency     Batch.Finalise        verifies the proof; evaluated elements → tokens
//
// Package tokens/client and package tokens/service carry the elements over HTTP.
//
// Nothing raw may leak through a log: no error of this package holds any part of the value that it
// refuses, and a [Key] prints redacted. The package imports no other package of the module.
package tokens
