// A token stands for one identifier, whichever agencies name it.
CREATE CONSTRAINT identifier_token IF NOT EXISTS FOR (i:Identifier) REQUIRE i.token IS UNIQUE
;

// The id of every Report is its own.
CREATE CONSTRAINT report_id IF NOT EXISTS FOR (n:Report) REQUIRE n.id IS UNIQUE
;

// Finds the reports that came since a run.
CREATE INDEX report_received_at IF NOT EXISTS FOR (r:Report) ON (r.received_at)
;

// The id of every Release is its own.
CREATE CONSTRAINT release_id IF NOT EXISTS FOR (n:Release) REQUIRE n.id IS UNIQUE
;

// The id of every Withdrawal is its own.
CREATE CONSTRAINT withdrawal_id IF NOT EXISTS FOR (n:Withdrawal) REQUIRE n.id IS UNIQUE
;

// Finds what was withdrawn lately.
CREATE INDEX withdrawal_received_at IF NOT EXISTS FOR (w:Withdrawal) ON (w.received_at)
;

// Finds whether a record that arrives was withdrawn before it came.
CREATE INDEX withdrawal_withdraws IF NOT EXISTS FOR (w:Withdrawal) ON (w.withdraws)
;

// A token of a later epoch is the same as one earlier token, whoever says so.
CREATE CONSTRAINT equivalence_token IF NOT EXISTS FOR (e:Equivalence) REQUIRE e.token IS UNIQUE
;

// Later tokens are found by the first token of their identifier.
CREATE INDEX equivalence_first IF NOT EXISTS FOR (e:Equivalence) ON (e.first)
;

// The latest thing that was said about tokens of later epochs is found at once.
CREATE INDEX equivalence_said_at IF NOT EXISTS FOR (e:Equivalence) ON (e.said_at)
;

// The id of every Claim is its own.
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (c:Claim) REQUIRE c.id IS UNIQUE
;

// The id of every Agency is its own.
CREATE CONSTRAINT agency_id IF NOT EXISTS FOR (n:Agency) REQUIRE n.id IS UNIQUE
;

// The hash of every Key is its own.
CREATE CONSTRAINT key_hash IF NOT EXISTS FOR (k:Key) REQUIRE k.hash IS UNIQUE
;

// The name of every Seal is its own.
CREATE CONSTRAINT seal_name IF NOT EXISTS FOR (s:Seal) REQUIRE s.name IS UNIQUE
;

// The id of every Run is its own.
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE
;

// Finds the latest runs.
CREATE INDEX run_sequence IF NOT EXISTS FOR (r:Run) ON (r.sequence)
;

// The name of every Lease is its own.
CREATE CONSTRAINT lease_name IF NOT EXISTS FOR (l:Lease) REQUIRE l.name IS UNIQUE
;

// There is one Publication of a name.
CREATE CONSTRAINT publication_name IF NOT EXISTS FOR (p:Publication) REQUIRE p.name IS UNIQUE
;

// The id of every Ring is its own.
CREATE CONSTRAINT ring_id IF NOT EXISTS FOR (n:Ring) REQUIRE n.id IS UNIQUE
;

// Finds the rings that a run has written but not yet published.
CREATE INDEX draft_run IF NOT EXISTS FOR (d:RingDraft) ON (d.run)
;

// A run writes each ring once.
CREATE CONSTRAINT draft_id IF NOT EXISTS FOR (d:RingDraft) REQUIRE (d.run, d.id) IS UNIQUE
;

// Finds the events of a ring.
CREATE INDEX ring_event_number IF NOT EXISTS FOR (e:RingEvent) ON (e.ring, e.number)
;

// Finds the numbers that telcos disconnected.
CREATE INDEX verification_finding IF NOT EXISTS FOR (v:Verification) ON (v.finding)
;

// The number of every Dispute is its own.
CREATE CONSTRAINT dispute_number IF NOT EXISTS FOR (d:Dispute) REQUIRE d.number IS UNIQUE
;

// The name of every Counter is its own.
CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (c:Counter) REQUIRE c.name IS UNIQUE
;

// The name of every AuditHead is its own.
CREATE CONSTRAINT audit_head IF NOT EXISTS FOR (h:AuditHead) REQUIRE h.name IS UNIQUE
;

// The id of every AuditEntry is its own.
CREATE CONSTRAINT audit_id IF NOT EXISTS FOR (e:AuditEntry) REQUIRE e.id IS UNIQUE
;

// The number of every AuditEntry is its own.
CREATE CONSTRAINT audit_seq IF NOT EXISTS FOR (e:AuditEntry) REQUIRE e.seq IS UNIQUE
;

// What is kept of an answer to a request with an idempotency key is kept once an agency and key.
CREATE CONSTRAINT replay_key IF NOT EXISTS FOR (r:Replay) REQUIRE (r.agency, r.key) IS UNIQUE
;

// Finds the kept answers whose time is over.
CREATE INDEX replay_until IF NOT EXISTS FOR (r:Replay) ON (r.until)
