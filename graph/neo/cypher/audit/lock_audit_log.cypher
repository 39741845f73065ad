// Returns where the audit log ends. Writing first locks it until the transaction ends, so that of all
// processes that append one goes after the other.
MERGE (h:AuditHead {name: 'record'})
SET h.locked_at = datetime.realtime()
RETURN h.seq AS seq, h.hash AS hash, h.locked_at AS now,
       head(COLLECT { MATCH (e:AuditEntry) WHERE e.seq > 0 RETURN e.seq AS seq ORDER BY seq DESC LIMIT 1 }) AS last
