// Returns every agency with its valid credentials.
MATCH (a:Agency)
RETURN a.id AS id, a.name AS name, a.kind AS kind, a.scopes AS scopes, a.regions AS regions, a.created_at AS created_at,
       COLLECT {
         MATCH (a)-[:HOLDS]->(k:Key)
         WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > datetime.realtime())
         RETURN k
       } AS credentials
ORDER BY id
