// Returns entries that are stored: their append was committed and its answer was lost.
UNWIND $ids AS id
MATCH (e:AuditEntry {id: id})
RETURN e AS entry
