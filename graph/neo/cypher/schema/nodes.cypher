// A token stands for one identifier, whichever agencies name it.
CREATE CONSTRAINT identifier_token IF NOT EXISTS FOR (i:Identifier) REQUIRE i.token IS UNIQUE
;

// The id of every Report is unique.
CREATE CONSTRAINT report_id IF NOT EXISTS FOR (n:Report) REQUIRE n.id IS UNIQUE
;

// Finds the reports that arrived since a run.
CREATE INDEX report_received_at IF NOT EXISTS FOR (r:Report) ON (r.received_at)
;

// The id of every Release is unique.
CREATE CONSTRAINT release_id IF NOT EXISTS FOR (n:Release) REQUIRE n.id IS UNIQUE
;

// The id of every Known is unique.
CREATE CONSTRAINT known_id IF NOT EXISTS FOR (n:Known) REQUIRE n.id IS UNIQUE
;

// The id of every Withdrawal is unique.
CREATE CONSTRAINT withdrawal_id IF NOT EXISTS FOR (n:Withdrawal) REQUIRE n.id IS UNIQUE
;

// Finds what was withdrawn recently.
CREATE INDEX withdrawal_received_at IF NOT EXISTS FOR (w:Withdrawal) ON (w.received_at)
;

// Finds whether a record that arrives was withdrawn before.
CREATE INDEX withdrawal_withdraws IF NOT EXISTS FOR (w:Withdrawal) ON (w.withdraws)
;

// A later token stands for one canonical token, whichever agency claims it.
CREATE CONSTRAINT equivalence_token IF NOT EXISTS FOR (e:Equivalence) REQUIRE e.token IS UNIQUE
;

// Later tokens are found by the first token of their identifier.
CREATE INDEX equivalence_first IF NOT EXISTS FOR (e:Equivalence) ON (e.first)
;

// Finds the later tokens that one agency claims.
CREATE INDEX equivalence_claimed IF NOT EXISTS FOR (e:Equivalence) ON (e.claimed)
;

// Finds the latest claim about later tokens.
CREATE INDEX equivalence_said_at IF NOT EXISTS FOR (e:Equivalence) ON (e.said_at)
;

// Finds the claims about an earlier token.
CREATE INDEX claim_same_as IF NOT EXISTS FOR (c:Claim) ON (c.same_as)
;

// The id of every Claim is unique.
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (c:Claim) REQUIRE c.id IS UNIQUE
;

// The id of every Agency is unique.
CREATE CONSTRAINT agency_id IF NOT EXISTS FOR (n:Agency) REQUIRE n.id IS UNIQUE
;

// The hash of every Key is unique.
CREATE CONSTRAINT key_hash IF NOT EXISTS FOR (k:Key) REQUIRE k.hash IS UNIQUE
;

// The name of every Seal is unique.
CREATE CONSTRAINT seal_name IF NOT EXISTS FOR (s:Seal) REQUIRE s.name IS UNIQUE
;

// The id of every Run is unique.
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE
;

// Finds the latest runs.
CREATE INDEX run_sequence IF NOT EXISTS FOR (r:Run) ON (r.sequence)
;

// The name of every Lease is unique.
CREATE CONSTRAINT lease_name IF NOT EXISTS FOR (l:Lease) REQUIRE l.name IS UNIQUE
;

// There is one Publication of a name.
CREATE CONSTRAINT publication_name IF NOT EXISTS FOR (p:Publication) REQUIRE p.name IS UNIQUE
;

// The id of every Ring is unique.
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

// The number of every Dispute is unique.
CREATE CONSTRAINT dispute_number IF NOT EXISTS FOR (d:Dispute) REQUIRE d.number IS UNIQUE
;

// The name of every Counter is unique.
CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (c:Counter) REQUIRE c.name IS UNIQUE
;

// The name of every AuditHead is unique.
CREATE CONSTRAINT audit_head IF NOT EXISTS FOR (h:AuditHead) REQUIRE h.name IS UNIQUE
;

// The id of every AuditEntry is unique.
CREATE CONSTRAINT audit_id IF NOT EXISTS FOR (e:AuditEntry) REQUIRE e.id IS UNIQUE
;

// The number of every AuditEntry is unique.
CREATE CONSTRAINT audit_seq IF NOT EXISTS FOR (e:AuditEntry) REQUIRE e.seq IS UNIQUE
;

// An agency and idempotency key have one stored response.
CREATE CONSTRAINT replay_key IF NOT EXISTS FOR (r:Replay) REQUIRE (r.agency, r.key) IS UNIQUE
;

// Finds the stored responses that have expired.
CREATE INDEX replay_until IF NOT EXISTS FOR (r:Replay) ON (r.until)
