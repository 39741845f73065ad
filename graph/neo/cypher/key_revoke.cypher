// Ends all keys of an agency; no row if there is no such agency.
MATCH (a:Agency {id: $id})
OPTIONAL MATCH (a)-[:HOLDS]->(k:Key) WHERE k.revoked_at IS NULL
SET k.revoked_at = datetime.transaction()
RETURN count(k) AS revoked
