// The record, in the order of its numbers.
MATCH (e:AuditEntry) WHERE e.seq > 0 AND e.seq <= $last
RETURN e AS entry ORDER BY e.seq
