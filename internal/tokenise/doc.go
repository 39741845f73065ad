// Package tokenise turns files of raw records into files of records of tokens, on an agency's own
// premises, in constant memory.
//
// Run reads NDJSON or CSV, cuts it into chunks of lines, has the identifiers of each chunk made
// into tokens by a Source (a key, or the custodian's service), and writes the records in the order
// of the input. Chunks are worked on in parallel. With a Resume, an interrupted Run is continued by
// the next one.
//
// Nothing raw reaches the output, a refusal, an error or a message.
//
// Messages to users spell tokenize and tokenized, as the command does.
package tokenise
