// The agency that holds a key which is not revoked.
MATCH (a:Agency)-[:HOLDS]->(k:Key {hash: $hash})
WHERE k.revoked_at IS NULL
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.created_at AS created_at, 1 AS keys
