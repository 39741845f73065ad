// Revokes all valid credentials of an agency; no row if there is no such agency. Without a.id among what is
// returned, count would make a row of nothing.
MATCH (a:Agency {id: $id})
OPTIONAL MATCH (a)-[:HOLDS]->(k:Key)
WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime.transaction())
SET k.revoked_at = datetime.transaction()
RETURN a.id AS id, count(k) AS revoked
