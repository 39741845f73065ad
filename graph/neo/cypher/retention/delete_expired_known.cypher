// Deletes some entries of the register of known businesses that are not valid since a time. Returns the tokens
// of their identifiers.
MATCH (k:Known)-[:DESCRIBES]->(i) WHERE k.valid_until < $before
WITH k, i LIMIT $limit
DETACH DELETE k
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
