// Lets the keys of an agency, apart from a new one, expire after an overlap, where they don't expire sooner.
MATCH (a:Agency {id: $id})-[:HOLDS]->(k:Key)
WITH k, datetime.transaction() + duration({milliseconds: $overlap}) AS end
WHERE coalesce(k.type, 'key') = 'key' AND k.hash <> $created AND k.revoked_at IS NULL
  AND (k.expires_at IS NULL OR k.expires_at > datetime.transaction())
SET k.expires_at = CASE WHEN k.expires_at < end THEN k.expires_at ELSE end END
RETURN count(k) AS expiring
