// Returns the agency that holds a valid credential.
MATCH (a:Agency)-[:HOLDS]->(k:Key {hash: $hash})
WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime.realtime())
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.scopes AS scopes, a.regions AS regions, a.created_at AS created_at, 1 AS keys
