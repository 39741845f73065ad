// Package record reads and writes the NDJSON records that agencies exchange: one
// record a line, UTF-8, every field checked before anything else sees it.
//
// Every input is hostile. A refusal names the field and says what would be right,
// and never repeats what was sent: it may be the raw identifier that must not be
// stored, logged or answered.
package record
