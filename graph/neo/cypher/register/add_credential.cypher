// Gives an agency a credential, or one back that was revoked or expired; no row if there is no such agency.
// Returns whether it was free: otherwise the caller rolls back.
MATCH (a:Agency {id: $id})
MERGE (k:Key {hash: $hash})
SET k.asked_at = datetime.transaction()
WITH a, k, COLLECT { MATCH (o:Agency)-[:HOLDS]->(k) RETURN o.id } AS holders,
     k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime.transaction()) AS live
SET k.type = $type, k.name = $name, k.scopes = $scopes, k.created_at = datetime.transaction(), k.revoked_at = null, k.asked_at = null,
    k.expires_at = CASE WHEN $lasts > 0 THEN datetime.transaction() + duration({milliseconds: $lasts}) END
MERGE (a)-[:HOLDS]->(k)
RETURN size(holders) = 0 OR (holders = [a.id] AND NOT live) AS free
