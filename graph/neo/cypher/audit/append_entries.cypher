// Adds entries to the audit log and moves its head.
UNWIND $rows AS row
CREATE (e:AuditEntry)
SET e = row
WITH count(e) AS added
MATCH (h:AuditHead {name: 'record'})
SET h.seq = $seq, h.hash = $hash
RETURN added
