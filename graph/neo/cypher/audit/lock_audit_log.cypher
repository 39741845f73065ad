// Where the record ends. Writing first locks it until the transaction ends, so that of all who
// append, in whatever process, one goes after the other.
MERGE (h:AuditHead {name: 'record'})
SET h.locked_at = datetime.realtime()
RETURN coalesce(h.seq, 0) AS seq, coalesce(h.hash, $none) AS hash, h.locked_at AS now,
       COLLECT { MATCH (e:AuditEntry) WHERE e.seq > 0 RETURN e.seq AS seq ORDER BY seq DESC LIMIT 1 } AS last
