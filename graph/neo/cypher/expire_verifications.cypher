// Deletes some findings on numbers of before a time, and tells of which they were.
MATCH (v:Verification)-[:OF]->(i) WHERE v.at < $before
WITH v, i LIMIT $limit
DETACH DELETE v
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
