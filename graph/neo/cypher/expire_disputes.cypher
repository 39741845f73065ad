// Deletes some disputes that were decided before a time, and tells of what they were.
MATCH (d:Dispute)-[:OF]->(i) WHERE d.decided_at < $before
WITH d, i LIMIT $limit
DETACH DELETE d
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
