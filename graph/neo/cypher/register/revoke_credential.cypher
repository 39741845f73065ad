// Revokes one credential of an agency, named by the beginning of its hash.
MATCH (a:Agency {id: $id})-[:HOLDS]->(k:Key)
WHERE k.hash STARTS WITH $credential AND k.revoked_at IS NULL
  AND (k.expires_at IS NULL OR k.expires_at > datetime.transaction())
SET k.revoked_at = datetime.transaction()
RETURN count(k) AS revoked
