// Deletes some findings on numbers of before a time, the oldest first, so that one that was put
// right does not count again, and tells of which they were.
MATCH (v:Verification)-[:OF]->(i) WHERE v.at < $before
WITH v, i ORDER BY v.at LIMIT $limit
DETACH DELETE v
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
