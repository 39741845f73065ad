// Deletes some disputes that were decided before a time, or filed before it and never decided. Returns the
// tokens of their identifiers.
MATCH (d:Dispute)-[:OF]->(i) WHERE coalesce(d.decided_at, d.opened_at) < $before
WITH d, i LIMIT $limit
DETACH DELETE d
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
