// Every agency with the number of its keys that are not revoked.
MATCH (a:Agency)
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.created_at AS created_at,
       COUNT { (a)-[:HOLDS]->(k:Key) WHERE k.revoked_at IS NULL } AS keys
ORDER BY id
