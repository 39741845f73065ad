// Deletes reports, and returns the tokens that each named.
UNWIND $ids AS id
MATCH (r:Report {id: id})
OPTIONAL MATCH (r)-[:NAMES]->(i)
WITH r, r.occurred_at AS at, collect(i.token) AS tokens
DETACH DELETE r
RETURN tokens, at
