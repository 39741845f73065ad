// Package tokens turns a raw identifier (a phone number, a handset, an account) into the token that stands for it on
// the platform, so that agencies can match what they know without telling each other, or the platform, who it is about.
//
// It takes two steps, both on the premises of whoever holds the raw value. [Normalise] brings the many ways of writing
// one identifier to a single spelling, for two spellings of a number would become two unrelated tokens. [Key.Token] then
// puts that spelling through a keyed one-way function, the VOPRF of RFC 9497, whose private key only the custodian has:
// without it nobody can list all phone numbers and compare.
//
// A raw identifier must not leak through a log either. No error of this package holds any part of the value it refuses,
// and a [Key] prints redacted. The package imports no other package of the module.
package tokens
