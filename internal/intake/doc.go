// Package intake saves a stream of records in the graph. The ingest command and the API share it.
//
// [Run] reads the stream in windows. Each window is split into batches for several writers, so that
// no two writers save records with a common id or identifier; then they save concurrently, while
// the next window is read.
package intake
