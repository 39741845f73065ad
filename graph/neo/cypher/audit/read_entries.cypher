// Returns the entries of the audit log, in the order of their sequence.
MATCH (e:AuditEntry) WHERE e.seq > 0 AND e.seq <= $last
RETURN e AS entry ORDER BY e.seq
