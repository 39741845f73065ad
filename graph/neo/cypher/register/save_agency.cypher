// Keeps an agency; answers what kind it is. The first to say its kind says its name too,
// and neither changes afterwards; scopes and regions are those that were given last. Writing
// the id first locks an agency that was there, so that of two who say different kinds one
// waits and sees the other's.
MERGE (a:Agency {id: $id})
ON CREATE SET a.created_at = datetime.transaction()
ON MATCH SET a.id = $id
WITH a
SET a.name = CASE WHEN a.kind IS NULL THEN $name ELSE a.name END,
    a.kind = coalesce(a.kind, $kind),
    a.scopes = coalesce($scopes, a.scopes),
    a.regions = coalesce($regions, a.regions)
RETURN a.kind AS kind
