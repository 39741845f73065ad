// Package neo stores the graph in Neo4j. Store holds the connection (DB) and one type for each
// actor: what it does is in the files of its name, and its statements in a folder of package
// cypher.
//
//	Intake        saves records                            intake*.go, queue.go, withdrawal.go
//	Evidence      reads the evidence; EvidenceCache        evidence*.go
//	Runs, Leases  record detection runs                    runs.go, lease.go
//	Publications  publish rings and read them              publi*.go, ring*.go, previous_rings.go, fingerprint.go
//	Register      agencies and credentials                 register*.go
//	Audit         the audit log                            audit.go
//	Reviews       feedback, findings, disputes             reviews_*.go
//	Idempotency   stored responses                         idempotency.go
//	Retention     deletes what is too old                  retention.go
//	Epochs        joins, parts and renames tokens                epochs.go
//
// The package owns the driver. The driver's errors never leave it: what can be retried is retried
// here (transaction.go), and the rest becomes an error of package graph (errors.go). Anyone may
// edit the graph in Neo4j Browser, so everything that is read is checked (values.go): a node that
// can't be read is a *DamageError, which names it and the field, and lists leave it out
// (damage.go).
package neo
