// Stores an agency, and returns its kind. The first to give a kind gives the name too, and neither changes
// afterwards. Scopes and regions are those that were given last. Writing the id first locks an existing
// agency, so that of two that give different kinds one waits and sees the other's.
MERGE (a:Agency {id: $id})
ON CREATE SET a.created_at = datetime.transaction()
ON MATCH SET a.id = $id
WITH a
SET a.name = CASE WHEN a.kind IS NULL THEN $name ELSE a.name END,
    a.kind = coalesce(a.kind, $kind),
    a.scopes = coalesce($scopes, a.scopes),
    a.regions = coalesce($regions, a.regions)
RETURN a.kind AS kind
