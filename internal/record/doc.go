// Package record reads and writes the NDJSON records that agencies exchange: one record a line, in
// UTF-8. It also writes rings.
//
// Every input is hostile, so every field is validated before other code sees it. A refusal names
// the field and says what would be right. It never repeats the input, which may be a raw identifier
// that must not be stored, logged or sent back.
package record
