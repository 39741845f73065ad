// Deletes some findings on numbers from before a time, the oldest first, so that one that was corrected does
// not count again. Returns the tokens of the numbers.
MATCH (v:Verification)-[:OF]->(i) WHERE v.at < $before
WITH v, i ORDER BY v.at LIMIT $limit
DETACH DELETE v
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
