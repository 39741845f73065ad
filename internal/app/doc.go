// Package app is the platform as one process: the API, the detection on its schedule and the
// retention, on one Neo4j. The serve and up commands run it, and tests run it in process on port 0.
package app
